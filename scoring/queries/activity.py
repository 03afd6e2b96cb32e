"""Events as the engine needs them."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from kernel import ids, sql
from scoring.domain.engine import Activity

# The instants inside the ids say which months to read.
ACTIVITY = """
SELECT e.id AS event_id, x.lead_id, e.kind, e.name, e.url, e.path, e.occurred_at, e.session_id, coalesce(s.number, 1) AS session_no
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, lead_id uuid)
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.id = x.id AND e.occurred_at BETWEEN %(first)s AND %(last)s
LEFT JOIN tracking_session s ON s.workspace_id = %(workspace_id)s AND s.id = e.session_id
WHERE NOT e.is_bot ORDER BY e.id
"""
EDGE = timedelta(seconds=1)


def of_events(event_ids: Sequence[UUID], lead_ids: Sequence[UUID]) -> list[Activity]:
    """event_ids[i], which happened to lead_ids[i]; bots left out; in the order of happening."""
    if not event_ids:
        return []
    pairs = [{"id": event, "lead_id": lead} for event, lead in zip(event_ids, lead_ids, strict=True)]
    first, last = ids.time_of(min(event_ids)) - EDGE, ids.time_of(max(event_ids)) + EDGE
    return sql.rows(ACTIVITY, Activity, rows=sql.as_json(pairs), first=first, last=last)
