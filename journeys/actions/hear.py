"""What news does to journeys: it ends passages, wakes those that wait, and lets leads in; in that order."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from journeys.actions.enrol import Entry, let_in
from journeys.actions.wake import Signal, signals, wake
from journeys.actions.withdraw import end
from journeys.domain.engine import End, over_by_event
from journeys.domain.graph import Graph
from journeys.domain.happenings import Happening, enters
from journeys.domain.settings import STAGE
from journeys.queries import happenings, passages, versions
from journeys.queries.live import LiveJourney, live_journeys
from leads.enums import MoveReason
from leads.facts import StageMove


def hear_events(event_ids: Sequence[UUID], lead_ids: Sequence[UUID], may_tell: Callable[[Iterable[str]], bool] | None = None) -> None:
    """Events happened to leads, and their scores stand: goals and exits by event, waits, entries by event. Bots do nothing.

    `may_tell`: whether one of these names may be among the events.
    Events of leads that are in no journey are read only when one may let them in.
    """
    running = passages.locked(set(lead_ids))
    entering = [journey for journey in live_journeys() if _may_enter(journey, may_tell)]
    heard = list(zip(event_ids, lead_ids, strict=True))
    if not entering:
        travelling = {passage.lead_id for passage in running}
        heard = [pair for pair in heard if pair[1] in travelling]
    found = happenings.of_events([event for event, _ in heard], [lead for _, lead in heard])
    if not found:
        return
    if running:
        _end_by_events(running, found)
        wake(signal for happening in found for signal in signals(happening))
    for journey in entering:
        entries = [Entry(h.lead_id, f"event:{h.event_id}") for h in found if enters(journey.graph, h)]
        if entries:
            let_in(journey, entries)


def _may_enter(journey: LiveJourney, may_tell: Callable[[Iterable[str]], bool] | None) -> bool:
    return may_tell is None or may_tell([entry.name for entry in journey.graph.entry.events])


def _end_by_events(running: list[passages.Passage], found: list[Happening]) -> None:
    graphs = versions.graphs({p.version_id for p in running})
    of_lead: dict[UUID, list[Happening]] = defaultdict(list)
    for happening in found:
        of_lead[happening.lead_id].append(happening)
    over = []
    for passage in running:
        later = [h for h in of_lead[passage.lead_id] if h.at > passage.entered_at]
        ends = [how for h in later if (how := over_by_event(graphs[passage.version_id], h))]
        if ends:
            over.append((passage, ends[0]))
    end(over)


def hear_moves(moves: list[StageMove], *, history: bool) -> None:
    """Leads entered stages: goals and exits by stage; and unless it is history, waits and entries by stage."""
    running = passages.locked({move.lead_id for move in moves})
    if running:
        _end_by_stage(running, moves)
    if history:
        return
    if running:
        wake(Signal(m.lead_id, STAGE + m.to_stage, STAGE + m.to_stage, "", m.at) for m in moves)
    entering = [move for move in moves if move.reason != MoveReason.PASSED]
    for journey in live_journeys():
        entries = [Entry(m.lead_id, f"stage:{m.to_stage}:{m.visit_no}") for m in entering if m.to_stage in journey.graph.entry.stages]
        if entries:
            let_in(journey, entries)


def _end_by_stage(running: list[passages.Passage], moves: list[StageMove]) -> None:
    graphs = versions.graphs({p.version_id for p in running})
    stages: dict[UUID, list[str]] = defaultdict(list)
    for move in moves:
        stages[move.lead_id].append(move.to_stage)
    over = [(p, how) for p in running if (how := _over_by_stages(graphs[p.version_id], stages[p.lead_id]))]
    end(over)


def _over_by_stages(graph: Graph, stages: list[str]) -> End | None:
    for stage in stages:
        if stage in graph.goal.stages:
            return End("goal", STAGE + stage)
        if stage in graph.exits.stages:
            return End("exited", STAGE + stage)
    return None
