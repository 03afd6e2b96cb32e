"""Events of a visitor as far as the judgement goes, and what follows when it changes: shared by redecide (by hand, all a visitor did) and
judge_visits (by itself, one visit)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import msgspec

from kernel import facts, sql
from tracking.domain import devices, humanity
from tracking.facts import EventsDisowned, EventsRecorded

# Of the alias `e`, as `seen` reads them.
COLUMNS = """e.id, e.occurred_at, e.kind, e.channel, e.url, e.is_bot, (e.context->'human'->'doubts')::text,
    e.door = 'live', e.occurred_at <> e.received_at, coalesce(e.context->>'library', ''),
    coalesce((e.context->'human'->'told')::boolean, false)"""
PUT_EVENTS = """
UPDATE tracking_event e SET is_bot = x.is_bot, context = CASE WHEN x.human IS NULL THEN e.context - 'human'
    ELSE e.context || jsonb_build_object('human', x.human) END
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, at timestamptz, is_bot boolean, human jsonb)
WHERE e.workspace_id = %(workspace_id)s AND e.id = x.id AND e.occurred_at = x.at
"""
# What only the visitor as a whole gave to an event, and is judged anew.
DERIVED = frozenset({"speed", "burst", "visitor", "by_hand"})
FRESH = timedelta(days=1)


@dataclass
class Seen:
    """One event as far as the judgement goes."""

    id: UUID
    at: datetime
    kind: str
    channel: str
    url: str
    was_bot: bool
    before: list[str]
    doubts: list[str]
    is_watched: bool
    has_own_time: bool
    # Announced as a person's before it was a bot's.
    was_told: bool


def seen(row: tuple[Any, ...]) -> Seen:
    """A row of COLUMNS."""
    before = msgspec.json.decode(row[6]) if row[6] else []
    own = [doubt for doubt in before if doubt not in DERIVED]
    is_watched = row[7] and not devices.by_server(row[9], "")
    return Seen(row[0], row[1], row[2], row[3], row[4], row[5], before, own, is_watched, row[8], row[10])


def judge(events: list[Seen], verdict: str, known: Iterable[str] = ()) -> set[str]:
    """Put on these events of one visitor the doubts that several of them show; the doubts about the visitor, with those `known`."""
    watched = [event for event in events if event.is_watched]
    timed = [event for event in watched if event.has_own_time]
    _mark([e for e in timed if e.kind in ("page", "screen")], humanity.VIEWS + 1, humanity.VIEWS_WITHIN, "speed")
    landed = [e for e in timed if e.channel == "email" and "utm_" in e.url]
    _mark(landed, humanity.LINKS, humanity.LINKS_WITHIN, "burst")
    about = set(known) | {doubt for event in watched for doubt in event.doubts if doubt in humanity.BEHAVIOUR}
    for event in watched:
        event.doubts = humanity.weighed(event.doubts, about, verdict)
    return about


def _mark(events: list[Seen], count: int, within: timedelta, doubt: str) -> None:
    crowd = humanity.crowded((event.at for event in events), count, within)
    for event in events:
        if event.at in crowd:
            event.doubts = [*event.doubts, doubt]


def put(events: Iterable[Seen]) -> None:
    """Write what these events are taken for."""
    rows = [
        {
            "id": event.id, "at": event.at, "is_bot": humanity.is_bot(event.doubts),
            "human": _kept(event) if event.doubts else None,
        }
        for event in events
    ]  # fmt: skip
    if rows:
        sql.execute(PUT_EVENTS, rows=sql.as_json(rows))


def _kept(event: Seen) -> dict[str, Any]:
    """What the event keeps of its judgement; `told` as long as it is a bot's that was announced as a person's."""
    told = {"told": True} if humanity.is_bot(event.doubts) and (event.was_told or not event.was_bot) else {}
    return {"probability": humanity.probability(event.doubts), "doubts": event.doubts, **told}


def announce_freed(events: Iterable[Seen], visitor_id: UUID, now: datetime) -> None:
    """EventsRecorded for those that are a person's after all; older than a day as history."""
    freed = [event for event in events if event.is_watched and event.was_bot and not humanity.is_bot(event.doubts)]
    for history, again in product((True, False), repeat=2):
        told = [event.id for event in freed if (now - event.at > FRESH, event.was_told) == (history, again)]
        if told:
            facts.publish(EventsRecorded(event_ids=told, visitor_ids=[visitor_id], history=history, again=again))


def announce_disowned(events: Iterable[Seen], now: datetime) -> None:
    """EventsDisowned for those that are a bot's after all."""
    disowned = [event.id for event in events if event.is_watched and not event.was_bot and humanity.is_bot(event.doubts)]
    if disowned:
        facts.publish(EventsDisowned(event_ids=disowned, at=now))
