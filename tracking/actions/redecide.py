"""redecide: whether a visitor is a person is judged again, over all it did; what was held back from scoring is announced then."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import msgspec

from kernel import audit, clock, facts, sql
from kernel.audit import Actor
from kernel.problems import Refused
from tracking.domain import devices, humanity
from tracking.facts import EventsDisowned, EventsRecorded

LOCK = "SELECT verdict, doubts::text FROM tracking_visitor WHERE workspace_id = %(workspace_id)s AND id = %(visitor)s FOR UPDATE"
EVENTS = """
SELECT id, occurred_at, kind, channel, url, is_bot, (context->'human'->'doubts')::text,
    door = 'live', occurred_at <> received_at, coalesce(context->>'library', ''), coalesce((context->'human'->'told')::boolean, false)
FROM tracking_event
WHERE workspace_id = %(workspace_id)s AND visitor_id = %(visitor)s AND door <> 'own' ORDER BY id
"""
PUT_EVENTS = """
UPDATE tracking_event e SET is_bot = x.is_bot, context = CASE WHEN x.human IS NULL THEN e.context - 'human'
    ELSE e.context || jsonb_build_object('human', x.human) END
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, at timestamptz, is_bot boolean, human jsonb)
WHERE e.workspace_id = %(workspace_id)s AND e.id = x.id AND e.occurred_at = x.at
"""
PUT_VISITOR = """
UPDATE tracking_visitor SET human = %(human)s, doubts = %(doubts)s, verdict = %(verdict)s, is_bot = %(is_bot)s
WHERE workspace_id = %(workspace_id)s AND id = %(visitor)s
"""
# What only the visitor as a whole gave to an event, and is judged anew.
DERIVED = frozenset({"speed", "burst", "visitor", "by_hand"})
VERDICTS = ("", "human", "bot")
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
    doubts: list[str]
    is_watched: bool
    has_own_time: bool
    # Announced as a person's before it was a bot's.
    was_told: bool


def redecide(*, visitor_id: UUID, actor: Actor, verdict: str | None = None) -> float:
    """Judge a visitor again and say how likely a person it is; `verdict` is "human" or "bot" by hand, "" takes the hand away, None
    leaves it.

    Events that turn out to be a person's are announced (EventsRecorded; older than a day as history), so that they score once; events
    that turn out to be a bot's are taken back (EventsDisowned). Refuses an unknown visitor and verdict. Audited when by hand.
    """
    if verdict is not None and verdict not in VERDICTS:
        raise Refused("Say human, bot, or nothing to let the evidence decide.", field="verdict")
    found = sql.tuples(LOCK, visitor=str(visitor_id))
    if not found:
        raise Refused("There is no such visitor in this workspace.", code="not_found", status=404)
    before, now = found[0][0], clock.now()
    verdict = before if verdict is None else verdict
    seen = [_seen(row) for row in sql.tuples(EVENTS, visitor=str(visitor_id))]
    about = _judge(seen, verdict)
    human = {"human": 1.0, "bot": 0.0}.get(verdict, humanity.probability(about))
    is_bot = human < humanity.LEAST or (bool(seen) and all(humanity.is_bot(event.doubts) for event in seen))
    sql.execute(
        PUT_VISITOR,
        visitor=str(visitor_id),
        human=human,
        doubts=sql.as_json(sorted(about)),
        verdict=verdict,
        is_bot=is_bot and verdict != "human",
    )
    _put([event for event in seen if event.is_watched])
    _announce(seen, visitor_id, now)
    if verdict != before:
        audit.record(actor, "visitor.judged", visitor_id, {"verdict": [before, verdict]})
    return human


def _seen(row: tuple[Any, ...]) -> Seen:
    own = [doubt for doubt in msgspec.json.decode(row[6]) if doubt not in DERIVED] if row[6] else []
    return Seen(row[0], row[1], row[2], row[3], row[4], row[5], own, row[7] and not devices.by_server(row[9], ""), row[8], row[10])


def _judge(seen: list[Seen], verdict: str) -> set[str]:
    watched = [event for event in seen if event.is_watched]
    timed = [event for event in watched if event.has_own_time]
    _mark([e for e in timed if e.kind in ("page", "screen")], humanity.VIEWS + 1, humanity.VIEWS_WITHIN, "speed")
    landed = [e for e in timed if e.channel == "email" and "utm_" in e.url]
    _mark(landed, humanity.LINKS, humanity.LINKS_WITHIN, "burst")
    about = {doubt for event in watched for doubt in event.doubts if doubt in humanity.BEHAVIOUR}
    for event in watched:
        event.doubts = humanity.weighed(event.doubts, about, verdict)
    return about


def _mark(events: list[Seen], count: int, within: timedelta, doubt: str) -> None:
    crowd = humanity.crowded((event.at for event in events), count, within)
    for event in events:
        if event.at in crowd:
            event.doubts = [*event.doubts, doubt]


def _put(events: list[Seen]) -> None:
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


def _announce(seen: list[Seen], visitor_id: UUID, now: datetime) -> None:
    watched = [event for event in seen if event.is_watched]
    freed = [event for event in watched if event.was_bot and not humanity.is_bot(event.doubts)]
    for history, again in product((True, False), repeat=2):
        told = [event.id for event in freed if (now - event.at > FRESH, event.was_told) == (history, again)]
        if told:
            facts.publish(EventsRecorded(event_ids=told, visitor_ids=[visitor_id], history=history, again=again))
    disowned = [event.id for event in watched if not event.was_bot and humanity.is_bot(event.doubts)]
    if disowned:
        facts.publish(EventsDisowned(event_ids=disowned, at=now))
