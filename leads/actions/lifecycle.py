"""move_stages: the one door through which a lead changes its stage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import audit, clock, facts, ids, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch
from leads.domain import lifecycle
from leads.enums import MoveReason
from leads.facts import StageChanged, StageMove

LOCK = """
SELECT l.id, l.stage, l.visit_no, l.stage_entered_at FROM leads_lead l
WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[]) ORDER BY l.id FOR UPDATE
"""
VISITS = """
SELECT v.lead_id, v.stage, max(v.visit_no), max(v.entered_at) FROM leads_stagevisit v
WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = ANY(%(leads)s::uuid[]) AND v.undone_at IS NULL GROUP BY v.lead_id, v.stage
"""
LEAVE = """
UPDATE leads_stagevisit v SET left_at = greatest(x.at, v.entered_at)
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, stage text, visit_no int, at timestamptz)
WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = x.lead_id AND v.stage = x.stage AND v.visit_no = x.visit_no
    AND v.undone_at IS NULL
"""
ENTER = """
INSERT INTO leads_stagevisit (workspace_id, id, lead_id, stage, visit_no, from_stage, entered_at, left_at, reason, note, actor_kind,
    actor_name, recorded_at, out_of_order, merge_id, batch_id)
SELECT %(workspace_id)s, x.id, x.lead_id, x.stage, x.visit_no, x.from_stage, x.entered_at, x.left_at, x.reason, x.note, %(actor_kind)s,
    %(actor_name)s, %(now)s, x.out_of_order, x.merge_id, x.batch_id
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, lead_id uuid, stage text, visit_no int, from_stage text, entered_at timestamptz,
    left_at timestamptz, reason text, note text, out_of_order boolean, merge_id uuid,
    batch_id uuid)
