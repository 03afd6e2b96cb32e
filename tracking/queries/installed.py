"""What came of one site lately, for the installer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel import clock, sql
from tracking.enums import DropReason

RECENT = timedelta(hours=24)
SHOWN = 5
THROUGH = 5_000

# Asked again every few seconds, so it looks through the workspace's newest events only. Waiting messages count too: somebody looks at
# this page in the very second of their first visit.
LATELY = """(
    SELECT * FROM tracking_event WHERE workspace_id = %(workspace_id)s AND occurred_at > %(since)s ORDER BY id DESC LIMIT %(through)s
) e WHERE e.site_id = %(site_id)s"""
ARRIVED = f"""
SELECT count(*), count(*) FILTER (WHERE NOT e.is_bot), max(e.received_at),
       (SELECT count(*) FROM tracking_inbox WHERE workspace_id = %(workspace_id)s AND site_id = %(site_id)s AND NOT digested)
FROM {LATELY}
"""
NEWEST = f"SELECT e.name, e.path, e.received_at AS at, e.is_bot FROM {LATELY} ORDER BY e.id DESC LIMIT %(limit)s"
REFUSED = """
SELECT detail, max(at) FROM tracking_refusal
WHERE workspace_id = %(workspace_id)s AND site_id = %(site_id)s AND reason = %(reason)s AND at > %(since)s
GROUP BY detail ORDER BY max(at) DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Arrival:
    """One event as the installer shows it."""

    name: str
    path: str
    at: datetime
    is_bot: bool


def arrived(site_id: UUID) -> tuple[int, int, datetime | None, int]:
    """(events, of them by people, when the last came, messages that wait) of the last day."""
    events, people, last, waiting = sql.tuples(ARRIVED, site_id=str(site_id), since=clock.now() - RECENT, through=THROUGH)[0]
    return int(events), int(people), last, int(waiting)


def newest(site_id: UUID) -> list[Arrival]:
    """The last five events."""
    return sql.rows(NEWEST, Arrival, site_id=str(site_id), since=clock.now() - RECENT, through=THROUGH, limit=SHOWN)


def refused(site_id: UUID, reason: DropReason) -> list[tuple[str, datetime]]:
    """(what was told, when last) of what was refused for this reason within a day, newest first."""
    asked = {"site_id": str(site_id), "reason": reason.value, "since": clock.now() - RECENT, "limit": SHOWN}
    return [(detail, at) for detail, at in sql.tuples(REFUSED, **asked)]
