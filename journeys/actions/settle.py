"""Writing a batch back: one UPDATE of the enrolments, one INSERT of step runs, one fact; and what becomes of rows that fail."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from journeys.domain.engine import Decision, End, Ran, Standing
from journeys.enums import EnrolmentState
from journeys.facts import JourneyFinished
from kernel import claim, clock, facts, ids, sql
from kernel.claim import Claimed
from leads.actions.membership import touch

STAND = """
UPDATE journeys_enrolment AS e
SET state = x.state, node = x.node, visit = x.visit, node_entered_at = x.node_entered_at, until = x.until, due_at = x.due_at,
    waiting_for = x.waiting_for, waiting_ref = x.ref, signal = x.signal, ended_at = x.ended_at, end_reason = x.end_reason,
    lease_until = NULL, attempt = 0, last_error = ''
FROM json_to_recordset(%(rows)s::json) AS x(
    enrolment_id uuid, state text, node text, visit int, node_entered_at timestamptz, until timestamptz, due_at timestamptz,
    waiting_for text, ref text, signal text, ended_at timestamptz, end_reason text)
WHERE e.workspace_id = %(workspace_id)s AND e.id = x.enrolment_id
"""
RUNS = """
INSERT INTO journeys_steprun (workspace_id, id, enrolment_id, journey_id, lead_id, node, visit, kind, at, outcome, detail)
SELECT %(workspace_id)s, x.id, x.enrolment_id, x.journey_id, x.lead_id, x.node, x.visit, x.kind, %(now)s, x.outcome, x.detail
FROM json_to_recordset(%(rows)s::json) AS x(
    id uuid, enrolment_id uuid, journey_id uuid, lead_id uuid, node text, visit int, kind text, outcome text, detail jsonb)
"""
RELEASE = """
UPDATE journeys_enrolment AS e SET lease_until = NULL, attempt = 0 FROM json_to_recordset(%(rows)s::json) AS x(id uuid, attempt int)
WHERE e.workspace_id = %(workspace_id)s AND e.id = x.id AND e.attempt = x.attempt
"""
REST = """
UPDATE journeys_enrolment SET lease_until = NULL, due_at = %(due_at)s, last_error = %(error)s,
       state = %(state)s, ended_at = %(ended_at)s, end_reason = %(reason)s
WHERE workspace_id = %(workspace_id)s AND id = %(id)s AND attempt = %(attempt)s AND state = 'active'
"""
FAILURES = "failures"


@dataclass
class Settled:
    """What a batch has decided so far."""

    ran: list[tuple[Standing, Ran]] = field(default_factory=list)
    resting: list[Standing] = field(default_factory=list)
    ended: list[tuple[Standing, End]] = field(default_factory=list)

    def add(self, decision: Decision) -> None:
        """Take in the steps that are done, and the place of those that go no further now."""
        self.ran += [(decision.standing, ran) for ran in decision.ran]
        if decision.end:
            self.ended.append((decision.standing, decision.end))
        elif not decision.perform and not decision.ask:
            self.resting.append(decision.standing)


def write(settled: Settled, now: datetime) -> int:
    """Write the batch; announces JourneyFinished. Says how many steps ran."""
    rows = [_row(s, EnrolmentState.ACTIVE, s.until, None, "") for s in settled.resting]
    rows += [_row(s, end.state, now, now, end.reason) for s, end in settled.ended]
    if rows:
        sql.execute(STAND, rows=sql.as_json(rows))
    if settled.ran:
        sql.execute(RUNS, rows=sql.as_json([_run(s, ran) for s, ran in settled.ran]), now=now)
    announce(settled.ended)
    return len(settled.ran)


def announce(ended: list[tuple[Standing, End]]) -> None:
    """Say which passages ended, and how. A parked one has not ended: a person may let it go on."""
    ended = [(s, end) for s, end in ended if end.state != EnrolmentState.PARKED]
    if ended:
        touch(s.lead_id for s, _ in ended)
        facts.publish(
            JourneyFinished(
                enrolment_ids=[s.enrolment_id for s, _ in ended],
                lead_ids=[s.lead_id for s, _ in ended],
                outcomes=[end.state for _, end in ended],
            )
        )


def _row(s: Standing, state: str, due_at: datetime | None, ended_at: datetime | None, reason: str) -> dict[str, Any]:
    return {
        "enrolment_id": s.enrolment_id, "state": state, "node": s.node, "visit": s.visit, "node_entered_at": s.node_entered_at,
        "until": s.until, "due_at": due_at, "waiting_for": s.waiting_for, "ref": s.ref, "signal": s.signal,
        "ended_at": ended_at, "end_reason": reason,
    }  # fmt: skip


def _run(s: Standing, ran: Ran) -> dict[str, Any]:
    return {
        "id": ids.new(), "enrolment_id": s.enrolment_id, "journey_id": s.journey_id, "lead_id": s.lead_id,
        "node": ran.node, "visit": ran.visit, "kind": ran.kind, "outcome": ran.outcome, "detail": ran.detail,
    }  # fmt: skip


def release(claimed: list[Claimed], standing: list[Standing]) -> None:
    """Give back what was paused or ended between the claim and now."""
    kept = {s.enrolment_id for s in standing}
    lost = [row for row in claimed if row.id not in kept]
    if lost:
        sql.execute(RELEASE, rows=sql.as_json(lost))


def push_forward(row: Claimed, error: Exception | str) -> None:
    """Let a failed enrolment rest, longer each time; after five failures park it, to be shown and resumed by a person."""
    now, parked = clock.now(), row.attempt >= claim.PARK_AFTER
    sql.execute(
        REST, id=str(row.id), attempt=row.attempt, error=str(error if isinstance(error, str) else repr(error))[:2000],
        due_at=now + claim.backoff(row.attempt), state=EnrolmentState.PARKED if parked else EnrolmentState.ACTIVE,
        ended_at=now if parked else None, reason=FAILURES if parked else "",
    )  # fmt: skip


def park_worn_out(claimed: list[Claimed]) -> list[Claimed]:
    """Park rows that took their worker down more often than is reasonable; says which are left."""
    for row in claimed:
        if row.attempt > claim.PARK_AFTER:
            push_forward(row, "The worker died while this enrolment advanced.")
    return [row for row in claimed if row.attempt <= claim.PARK_AFTER]