"""
STAND = """
UPDATE leads_lead l SET stage = x.stage, visit_no = x.visit_no, stage_entered_at = x.at, lane = x.lane,
    flags = CASE WHEN x.late AND NOT l.flags @> '["out_of_order"]' THEN l.flags || '["out_of_order"]' ELSE l.flags END
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, stage text, visit_no int, at timestamptz, lane text, late boolean)
WHERE l.workspace_id = %(workspace_id)s AND l.id = x.lead_id
"""


@dataclass(frozen=True)
class Move:
    """`through` also writes the stages passed on the way forward, so that counts stay coherent (F058).

    `merge_id`: the merge that made this move; undone with it (leads.actions.stays). `batch_id`: the bulk move of which this is one, undone
    with it too (leads.actions.move_batches).
    """

    lead_id: UUID
    to: str
    reason: str
    at: datetime
    note: str = ""
    through: bool = False
    merge_id: UUID | None = None
    batch_id: UUID | None = None


class Moved(list[StageMove]):
    """The moves that were made; `refused` holds the others, each with why."""

    def __init__(self, made: Iterable[StageMove] = (), refused: Sequence[tuple[Move, str]] = ()) -> None:
        super().__init__(made)
        self.refused = list(refused)


@dataclass
class _Visit:
    """A row to write; `left_at` is filled when a later move of the same call leaves it again."""

    id: UUID
    lead_id: UUID
    stage: str
    visit_no: int
    from_stage: str
    entered_at: datetime
    reason: str
    note: str
    out_of_order: bool
    merge_id: UUID | None = None
    batch_id: UUID | None = None
    left_at: datetime | None = None


class _Standing:
    """Where one lead stands while a batch of moves is worked through."""

    def __init__(self, lead_id: UUID, stage: str, visit_no: int, entered_at: datetime) -> None:
        self.lead_id, self.stage, self.visit_no, self.entered_at = lead_id, stage, visit_no, entered_at
        self.first = (stage, visit_no)
        self.left_at: datetime | None = None
        self.numbers: dict[str, int] = {stage: visit_no}
        self.latest = entered_at
        self.visits: list[_Visit] = []

    def go(self, move: Move) -> StageMove:
        start = self.stage
        if move.through:
            for stage in lifecycle.passed(self.stage, move.to):
                self.enter(stage, move, MoveReason.PASSED, "")
        self.enter(move.to, move, move.reason, move.note)
        return StageMove(lead_id=self.lead_id, from_stage=start, to_stage=move.to, visit_no=self.visit_no, at=move.at, reason=move.reason)

    def enter(self, stage: str, move: Move, reason: str, note: str) -> None:
        at = move.at
        if self.visits:
            self.visits[-1].left_at = max(at, self.visits[-1].entered_at)
        else:
            self.left_at = at
        number = self.numbers[stage] = self.numbers.get(stage, 0) + 1
        late = at < self.latest
        of = (move.merge_id, move.batch_id)
        self.visits.append(_Visit(ids.new(), self.lead_id, stage, number, self.stage, at, reason, note[:500], late, *of))
        self.stage, self.visit_no, self.entered_at, self.latest = stage, number, at, max(at, self.latest)


def move_stages(moves: Sequence[Move], actor: Actor, history: bool = False) -> Moved:
    """Move many leads: locks them in the order of their ids, writes numbered visits, closes the left ones, updates the leads (F054, F055).

    Announces one StageChanged. A move to the stage a lead is in is no move; an illegal one, or one of an unknown lead, is left out and
    returned in `.refused`. `at` before an earlier entry is kept and flagged `out_of_order`. A member's or key's move is audited; for the
    system's own the visit itself tells who and why.
    """
    standings = _lock([move.lead_id for move in moves])
    made: list[StageMove] = []
    refused: list[tuple[Move, str]] = []
    for move in moves:
        standing = standings.get(move.lead_id)
        if standing is None:
            refused.append((move, "There is no such lead in this workspace."))
        elif standing.stage != move.to:
            problem = lifecycle.problem(standing.stage, move.to, move.reason, move.note)
            if problem:
                refused.append((move, problem))
            else:
                made.append(standing.go(move))
    if made:
        _write([standing for standing in standings.values() if standing.visits], actor)
        _tell(made, actor)
        facts.publish(StageChanged(moves=made, history=history))
        touch(move.lead_id for move in made)
    return Moved(made, refused)


def move_stage(move: Move, actor: Actor, history: bool = False) -> StageMove | None:
    """Move one lead; None when it is there already. Refuses an illegal move, naming the legal ones."""
    moved = move_stages([move], actor, history)
    if moved.refused:
        raise Refused(moved.refused[0][1], field="to", code="illegal_move", status=409)
    return moved[0] if moved else None


def _lock(leads: Sequence[UUID]) -> dict[UUID, _Standing]:
    asked = sorted({str(lead) for lead in leads})
    if not asked:
        return {}
    found = {row[0]: _Standing(*row) for row in sql.tuples(LOCK, leads=asked)}
    for lead_id, stage, number, entered_at in sql.tuples(VISITS, leads=asked):
        standing = found[lead_id]
        standing.numbers[stage] = max(number, standing.numbers.get(stage, 0))
        standing.latest = max(entered_at, standing.latest)
    return found


def _write(standings: list[_Standing], actor: Actor) -> None:
    left = [{"lead_id": s.lead_id, "stage": s.first[0], "visit_no": s.first[1], "at": s.left_at} for s in standings]
    stand = [
        {
            "lead_id": s.lead_id, "stage": s.stage, "visit_no": s.visit_no, "at": s.entered_at, "lane": lifecycle.lane_of(s.stage),
            "late": any(visit.out_of_order for visit in s.visits),
        }
        for s in standings
    ]  # fmt: skip
    entered = [visit for s in standings for visit in s.visits]
    sql.execute(LEAVE, rows=sql.as_json(left))
    sql.execute(ENTER, rows=sql.as_json(entered), actor_kind=actor.kind, actor_name=actor.name, now=clock.now())
    sql.execute(STAND, rows=sql.as_json(stand))


def _tell(made: list[StageMove], actor: Actor) -> None:
    if actor.kind != "system":
        told = [(m.lead_id, {"stage": [m.from_stage, m.to_stage], "reason": [None, m.reason]}) for m in made]
        audit.record_many(actor, "lead.moved", told)
