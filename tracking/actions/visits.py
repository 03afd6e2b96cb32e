"""judge_visits: what a visitor read before it showed itself a machine is judged again, by itself, as far as the same visit goes (M11); and
a crowd of pages is seen that two digests share."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from kernel import clock, sql
from tracking.actions import judgement
from tracking.actions.judgement import Seen
from tracking.domain import humanity, sessions

KIND = "tracking.visits"
BATCH = 100
DOUBTED = """
SELECT v.id, v.doubted_at, v.doubts::text FROM tracking_visitor v
WHERE v.workspace_id = %(workspace_id)s AND v.doubted_at IS NOT NULL ORDER BY v.id LIMIT %(limit)s FOR UPDATE
"""
# A bot's event has no visit of its own: it belongs to those of its visitor that would have taken it at that time.
EVENTS = f"""
SELECT x.id, e.identity ?| ARRAY['user_id', 'email', 'phone'] AS named, {judgement.COLUMNS}
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, at timestamptz)
CROSS JOIN LATERAL (
    SELECT min(s.started_at) AS start, greatest(max(s.last_at), x.at) + %(silence)s AS until FROM tracking_session s
    WHERE s.workspace_id = %(workspace_id)s AND s.visitor_id = x.id
      AND s.started_at <= x.at + %(silence)s AND s.last_at >= x.at - %(silence)s
) v
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = x.id AND e.door <> 'own'
  AND e.occurred_at BETWEEN v.start AND v.until
ORDER BY e.id
"""
DONE = """
UPDATE tracking_visitor v SET doubted_at = NULL, doubts = x.doubts, human = x.human, is_bot = v.is_bot OR x.human < %(least)s
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, doubts jsonb, human double precision)
WHERE v.workspace_id = %(workspace_id)s AND v.id = x.id
"""


def judge_visits() -> int:
    """Judge visits in which their visitors came to be doubted, or may have to be, from their first page on; says how many visitors.

    What turns out to be a bot's is taken back (EventsDisowned), as by redecide; nothing becomes a person's here, and visits of before
    stay what they were. Who had said who they are keeps what they did before a doubt of mere pace: a person's browser may restore its
    tabs. Whom somebody judged by hand is never in here. To repeat it changes nothing.
    """
    found = sql.tuples(DOUBTED, limit=BATCH)
    if not found:
        return 0
    visits = _visits(found)
    visitors = [_judged(key, visits[key], msgspec.json.decode(doubts)) for key, _, doubts in found]
    changed = [event for visit in visits.values() for event in visit.events if event.is_watched and event.doubts != event.before]
    judgement.put(changed)
    judgement.announce_disowned(sorted(changed, key=lambda event: event.id.int), clock.now())
    sql.execute(DONE, rows=sql.as_json(visitors), least=humanity.LEAST)
    return len(found)


@dataclass
class _Visit:
    """`named`: an event that was a person's said who it is."""

    events: list[Seen] = field(default_factory=list)
    named: bool = False


def _visits(found: list[tuple[UUID, datetime, str]]) -> dict[UUID, _Visit]:
    visits = {key: _Visit() for key, _, _ in found}
    rows = sql.as_json([{"id": key, "at": at} for key, at, _ in found])
    for visitor_id, named, *row in sql.tuples(EVENTS, rows=rows, silence=sessions.SILENCE):
        visit, event = visits[visitor_id], judgement.seen(tuple(row))
        visit.events.append(event)
        visit.named |= named and not event.was_bot
    return visits


def _judged(key: UUID, visit: _Visit, known: list[str]) -> dict[str, Any]:
    """Put new doubts on the events beside those they had; the visitor as it is known now."""
    about = judgement.judge(visit.events, "", known)
    spared = {"visitor"} if visit.named and "trap" not in about else set()
    for event in visit.events:
        event.doubts = [*event.before, *(doubt for doubt in event.doubts if doubt not in {*event.before, *spared})]
    return {"id": key, "doubts": sorted(about), "human": humanity.probability(about)}
