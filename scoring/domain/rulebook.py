"""Rules: the typed shape of a rulebook. Unknown fields are refused and every problem names its place and its mend."""

import hashlib
import math
import re
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

Name = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[a-z0-9_]+$")]
Label = Annotated[str, Meta(min_length=1, max_length=120)]
Points = Annotated[float, Meta(ge=-1000, le=1000)]
Weight = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0, le=10_000)]
Days = Annotated[int, Meta(ge=1, le=3650)]
Tags = list[Annotated[str, Meta(min_length=1, max_length=80)]]
Axis = Literal["match", "interest", "behaviour", "purchase"]


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every part of a rulebook."""


class Decay(Shape, frozen=True):
    """What is left of a behavioural point: `factor` after every `days` (F036, F040)."""

    factor: Annotated[float, Meta(ge=0.1, lt=1)] = 0.7
    days: Annotated[float, Meta(ge=1, le=3650)] = 7.0

    @property
    def rate(self) -> float:
        """The same as a rate per day."""
        return -math.log(self.factor) / self.days


class Silence(Shape, frozen=True):
    """Taken once when nothing happened for `days` × 24 hours (F079, A11.1)."""

    points: Annotated[float, Meta(ge=-1000, le=0)] = -30.0
    days: Days = 30


class Grades(Shape, frozen=True):
    """The fit from which a lead is an A, a B, a C; below it is a D."""

    a: float = 30.0
    b: float = 15.0
    c: float = 0.0


class PageCategory(Shape, frozen=True):
    """Pages by pattern: “the content determines the label, the URL determines the weight” (F037). `*` stands for anything."""

    name: Name
    label: Label
    patterns: Annotated[list[Annotated[str, Meta(min_length=1, max_length=300)]], Meta(min_length=1, max_length=50)]
    points: Points
    url_weight: Weight = 1.0
    tags: Tags = []
    dimension: Axis = "interest"


class EventRule(Shape, frozen=True):
    """Points for an event by its name. The weight is that of the behaviour in the tags it earns (F038, F039)."""

    event: Name
    label: Label
    points: Points
    behaviour_weight: Weight = 1.0
    tags: Tags = []
    dimension: Axis = "behaviour"


class FitRule(Shape, frozen=True):
    """Points for who somebody is; they do not fade. One condition: one of some words, a least number, or simply known."""

    name: Name
    label: Label
    field: Literal["title", "persona", "industry", "country", "language", "company", "company_size"]
    points: Points
    any_of: list[Annotated[str, Meta(min_length=1, max_length=80)]] = []
    at_least: int | None = None
    known: bool = False


class Deductions(Shape, frozen=True):
    """Negative match (F074)."""

    free_mail: Annotated[float, Meta(ge=-1000, le=0)] = -10.0
    invalid_phone: Annotated[float, Meta(ge=-1000, le=0)] = -5.0


class Rules(Shape, frozen=True):
    """One version of a rulebook."""

    pages: Annotated[list[PageCategory], Meta(max_length=200)]
    events: Annotated[list[EventRule], Meta(max_length=200)]
    fit: Annotated[list[FitRule], Meta(max_length=200)]
    deductions: Deductions = Deductions()
    decay: Decay = Decay()
    silence: Silence = Silence()
    grades: Grades = Grades()
    threshold: Positive = 60.0
    target_at: Positive = 30.0
    margin: Positive = 10.0
    return_penalty: Annotated[float, Meta(ge=0, le=10_000)] = 20.0
    cool_down_days: Annotated[int, Meta(ge=0, le=3650)] = 7
    max_returns: Annotated[int, Meta(ge=0, le=100)] = 3
    # A meaningful interaction (stage engaged), and what is not done by the lead and so breaks no silence.
    engaged_events: list[Name] = []
    quiet_events: list[Name] = []


class Problem(Struct, frozen=True):
    """What is wrong, where, and how to mend it."""

    field: str
    detail: str


class BadRules(ValueError):
    """These rules cannot be a rulebook."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{p.field}: {p.detail}" for p in problems))
        self.problems = problems


def parse(data: Any) -> Rules:
    """The rules in `data` (decoded JSON); raises BadRules that names every problem."""
    try:
        rules = msgspec.convert(data, Rules)
    except msgspec.ValidationError as error:
        detail, _, place = str(error).partition(" - at `$")
        raise BadRules([Problem(place.rstrip("`").lstrip(".") or "rules", f"{detail}.")]) from error
    problems = check(rules)
    if problems:
        raise BadRules(problems)
    return rules


def check(rules: Rules) -> list[Problem]:
    """What the types cannot say."""
    found = [*_numbers(rules), *_twice(rules)]
    for number, category in enumerate(rules.pages):
        found += [
            Problem(f"pages[{number}].patterns", f"“{p}”: begin with / for a path, or with a host such as blog.example.com/*.")
            for p in category.patterns
            if not re.match(r"[/*]|[\w.*-]+\.[\w*-]+", p)
        ]
    for number, rule in enumerate(rules.fit):
        if (bool(rule.any_of), rule.at_least is not None, rule.known).count(True) != 1:
            found.append(Problem(f"fit[{number}]", "Give exactly one of any_of, at_least and known."))
        if (rule.at_least is not None) != (rule.field == "company_size" and not rule.known):
            found.append(Problem(f"fit[{number}].at_least", "A least number is for company_size, and company_size needs one."))
    return found


def _numbers(rules: Rules) -> list[Problem]:
    found = []
    if rules.margin >= rules.threshold:
        found.append(Problem("margin", "The margin must be smaller than the threshold."))
    if rules.target_at > rules.threshold:
        found.append(Problem("target_at", "A target comes before an MQL: at most the threshold."))
    if not rules.grades.a >= rules.grades.b >= rules.grades.c:
        found.append(Problem("grades", "A needs at least what B needs, and B what C needs."))
    return found


def _twice(rules: Rules) -> list[Problem]:
    lists = (("pages", [p.name for p in rules.pages]), ("events", [e.event for e in rules.events]), ("fit", [f.name for f in rules.fit]))
    return [
        Problem(f"{place}[{number}]", f"“{name}” is there twice: one rule a name.")
        for place, names in lists
        for number, name in enumerate(names)
        if name in names[:number]
    ]


def plain(rules: Rules) -> dict[str, Any]:
    """The rules as JSON-ready data."""
    data: dict[str, Any] = msgspec.to_builtins(rules)
    return data


def digest(data: Any) -> str:
    """What tells two sets of rules apart, however they are written down."""
    return hashlib.sha256(msgspec.json.encode(plain(parse(data)), order="deterministic")).hexdigest()
