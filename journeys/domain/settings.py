"""The settings of the built-in steps, typed, and what is wrong with them."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from journeys.domain import conditions, trees
from journeys.domain.calendar import Wait
from journeys.domain.problem import Problem
from journeys.domain.problem import gettext_noop as _

S = TypeVar("S")
LONGEST = datetime.timedelta(days=731)
OPENED, CLICKED, ANY, EVENT, STAGE = "opened", "clicked", "any", "event:", "stage:"


class WaitUntil(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`what`: opened, clicked (of the message sent before), any, event:<name> or stage:<key>; given up after the length."""

    what: str = OPENED
    days: float = 0
    hours: float = 0
    minutes: float = 0

    @property
    def length(self) -> datetime.timedelta:
        return datetime.timedelta(days=self.days, hours=self.hours, minutes=self.minutes)

    @property
    def about_message(self) -> bool:
        return self.what in (OPENED, CLICKED)


class Case(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One way out of a branch: its name is the outcome. All of `when` must hold, and `lead`, a tree of leads.domain.trees."""

    name: str
    when: list[conditions.Condition] = []
    lead: dict[str, Any] | None = None


class Branch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cases: list[Case] = []


class Tag(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    tag: str = ""


class MoveStage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    stage: str = ""
    note: str = ""


def read(kind: type[S], config: Mapping[str, Any]) -> S:
    """The settings as `kind`; raises msgspec.ValidationError with the place and the mend."""
    return msgspec.convert(dict(config), kind, strict=False)


def _wait(wait: Wait) -> list[str]:
    if min(wait.days, wait.hours, wait.minutes) < 0 or wait.length > LONGEST:
        return [_("A wait lasts from a minute to two years.")]
    if wait.hour is not None and not 0 <= wait.hour <= 23:
        return [_("The hour is a number from 0 to 23.")]
    if any(not 0 <= day <= 6 for day in wait.weekdays):
        return [_("Weekdays are numbers from 0 (Monday) to 6 (Sunday).")]
    return [] if wait.takes_time else [_("A wait needs a length, an hour or a weekday.")]


def _wait_until(wait: WaitUntil) -> list[str]:
    found = []
    named = wait.what.startswith((EVENT, STAGE)) and wait.what.partition(":")[2].strip()
    if wait.what not in (OPENED, CLICKED, ANY) and not named:
        found.append(_("Wait until opened, clicked, any, event:<name> or stage:<key>."))
    if min(wait.days, wait.hours, wait.minutes) < 0 or not datetime.timedelta() < wait.length <= LONGEST:
        found.append(_("Say after how long to give up: from a minute to two years."))
    return found


def _branch(branch: Branch) -> list[str | Problem]:
    names = [case.name for case in branch.cases]
    if not names or not all(names) or len(set(names)) < len(names):
        return [_("A branch needs at least one case, and each case a name of its own.")]
    if found := [wrong for case in branch.cases if case.lead is not None and (wrong := trees.wrong(case.lead, case.name))]:
        return [*found]
    if any(not case.when and not trees.asks(case.lead) for case in branch.cases):
        return [_("A case without a condition would always hold: add one, or leave it to “otherwise”.")]
    return [text for case in branch.cases for text in map(conditions.problem, case.when) if text]


def _tag(tag: Tag) -> list[str]:
    return [] if 0 < len(tag.tag.strip()) <= 80 else [_("Name the tag, in up to 80 characters.")]


def _move(move: MoveStage) -> list[str]:
    return [] if move.stage else [_("Say to which stage the lead moves.")]


def checker(kind: type[S], check: Callable[[S], Sequence[str | Problem]]) -> Callable[[Mapping[str, Any]], Sequence[str | Problem]]:
    """Problems of settings of `kind`: those of their shape, else those that `check` finds."""

    def problems(config: Mapping[str, Any]) -> Sequence[str | Problem]:
        try:
            return check(read(kind, config))
        except msgspec.ValidationError as error:
            return [str(error)]

    return problems


wait_problems = checker(Wait, _wait)
wait_until_problems = checker(WaitUntil, _wait_until)
branch_problems = checker(Branch, _branch)
tag_problems = checker(Tag, _tag)
move_problems = checker(MoveStage, _move)
