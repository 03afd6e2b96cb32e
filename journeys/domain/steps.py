"""Kinds of step: the contract, the registry, and what each built-in one demands of its settings.

A kind with `perform` has an effect and is carried out set-based, for many enrolments at once; the engine itself decides the rest
(wait, wait_until, branch, exit). Later apps lend theirs from `plugs.py`: StepKind(name=…, label=…, problems=…, perform=…).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from journeys.domain.problem import Problem

Config = Mapping[str, Any]


@dataclass(frozen=True)
class StepJob:
    """One effect to carry out. `effect_key` is the same however often it is tried; `ref` is what the last send on this passage gave."""

    enrolment_id: UUID
    journey_id: UUID
    lead_id: UUID
    node: str
    visit: int
    config: Config
    effect_key: str
    at: datetime
    ref: str = ""


@dataclass(frozen=True)
class StepResult:
    """What came of it. `ref` (a message id) is what a following wait_until is about; `outcome` may choose the branch."""

    outcome: str
    ref: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


Perform = Callable[[list[StepJob]], dict[UUID, StepResult]]


def nothing_wrong(config: Config) -> list[str]:
    return []


@dataclass(frozen=True)
class Setting:
    """One input of the step's editor; `choices` are (value, label) and asked when the page is made, without them it is a text."""

    name: str
    label: Any
    hint: Any = ""
    choices: Callable[[], Sequence[tuple[str, Any]]] | None = None


@dataclass(frozen=True)
class StepKind:
    """`perform` answers by enrolment id, inside the engine's transaction, and is idempotent by `effect_key`.

    What its editor asks, how it is told in a line, the words of its outcomes, and its icon; the outline knows those of the built-in ones
    itself, and edits a kind without `settings` as JSON.
    """

    name: str
    label: str
    problems: Callable[[Config], Sequence[str | Problem]] = nothing_wrong
    perform: Perform | None = None
    settings: tuple[Setting, ...] = ()
    told: Callable[[Config], str] | None = None
    outcomes: Mapping[str, Any] = field(default_factory=dict)
    icon: str = ""


KINDS: dict[str, StepKind] = {}


def register(kind: StepKind) -> None:
    """Make a kind of step known. Registering the same name again replaces it."""
    KINDS[kind.name] = kind
