"""Question: of the people who took the first step in a period, how many took each next one, in order and in time? (F018, F021)

Everybody counts once, with the attempt that went furthest. Bots never count. People are persons, all their devices together.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.domain.funnels import LONGEST_SPLIT, Definition, Step, like
from analytics.domain.rates import share
from analytics.enums import SplitBy, StepKind
from capture.domain import telling
from kernel import sql
from leads.queries.stages import names as stage_names

# How a form that was sent is told: by its tracker, or by the purpose of one of ours.
SENT = ["form_submitted", *telling.EVENT.values()]
FORM = {StepKind.FORM_SEEN: ["form_viewed"], StepKind.FORM_BEGUN: ["form_started"], StepKind.FORM_SENT: SENT}
VISIT = "LEFT JOIN tracking_session x ON x.workspace_id = %(workspace_id)s AND x.id = e.session_id"
# What was so when they began: of the event, its device or its visit.
OF_EVENT = {
    SplitBy.KEYWORD: "coalesce(nullif(e.context #>> '{utm,term}', ''), v.search_intent)", SplitBy.PAGE: "e.path",
    SplitBy.CHANNEL: "x.channel", SplitBy.SOURCE: "x.source", SplitBy.MEDIUM: "x.medium", SplitBy.CAMPAIGN: "x.campaign",
    SplitBy.DEVICE: "v.device",
}  # fmt: skip
OF_PERSON = {SplitBy.INDUSTRY: "p.industry", SplitBy.COUNTRY: "p.country"}
ANYWHERE = Step(StepKind.PAGE, "*")
OF_VISIT = (SplitBy.CHANNEL, SplitBy.SOURCE, SplitBy.MEDIUM, SplitBy.CAMPAIGN)


@dataclass(frozen=True)
class Asked:
    """A funnel over those who began from `since` to before `until`."""

    definition: Definition
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Taken:
    """One step: people who took it; in percent of the step before and of the first; seconds since the step before (median)."""

    people: int
    stopped: int
    from_previous: float | None
    from_first: float | None
    median: float | None


@dataclass(frozen=True)
class Line:
    """The steps of the people of one split; `split` "" where nothing was known."""

    split: str
    steps: tuple[Taken, ...]


@dataclass(frozen=True)
class Answer:
    """All people, and by split, the most people first (empty without a split)."""

    all: tuple[Taken, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class _Counted:
    split: str | None
    step: int
    people: int
    median: float | None


def run(asked: Asked) -> Answer:
    """One statement for the whole and every split."""
    found: dict[str | None, dict[int, _Counted]] = defaultdict(dict)
    for row in _ask("funnel_counted", _Counted, asked, steps=len(asked.definition.steps)):
        found[row.split][row.step] = row
    count = len(asked.definition.steps)
    every = _line(found.pop(None, {}), count)
    lines = [Line(split or "", _line(rows, count)) for split, rows in found.items()] if asked.definition.split else []
    return Answer(every, tuple(sorted(lines, key=lambda line: (-line.steps[0].people, line.split))))


def _line(rows: dict[int, _Counted], count: int) -> tuple[Taken, ...]:
    people = [rows[step].people if step in rows else 0 for step in range(1, count + 1)]
    after = [*people[1:], 0]
    before: list[int | None] = [None, *people[:-1]]
    return tuple(
        Taken(
            here, here - then, None if earlier is None else share(here, earlier), share(here, people[0]),
            rows[step].median if step in rows else None,
        )
        for step, (here, then, earlier) in enumerate(zip(people, after, before, strict=True), 1)
    )  # fmt: skip


def people(asked: Asked, step: int, stopped: bool = False, split: str | None = None) -> list[UUID]:
    """The persons who took step number `step` (from 1), or went no further; of one split where one is named."""
    return [row[0] for row in _ask("funnel_behind", None, asked, step=step, stopped=stopped, split=split)]


def _ask(name: str, row: Any, asked: Asked, **more: Any) -> list[Any]:
    statement, params = _statement(asked.definition)
    params |= {"since": asked.since, "until": asked.until, "within": timedelta(days=asked.definition.days), "longest": LONGEST_SPLIT}
    statement += sql.file(__file__, f"{name}.sql")
    return sql.rows(statement, row, **params, **more) if row else sql.tuples(statement, **params, **more)


def _statement(definition: Definition) -> tuple[str, dict[str, Any]]:
    """Attempts as CTEs, one a step, and the parameters of the steps."""
    steps, split = definition.steps, definition.split
    found = [_condition(number, step) for number, step in enumerate(steps)]
    params = {name: value for _, own in found for name, value in own.items()}
    params["stages"] = [step.value for step in steps if step.kind == StepKind.STAGE]
    ways = "".join(
        sql.file(__file__, "funnel_way.sql").format(step=number, previous=number - 1) for number in range(2, len(steps) + 1)
    )  # fmt: skip
    of_event = {**OF_EVENT, **OF_PERSON}
    base = sql.file(__file__, "funnel_steps.sql").format(
        events=", ".join(text for text, _ in found), any_event=" OR ".join(text for text, _ in found),
        stages=", ".join(_of_stage(number, step) for number, step in enumerate(steps)),
        split=of_event[SplitBy(split)] if split else "''",
        split_of_stage=OF_PERSON.get(SplitBy(split), "''") if split else "''",
        sessions=VISIT if split in OF_VISIT else "", ways=ways, last=len(steps),
        paths=", ".join(f"path{number}" for number in range(len(steps), 0, -1)),
    )  # fmt: skip
    return base, params


def _condition(number: int, step: Step) -> tuple[str, dict[str, Any]]:
    """Whether an event fits the step."""
    value, names = f"v{number}", f"n{number}"
    if step.kind == StepKind.STAGE:
        return "false", {value: step.value}
    if step.kind == StepKind.PAGE:
        return f"(e.kind = 'page' AND e.path LIKE %({value})s)", {value: like(step.value)}
    if step.kind == StepKind.EVENT:
        return f"(e.name = %({value})s)", {value: step.value}
    form = f"= %({value})s" if step.value else "IS NOT NULL"
    return f"(e.name = ANY(%({names})s) AND e.properties ->> 'form' {form})", {names: FORM[StepKind(step.kind)], value: step.value}


def _of_stage(number: int, step: Step) -> str:
    return f"s.stage = %(v{number})s" if step.kind == StepKind.STAGE else "false"


def names_of(steps: Sequence[Step]) -> list[str]:
    """The steps in words: Any page, Page /pricing, Form sent, Stage reached: MQL."""
    stages = stage_names()
    return [_("Any page") if step == ANYWHERE else _named(step, stages) for step in steps]


def _named(step: Step, stages: Mapping[str, str]) -> str:
    label, value = str(StepKind(step.kind).label), step.value
    return f"{label}: {stages.get(value, value)}" if step.kind == StepKind.STAGE else f"{label} {value}".strip()
