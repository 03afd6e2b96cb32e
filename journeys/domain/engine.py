"""The engine: walks one enrolment until it must wait, until an effect has to be carried out, or until it ends. Pure.

advance(standing, graph, lead, now) → Decision: steps that are done, and then one of sleep, perform, ask, end.
after(standing, node, result, now)  → where the enrolment stands once an effect was carried out.
"""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from journeys.domain import conditions, settings, trees
from journeys.domain.builtin import KINDS
from journeys.domain.calendar import Wait, end_of
from journeys.domain.conditions import LeadView
from journeys.domain.graph import Graph, Node
from journeys.domain.happenings import Happening, ends_by
from journeys.domain.steps import StepResult

BUDGET = 100
UTC = ZoneInfo("UTC")


class Standing(msgspec.Struct, frozen=True):
    """Where an enrolment stands. `visit` numbers the steps of a passage; `until` is set while it waits at its node."""

    enrolment_id: UUID
    journey_id: UUID
    version_id: UUID
    lead_id: UUID
    node: str
    visit: int
    node_entered_at: datetime
    until: datetime | None = None
    waiting_for: str = ""
    ref: str = ""
    signal: str = ""
    used_today: int = 0


class Ran(msgspec.Struct, frozen=True):
    """A step that is done: one row of history."""

    node: str
    visit: int
    kind: str
    outcome: str
    at: datetime
    detail: dict[str, str | float | int | None] = {}


class End(msgspec.Struct, frozen=True):
    """The passage is over: finished, goal, exited or parked, and why."""

    state: str
    reason: str


class Decision(msgspec.Struct, frozen=True):
    """`perform`: carry out the step it stands at. `ask`: it stands at a branch whose trees have to be asked of the lead. `end`: it is
    over. None of them: it sleeps until `standing.until`.
    """

    standing: Standing
    ran: list[Ran] = []
    perform: bool = False
    ask: bool = False
    end: End | None = None


def over(graph: Graph, lead: LeadView) -> End | None:
    """Whether the lead's stage ends the passage. A goal counts before an exit; either before any step."""
    if lead.stage in graph.goal.stages:
        return End("goal", f"stage:{lead.stage}")
    if lead.stage in graph.exits.stages:
        return End("exited", f"stage:{lead.stage}")
    return End("exited", "lead_closed") if lead.closed else None


def over_by_event(graph: Graph, happening: Happening) -> End | None:
    """Whether this event ends the passage. Here an exit comes first: who unsubscribes has reached no goal."""
    if ends_by(graph.exits.events, happening):
        return End("exited", f"event:{happening.name}"[:120])
    return End("goal", f"event:{happening.name}"[:120]) if ends_by(graph.goal.events, happening) else None


def advance(standing: Standing, graph: Graph, lead: LeadView, now: datetime, zone: ZoneInfo = UTC) -> Decision:
    """Walk on from where it stands."""
    ran: list[Ran] = []
    while True:
        end = over(graph, lead) or _halt(standing, graph)
        if end:
            return Decision(standing, ran, end=end)
        node = graph.nodes[standing.node]
        if node.kind == "exit":
            reason = str(node.config.get("reason") or "finished")[:120]
            ran.append(_ran(standing, node, "exit", now))
            return Decision(standing, ran, end=End("finished", reason))
        if KINDS[node.kind].perform:
            return Decision(standing, ran, perform=True)
        if node.kind == "branch" and not trees.of_branch(node.config).keys() <= lead.trees.keys():
            return Decision(standing, ran, ask=True)
        standing, outcome = _decide(standing, node, lead, now, zone)
        if not outcome:
            return Decision(standing, ran)
        ran.append(_ran(standing, node, outcome, now))
        standing = _on(standing, node, outcome, now)


def after(standing: Standing, node: Node, result: StepResult, now: datetime) -> tuple[Standing, Ran]:
    """The effect was carried out: its row of history, and the next step. A send without a message leaves nothing to wait for."""
    ran = _ran(standing, node, result.outcome, now, result.detail)
    ref = result.ref or ("" if node.kind == "send_message" else standing.ref)
    return msgspec.structs.replace(_on(standing, node, result.outcome, now), ref=ref), ran


def signalled(standing: Standing, signal: str) -> Standing:
    """The same, having seen what it waits for."""
    return msgspec.structs.replace(standing, signal=signal[:210])


def _halt(standing: Standing, graph: Graph) -> End | None:
    if not standing.node:
        return End("finished", "finished")
    if standing.node not in graph.nodes or graph.nodes[standing.node].kind not in KINDS:
        return End("parked", "unknown_step")
    return End("parked", "too_many_steps") if standing.used_today >= BUDGET else None


def _ran(standing: Standing, node: Node, outcome: str, now: datetime, detail: dict[str, str | float | int | None] | None = None) -> Ran:
    return Ran(standing.node, standing.visit, node.kind, outcome[:40], now, detail or {})


def _on(standing: Standing, node: Node, outcome: str, now: datetime) -> Standing:
    """Standing at the step that follows this outcome."""
    return msgspec.structs.replace(
        standing,
        node=node.after(outcome),
        visit=standing.visit + 1,
        node_entered_at=now,
        until=None,
        waiting_for="",
        signal="",
        used_today=standing.used_today + 1,
    )


def _decide(standing: Standing, node: Node, lead: LeadView, now: datetime, zone: ZoneInfo) -> tuple[Standing, str]:
    """The outcome of a step without effect, or "" when it sleeps (then `until` and `waiting_for` say on what)."""
    if node.kind == "wait":
        return _wait(standing, node, now, zone)
    if node.kind == "wait_until":
        return _wait_until(standing, node, lead, now)
    for case in settings.read(settings.Branch, node.config).cases:
        if conditions.all_hold(case.when, lead) and (case.lead is None or lead.trees[trees.key_of(case.lead)]):
            return standing, case.name
    return standing, "otherwise"


def _wait(standing: Standing, node: Node, now: datetime, zone: ZoneInfo) -> tuple[Standing, str]:
    until = standing.until or end_of(settings.read(Wait, node.config), standing.node_entered_at, zone)
    if now >= until:
        return standing, "waited"
    return msgspec.structs.replace(standing, until=until), ""


def _wait_until(standing: Standing, node: Node, lead: LeadView, now: datetime) -> tuple[Standing, str]:
    wait = settings.read(settings.WaitUntil, node.config)
    if standing.signal or wait.what == f"stage:{lead.stage}":
        return standing, "met"
    if wait.about_message and not standing.ref:
        return standing, "no_message"
    until = standing.until or standing.node_entered_at + wait.length
    if now >= until:
        return standing, "deadline"
    return msgspec.structs.replace(standing, until=until, waiting_for=wait.what), ""
