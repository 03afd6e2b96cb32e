"""The definition of a journey: who enters, what happens step by step, when it is a success, when it ends early."""

from collections.abc import Mapping
from typing import Any, Literal

import msgspec


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Base: immutable, and a misspelt name is an error instead of a silence."""


class EventEntry(Shape, frozen=True):
    """An event of this name lets a lead in; every property in `where` must have that value."""

    name: str
    where: dict[str, str | float | bool] = {}


class SegmentEntry(Shape, frozen=True):
    """Leads that fit these filters of the leads list (leads.domain.filters), looked for every hour."""

    filters: dict[str, list[str]] = {}


FirmOp = Literal["changed", "is", "contains", "at_least", "below"]


class FirmEntry(Shape, frozen=True):
    """A field of the lead's company (leads.enums.Firm) comes to be so: it was not before, and is now."""

    field: str
    op: FirmOp = "changed"
    value: str | float = ""


class Entry(Shape, frozen=True):
    """What lets a lead in. `firm`: what becomes known of its company; `employment`: a new job.
    `lead`: a tree of leads.domain.trees; only leads that it names at that moment enter."""

    events: list[EventEntry] = []
    stages: list[str] = []
    segment: SegmentEntry | None = None
    lead: dict[str, Any] | None = None
    firm: list[FirmEntry] = []
    employment: bool = False


class Reentry(Shape, frozen=True):
    """May a lead pass again? `after`: when the last passage ended at least `days` ago. Never two passages at a time."""

    rule: Literal["never", "after", "always"] = "never"
    days: int = 0


class Ends(Shape, frozen=True):
    """Events or stages at which a passage is over."""

    events: list[str] = []
    stages: list[str] = []

    def __bool__(self) -> bool:
        return bool(self.events or self.stages)


class Node(Shape, frozen=True):
    """A step. Its outcome chooses the way in `branches`, else `next`."""

    kind: str
    name: str = ""
    config: dict[str, Any] = {}
    next: str = ""
    branches: dict[str, str] = {}

    def after(self, outcome: str) -> str:
        return self.branches.get(outcome, self.next)

    @property
    def targets(self) -> list[str]:
        return list(dict.fromkeys([*self.branches.values(), *([self.next] if self.next else [])]))


class Graph(Shape, frozen=True):
    start: str = ""
    entry: Entry = Entry()
    reentry: Reentry = Reentry()
    goal: Ends = Ends()
    exits: Ends = Ends()
    nodes: dict[str, Node] = {}


def parse(definition: Mapping[str, Any] | str | bytes) -> Graph:
    """The definition as a Graph; raises msgspec.ValidationError that names the place, or DecodeError for text that is no JSON."""
    if isinstance(definition, str | bytes):
        return msgspec.json.decode(definition, type=Graph, strict=False)
    return msgspec.convert(definition, Graph, strict=False)


def plain(graph: Graph) -> dict[str, Any]:
    """The graph as stored."""
    built: dict[str, Any] = msgspec.to_builtins(graph)
    return built
