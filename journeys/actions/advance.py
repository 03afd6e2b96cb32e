"""advance_due: claim due enrolments, decide with the pure engine, carry out set-based, write back in two statements.

A batch commits as one. When it fails it is halved until the poison stands alone; that one rests and is tried again, at last parked.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from journeys.actions.perform import KINDS
from journeys.actions.settle import Settled, park_worn_out, push_forward, release, write
from journeys.domain import engine, trees
from journeys.domain.engine import Decision, Standing
from journeys.domain.graph import Graph
from journeys.domain.happenings import QUIET, names_for
from journeys.domain.settings import CLICKED, OPENED, STAGE
from journeys.domain.steps import StepJob
from journeys.domain.trees import Tree
from journeys.queries import happenings, lead_views, standings, versions
from kernel import claim, clock, tenancy
from kernel.claim import Claimed
from kernel.failpoints import failpoint
from tenants.queries import workspaces

log = logging.getLogger(__name__)
BATCH = 500
ABOUT_MESSAGE = (OPENED, CLICKED)


def advance_due(workspace_id: UUID) -> int:
    """Advance up to 500 due enrolments of live journeys; says how many it claimed.

    The claim commits first, so a row that kills its worker has its attempt counted; rows tried before run alone.
    """
    with tenancy.scope(workspace_id):
        claimed = claim.claim(standings.TABLE, standings.READY, BATCH)
        fit = park_worn_out(claimed)
    _try(workspace_id, [row for row in fit if row.attempt == 1])
    for row in fit:
        if row.attempt > 1:
            _try(workspace_id, [row])
    return len(claimed)


def _try(workspace_id: UUID, rows: list[Claimed]) -> None:
    if not rows:
        return
    try:
        with tenancy.scope(workspace_id):
            advance(rows)
            failpoint("journeys.before_commit")
    except Exception as error:
        if len(rows) == 1:
            log.exception("Enrolment %s could not advance (attempt %s)", rows[0].id, rows[0].attempt)
            with tenancy.scope(workspace_id):
                push_forward(rows[0], error)
            return
        middle = len(rows) // 2
        _try(workspace_id, rows[:middle])
        _try(workspace_id, rows[middle:])


def advance(claimed: list[Claimed]) -> int:
    """Advance the claimed enrolments inside the open scope; says how many steps ran.

    Writes where each stands and one row of history per step; announces JourneyFinished for those that ended (F091-F099).
    """
    now, todo = clock.now(), standings.locked(claimed)
    release(claimed, todo)
    graphs = versions.graphs({s.version_id for s in todo})
    todo, zone, settled = _with_missed_signals(todo, now), _zone(), Settled()
    while todo:
        asked = _asked_of_leads(graphs.values())
        leads = [s.lead_id for s in todo]
        views = lead_views.of_leads(leads, now, with_tags="tag" in asked, with_segments="segment" in asked)
        views = lead_views.with_trees(views, _trees(todo, graphs), now)
        decisions = [engine.advance(s, graphs[s.version_id], views[s.lead_id], now, zone) for s in todo]
        for decision in decisions:
            settled.add(decision)
        # Who came to a branch with trees goes on in the next round, when they have been asked of everybody who stands there.
        todo = [d.standing for d in decisions if d.ask] + _perform([d for d in decisions if d.perform], graphs, settled, now)
    return write(settled, now)


def _zone() -> ZoneInfo:
    workspace = workspaces.by_id(tenancy.current())
    return ZoneInfo(workspace.time_zone if workspace else "UTC")


def _asked_of_leads(graphs: Iterable[Graph]) -> set[str]:
    """The fields that branches ask for."""
    return {
        condition.get("field", "")
        for graph in graphs
        for node in graph.nodes.values()
        if node.kind == "branch"
        for case in node.config.get("cases", ())
        for condition in case.get("when", ())
    }


def _trees(todo: Iterable[Standing], graphs: Mapping[UUID, Graph]) -> Iterator[tuple[UUID, dict[str, Tree]]]:
    """The trees of the branch at which each stands."""
    for standing in todo:
        node = graphs[standing.version_id].nodes.get(standing.node)
        if node and node.kind == "branch" and (found := trees.of_branch(node.config)):
            yield standing.lead_id, found


def _with_missed_signals(todo: list[Standing], now: datetime) -> list[Standing]:
    """Before a wait is given up, ask the events themselves: the news of an open may still be on its way (F094)."""
    waits = [
        happenings.OpenWait(
            s.enrolment_id, s.lead_id, names_for(s.waiting_for), s.ref if s.waiting_for in ABOUT_MESSAGE else "", s.node_entered_at
        )
        for s in todo
        if s.waiting_for and not s.signal and not s.waiting_for.startswith(STAGE)
    ]
    found = happenings.missed(waits, now, sorted(QUIET))
    return [engine.signalled(s, found[s.enrolment_id]) if s.enrolment_id in found else s for s in todo]


def _perform(decisions: list[Decision], graphs: dict[UUID, Graph], settled: Settled, now: datetime) -> list[Standing]:
    """Carry out one step each, kind by kind; says where they stand then."""
    by_kind: dict[str, list[Standing]] = defaultdict(list)
    for decision in decisions:
        s = decision.standing
        by_kind[graphs[s.version_id].nodes[s.node].kind].append(s)
    moved = []
    for kind, group in by_kind.items():
        carry_out = KINDS[kind].perform
        assert carry_out is not None
        results = carry_out([_job(s, graphs[s.version_id], now) for s in group])
        for s in group:
            standing, ran = engine.after(s, graphs[s.version_id].nodes[s.node], results[s.enrolment_id], now)
            settled.ran.append((s, ran))
            moved.append(standing)
    return moved


def _job(s: Standing, graph: Graph, now: datetime) -> StepJob:
    key = f"{s.enrolment_id}:{s.node}:{s.visit}"
    return StepJob(s.enrolment_id, s.journey_id, s.lead_id, s.node, s.visit, graph.nodes[s.node].config, key, now, s.ref)
