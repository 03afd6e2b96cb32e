"""A funnel as people define it: ordered steps, and the days in which all of them must happen (F018, F021). Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analytics.enums import SplitBy, StepKind
from leads.enums import Stage


def gettext_noop(text: str) -> str:
    """Mark `text` for the translators: domain knows no Django."""
    return text


_ = gettext_noop
LEAST_STEPS, MOST_STEPS = 2, 8
LONGEST_WINDOW, WINDOW = 365, 30
LONGEST_VALUE = 200
# What a split is cut to, so that it fits into an address.
LONGEST_SPLIT = 100
# The key of the standard funnel, and what the key of the one to a product's aha event begins with (F089).
STANDARD, AHA = "standard", "aha-"
WILD = re.compile(r"[%_\\]")


class BadFunnel(ValueError):
    """What cannot be: English `text` with named `parts`, translated where it is shown; `field` is steps, steps[2].value, days or split."""

    def __init__(self, field: str, text: str, **parts: object) -> None:
        super().__init__(text % parts if parts else text)
        self.field, self.text, self.parts = field, text, parts


@dataclass(frozen=True)
class Step:
    """One step. `value`: the name of an event, a path in which * stands for anything, a form (empty: any), a stage."""

    kind: str
    value: str = ""


@dataclass(frozen=True)
class Definition:
    """`days`: from the first step to the last. `split`: by what the numbers are told apart, "" for not."""

    steps: tuple[Step, ...]
    days: int = WINDOW
    split: str = ""


# Landing page → form page → submission, in one visit or a few (F021).
LANDING = Definition((Step(StepKind.PAGE, "*"), Step(StepKind.FORM_SEEN), Step(StepKind.FORM_SENT)))


def to_event(event: str) -> Definition:
    """From any page to this event."""
    return Definition((Step(StepKind.PAGE, "*"), Step(StepKind.EVENT, event)))


def read(steps: Any, days: Any = WINDOW, split: Any = "") -> Definition:
    """The funnel in stored or posted data. Raises BadFunnel that names the field and the mend."""
    if not isinstance(steps, list) or not LEAST_STEPS <= len(steps) <= MOST_STEPS:
        raise BadFunnel("steps", _("Give %(least)s to %(most)s steps."), least=LEAST_STEPS, most=MOST_STEPS)
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= LONGEST_WINDOW:
        raise BadFunnel("days", _("Give 1 to %(most)s days."), most=LONGEST_WINDOW)
    return Definition(tuple(_step(number, step) for number, step in enumerate(steps)), days, split_of(split))


def split_of(split: Any) -> str:
    """A way to tell the numbers apart, "" for none. Raises BadFunnel."""
    if split != "" and split not in SplitBy.values:
        raise BadFunnel("split", _("Split by one of %(ways)s, or by nothing."), ways=", ".join(SplitBy.values))
    return str(split)


def _step(number: int, given: Any) -> Step:
    here = f"steps[{number}]"
    if not isinstance(given, Mapping) or given.get("kind") not in StepKind.values:
        raise BadFunnel(f"{here}.kind", _("Step %(n)s: choose one of %(kinds)s."), n=number + 1, kinds=", ".join(StepKind.values))
    kind, value = str(given["kind"]), given.get("value", "")
    if not isinstance(value, str) or len(value.strip()) > LONGEST_VALUE or "\x00" in value:
        raise BadFunnel(f"{here}.value", _("Step %(n)s: give a text of at most %(most)s characters."), n=number + 1, most=LONGEST_VALUE)
    value = value.strip()
    wrong = _wrong(kind, value)
    if wrong:
        raise BadFunnel(f"{here}.value", wrong, n=number + 1, stages=", ".join(Stage.values))
    return Step(kind, value)


def _wrong(kind: str, value: str) -> str:
    if kind == StepKind.EVENT and not value:
        return _("Step %(n)s: name the event, such as demo_requested.")
    if kind == StepKind.PAGE and not value.startswith(("/", "*")):
        return _("Step %(n)s: give a path such as /pricing or /products/*.")
    if kind == StepKind.STAGE and value not in Stage.values:
        return _("Step %(n)s: name a stage: %(stages)s.")
    return ""


def plain(definition: Definition) -> list[dict[str, str]]:
    """The steps as they are stored; read(plain(d), d.days, d.split) == d."""
    return [{"kind": str(step.kind), "value": step.value} for step in definition.steps]


def like(pattern: str) -> str:
    """A path with * as a pattern of LIKE."""
    return WILD.sub(r"\\\g<0>", pattern).replace("*", "%")
