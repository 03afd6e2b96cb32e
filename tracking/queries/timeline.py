"""What a person did, newest first; heat maps tell of pages and are left out."""

from datetime import datetime
from uuid import UUID

from kernel import sql
from tracking.models import Session
from tracking.queries.events import COLUMNS, EventRow, event_row

OF_PERSON = f"""
SELECT {COLUMNS}
FROM tracking_visitor v
CROSS JOIN LATERAL (
    SELECT x.* FROM tracking_event x
    WHERE x.workspace_id = %(workspace_id)s AND x.visitor_id = v.id AND x.occurred_at < %(before)s AND x.name <> 'heat_map'
    ORDER BY x.occurred_at DESC LIMIT %(limit)s
) e
WHERE v.workspace_id = %(workspace_id)s AND v.person_id = %(person_id)s
ORDER BY e.occurred_at DESC, e.id DESC LIMIT %(limit)s
"""


def of_person(person_id: UUID, before: datetime | None = None, limit: int = 50) -> list[EventRow]:
    """Events of every device of one person before `before`, newest first."""
    found = sql.tuples(OF_PERSON, person_id=str(person_id), before=before or "infinity", limit=limit)
    return [event_row(row) for row in found]


OF_VISITOR = f"""
SELECT {COLUMNS} FROM tracking_event e JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
WHERE e.workspace_id = %(workspace_id)s AND e.visitor_id = %(visitor_id)s AND e.name <> 'heat_map'
ORDER BY e.occurred_at DESC, e.id DESC LIMIT %(limit)s
"""


def of_visitor(visitor_id: UUID, limit: int = 50) -> list[EventRow]:
    """Events of one device, newest first."""
    return [event_row(row) for row in sql.tuples(OF_VISITOR, visitor_id=str(visitor_id), limit=limit)]


OF_SESSION = f"""
SELECT {COLUMNS} FROM tracking_event e JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
WHERE e.workspace_id = %(workspace_id)s AND e.visitor_id = %(visitor_id)s AND e.session_id = %(session_id)s
  AND e.occurred_at BETWEEN %(start)s AND %(end)s
ORDER BY e.occurred_at, e.id LIMIT %(limit)s
"""


def of_session(session: Session, limit: int = 500) -> list[EventRow]:
    """Events of one visit, in the order of happening; reads only the months of the visit."""
    asked = {"visitor_id": str(session.visitor_id), "session_id": str(session.pk), "start": session.started_at, "end": session.last_at}
    return [event_row(row) for row in sql.tuples(OF_SESSION, limit=limit, **asked)]
