"""Events by their ids, each with what is known of its visitor."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from kernel import clock, ids, sql

COLUMNS = """e.id, e.occurred_at, e.received_at, e.message_id, e.site_id, e.visitor_id, e.session_id, e.kind, e.name, e.door,
       e.url, e.path, e.title, e.referrer, e.channel, e.source, e.medium, e.campaign, e.is_bot,
       e.identity::text, e.context::text, e.properties::text,
       v.person_id, v.anonymous_id, v.first_seen_at, v.first_touch::text, v.last_touch::text, v.search_intent"""
JSON_COLUMNS = (19, 20, 21, 25, 26)

# For the newest of them, ORDER BY id DESC LIMIT …: the key is read backwards from its end to the instant. By `occurred_at` it would be
# read whole where a month is not parted off; of a `least` that it knows the planner believes that so few follow that it sorts them all.
SINCE = "workspace_id = %(workspace_id)s AND id >= (SELECT %(least)s::uuid)"
OF_IDS = f"""
SELECT {COLUMNS}
FROM tracking_event e JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
WHERE e.workspace_id = %(workspace_id)s AND e.id = ANY(%(ids)s::uuid[]) AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
ORDER BY e.id
"""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event with its visitor's person, touches and search intent."""

    id: UUID
    occurred_at: datetime
    received_at: datetime
    message_id: str
    site_id: UUID | None
    visitor_id: UUID
    session_id: UUID | None
    kind: str
    name: str
    door: str
    url: str
    path: str
    title: str
    referrer: str
    channel: str
    source: str
    medium: str
    campaign: str
    is_bot: bool
    identity: dict[str, Any]
    context: dict[str, Any]
    properties: dict[str, Any]
    person_id: UUID | None
    anonymous_id: str
    visitor_first_seen_at: datetime
    first_touch: dict[str, Any]
    last_touch: dict[str, Any]
    search_intent: str


def least(lately: timedelta) -> str:
    """The parameter of SINCE for so long ago."""
    return str(ids.least(clock.now() - lately))


def of_ids(event_ids: Sequence[UUID]) -> list[EventRow]:
    """The events of these ids, ordered by id (the order of happening); reads only the months that the ids name."""
    if not event_ids:
        return []
    start, end = ids.span(event_ids)
    end += timedelta(milliseconds=1)
    return [event_row(row) for row in sql.tuples(OF_IDS, ids=list(event_ids), start=start, end=end)]


def event_row(row: tuple[Any, ...]) -> EventRow:
    """One row of COLUMNS."""
    values = list(row)
    for place in JSON_COLUMNS:
        values[place] = msgspec.json.decode(values[place])
    return EventRow(*values)
