"""wake: pull enrolments forward that wait for what has just happened."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from journeys.actions.enrol import KIND
from journeys.domain.happenings import Happening, meets
from kernel import clock, sql, work

# An event from before the wait is none of its business; about a message it counts whenever it came.
WAKE = """
UPDATE journeys_enrolment AS e SET signal = x.signal, due_at = least(e.due_at, %(now)s)
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, what text, signal text, ref text, at timestamptz)
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = x.lead_id AND e.state = 'active' AND e.signal = '' AND e.waiting_for = x.what
  AND ((x.ref <> '' AND e.waiting_ref = x.ref) OR (x.ref = '' AND x.at >= e.node_entered_at))
"""


@dataclass(frozen=True)
class Signal:
    """`what` a wait may be for; `ref` the message when it is about one."""

    lead_id: UUID
    what: str
    signal: str
    ref: str
    at: datetime


def signals(happening: Happening) -> list[Signal]:
    """Every wait that this happening may end."""
    return [
        Signal(happening.lead_id, what, happening.name[:200], happening.message_id if what in ("opened", "clicked") else "", happening.at)
        for what in meets(happening)
        if what not in ("opened", "clicked") or happening.message_id
    ]


def wake(found: Iterable[Signal]) -> int:
    """End the waits that were for these signals; says how many. A wait is woken once: the first signal counts."""
    rows = list(found)
    woken = sql.execute(WAKE, rows=sql.as_json(rows), now=clock.now()) if rows else 0
    if woken:
        work.ring(KIND)
    return woken
