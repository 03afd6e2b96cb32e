"""What came of one site lately, for the installer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from kernel import clock, sql
from tracking.enums import DropReason
from tracking.queries.events import SINCE, least

RECENT = timedelta(hours=24)
SHOWN = 5
THROUGH = 5_000

# Asked again every few seconds, so it looks through the workspace's newest events only. Waiting messages count too: somebody looks at
# this page in the very second of their first visit.
# They are read once, for their numbers and for the newest.
ARRIVED = f"""
WITH lately AS MATERIALIZED (
    SELECT e.id, e.name, e.path, e.received_at, e.is_bot FROM (
        SELECT * FROM tracking_event WHERE {SINCE} ORDER BY id DESC LIMIT %(through)s
    ) e WHERE e.site_id = %(site_id)s
)
SELECT count(*) AS events, count(*) FILTER (WHERE NOT l.is_bot) AS people, max(l.received_at) AS last,
       (SELECT count(*) FROM tracking_inbox WHERE workspace_id = %(workspace_id)s AND site_id = %(site_id)s AND NOT digested) AS waiting,
       (SELECT coalesce(json_agg(n), '[]')::text FROM (
           SELECT x.name, x.path, x.received_at AS at, x.is_bot FROM lately x ORDER BY x.id DESC LIMIT %(limit)s) n) AS newest
FROM lately l
"""
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


@dataclass(frozen=True)
class Arrived:
    """The last day: events, of them by people, when the last came, messages that wait, and the last five events."""

    events: int
    people: int
    last: datetime | None
    waiting: int
    newest: list[Arrival]


def arrived(site_id: UUID) -> Arrived:
    asked = {"site_id": str(site_id), "least": least(RECENT), "through": THROUGH, "limit": SHOWN}
    events, people, last, waiting, newest = sql.tuples(ARRIVED, **asked)[0]
    return Arrived(events, people, last, waiting, msgspec.json.decode(newest, type=list[Arrival]))


def refused(site_id: UUID, reason: DropReason) -> list[tuple[str, datetime]]:
    """(what was told, when last) of what was refused for this reason within a day, newest first."""
    asked = {"site_id": str(site_id), "reason": reason.value, "since": clock.now() - RECENT, "limit": SHOWN}
    return [(detail, at) for detail, at in sql.tuples(REFUSED, **asked)]
