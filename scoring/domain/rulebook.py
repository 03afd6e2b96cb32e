"""Rules: the typed shape of a rulebook. Unknown fields are refused and every problem names its place and its mend."""

import hashlib
import math
import re
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from scoring.domain import kernels, score_model, stated
from scoring.domain.bad_rules import BadRules as BadRules
from scoring.domain.bad_rules import Problem as Problem
from scoring.domain.kernels import RuleDecay
from scoring.domain.score_model import ScoreModel

Name = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[a-z0-9_]+$")]
Label = Annotated[str, Meta(min_length=1, max_length=120)]
Points = Annotated[float, Meta(ge=-1000, le=1000)]
Weight = Annotated[float, Meta(ge=0, le=1)]
Positive = Annotated[float, Meta(gt=0, le=10_000)]
Days = Annotated[int, Meta(ge=1, le=3650)]
Tags = list[Annotated[str, Meta(min_length=1, max_length=80)]]
Axis = Literal["match", "interest", "behaviour", "purchase"]
RuleName = Annotated[str, Meta(min_length=1, max_length=66)]
Most = Annotated[float, Meta(gt=0, le=10_000)]
Least = Annotated[float, Meta(lt=0, ge=-10_000)]
GroupName = Annotated[str, Meta(max_length=60, pattern=r"^[a-z0-9_]*$")]


class Shape(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of every part of a rulebook."""


class Decay(Shape, frozen=True):
    """What is left of a behavioural point whose rule says nothing else: `factor` after every `days` (F036, F040)."""

    factor: Annotated[float, Meta(ge=0.1, lt=1)] = 0.7
    days: Annotated[float, Meta(ge=1, le=3650)] = 7.0

    @property
    def rate(self) -> float:
        """The same as a rate per day."""
        return -math.log(self.factor) / self.days


# Half in five days. Sums over a ledger count from one instant of 2026 on, so a faster rate would come to numbers that are too large for a
# float within some years.
FASTEST = math.log(2) / 5


class Silence(Shape, frozen=True):
    """Taken when nothing happened for `days` × 24 hours: once until the next interaction, or with `repeats` after as many days again and
    again, as long as there is something to take (F079, A11.1)."""

    points: Annotated[float, Meta(ge=-1000, le=0)] = -30.0
    days: Days = 30
    repeats: bool = False


class Grades(Shape, frozen=True):
    """The fit from which a lead is an A, a B, a C; below it is a D."""

    a: float = 30.0
    b: float = 15.0
    c: float = 0.0


class Levels(Shape, frozen=True):
    """The interest from which engagement is 1, and 2; below it is 3. With the grade it makes the cell of a lead, A1 to D3."""

    one: Most = 30.0
    two: Most = 10.0


class Window(Shape, frozen=True):
    """A rule gives no more than `points` within any `days` × 24 hours; points as they were given, not as they faded."""

    points: Most
    days: Days


class Bounds(Shape, frozen=True):
    """What may count at any instant, faded to it: no more than `cap`, no less than `floor`."""

    cap: Most | None = None
    floor: Least | None = None


class Group(Shape, frozen=True):
    """Rules that are limited together (F071): all of match, or none of it."""

    name: Name
    label: Label
    cap: Most | None = None
    floor: Least | None = None


class Limits(Shape, frozen=True):
    """What each dimension, and the score in total, may come to (F071)."""

    match: Bounds = Bounds()
    interest: Bounds = Bounds()
    behaviour: Bounds = Bounds()
    purchase: Bounds = Bounds()
    total: Most | None = None


class PageCategory(Shape, frozen=True):
    """Pages by pattern: “the content determines the label, the URL determines the weight” (F037). `*` stands for anything."""

    name: Name
    label: Label
    patterns: Annotated[list[Annotated[str, Meta(min_length=1, max_length=300)]], Meta(min_length=1, max_length=50)]
    points: Points
    url_weight: Weight = 1.0
    tags: Tags = []
    dimension: Axis = "interest"
    cap: Most | None = None
    floor: Least | None = None
    window: Window | None = None
    group: GroupName = ""
    decay: RuleDecay | None = None


class EventRule(Shape, frozen=True):
    """Points for an event by its name. The weight is that of the behaviour in the tags it earns (F038, F039)."""

    event: Name
    label: Label
    points: Points
    behaviour_weight: Weight = 1.0
    tags: Tags = []
    dimension: Axis = "behaviour"
    cap: Most | None = None
    floor: Least | None = None
    window: Window | None = None
    group: GroupName = ""
    decay: RuleDecay | None = None
    # Only the first time that a lead does it (scoring.domain.once).
    once: bool = False


class Pattern(Shape, frozen=True):
    """Points for what happens together: `when` at least `times` times in `days` × 24 hours, or that and `then` after it within them.

    `when` and `then` are rules by their name in the ledger, `page:pricing` or `event:email_clicked`; once in the days that are named.
    """

    name: Name
    label: Label
    when: RuleName
    days: Days
    points: Annotated[float, Meta(gt=0, le=1000)]
    times: Annotated[int, Meta(ge=1, le=100)] = 1
    then: Annotated[str, Meta(max_length=66)] = ""
    dimension: Axis = "behaviour"
    cap: Most | None = None
    floor: Least | None = None
    window: Window | None = None
    group: GroupName = ""
    decay: RuleDecay | None = None


class FitRule(Shape, frozen=True):
    """Points for who somebody is; they do not fade. One condition: one of some words, a least number, or simply known; or, of the field
    `conditions`, the tree `who` of what is stated of person and company (scoring.domain.stated). Of what is known of the deal (a time, a
    budget) the dimension may be purchase: then it is no part of the grade (F082)."""

    name: Name
    label: Label
    field: Literal["title", "persona", "industry", "country", "language", "company", "company_size", "conditions"]
    points: Points
    any_of: list[Annotated[str, Meta(min_length=1, max_length=80)]] = []
    at_least: int | None = None
    known: bool = False
    group: GroupName = ""
    who: dict[str, Any] | None = None
    dimension: Literal["match", "purchase"] = "match"


class Deductions(Shape, frozen=True):
    """Negative match (F074)."""

    free_mail: Annotated[float, Meta(ge=-1000, le=0)] = -10.0
    invalid_phone: Annotated[float, Meta(ge=-1000, le=0)] = -5.0
    # Of somebody who can be reached: whoever is anonymous has not said yet for whom they come.
    unknown_company: Annotated[float, Meta(ge=-1000, le=0)] = 0.0


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
    patterns: Annotated[list[Pattern], Meta(max_length=50)] = []
    groups: Annotated[list[Group], Meta(max_length=50)] = []
    limits: Limits = Limits()
    levels: Levels = Levels()
    models: Annotated[list[ScoreModel], Meta(max_length=20)] = []


Behavioural = PageCategory | EventRule | Pattern


def behaviour(rules: Rules) -> list[tuple[str, str, Behavioural]]:
    """(place, name in the ledger, rule) of all that fades."""
    found: list[tuple[str, str, Behavioural]] = [(f"pages[{n}]", f"page:{p.name}", p) for n, p in enumerate(rules.pages)]
    found += [(f"events[{n}]", f"event:{e.event}", e) for n, e in enumerate(rules.events)]
    return [*found, *((f"patterns[{n}]", f"pattern:{p.name}", p) for n, p in enumerate(rules.patterns))]


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
    found = [*_numbers(rules), *_twice(rules), *_limits(rules), *_groups(rules), *_patterns(rules), *_decays(rules)]
    for number, category in enumerate(rules.pages):
        found += [
            Problem(f"pages[{number}].patterns", f"“{p}”: begin with / for a path, or with a host such as blog.example.com/*.")
            for p in category.patterns
            if not re.match(r"[/*]|[\w.*-]+\.[\w*-]+", p)
        ]
    for number, rule in enumerate(rules.fit):
        found += [*_conditions(f"fit[{number}]", rule), *_of_purchase(f"fit[{number}]", rule, rules.limits)]
        if rule.field == "conditions":
            continue
        if (bool(rule.any_of), rule.at_least is not None, rule.known).count(True) != 1:
            found.append(Problem(f"fit[{number}]", "Give exactly one of any_of, at_least and known."))
        if (rule.at_least is not None) != (rule.field == "company_size" and not rule.known):
            found.append(Problem(f"fit[{number}].at_least", "A least number is for company_size, and company_size needs one."))
    for number, event in enumerate(rules.events):
        if event.once and event.points < 0:
            found.append(Problem(f"events[{number}].once", "This rule takes points: limit it with a floor."))
    return found or score_model.problems(rules.models, plain(rules), parse)


def too_fast(rules: Rules) -> list[Problem]:
    """What is refused where rules are written down or published; those that were kept before this was asked can still be read."""
    detail = "Slower: a half may be gone in 5 days at the fastest; give rules that fade faster a decay of their own."
    return [Problem("decay", detail)] if rules.decay.rate > FASTEST else []


def _conditions(place: str, rule: FitRule) -> list[Problem]:
    if (rule.field == "conditions") != (rule.who is not None):
        return [Problem(f"{place}.who", "A tree is for the field conditions, and conditions needs one.")]
    if rule.who is None:
        return []
    if rule.any_of or rule.at_least is not None or rule.known:
        return [Problem(place, "The tree says it all: leave out any_of, at_least and known.")]
    return [Problem(f"{place}.who.{path}", detail) for path, detail in stated.problems(rule.who)]


def _of_purchase(place: str, rule: FitRule, limits: Limits) -> list[Problem]:
    if rule.dimension != "purchase":
        return []
    found = [Problem(f"{place}.group", "Such groups are of match: leave it empty, or let the rule be of match.")] if rule.group else []
    if limits.purchase != Bounds():
        detail = "Purchase is limited, and this does not fade: give it fewer points, or take the limit off."
        found.append(Problem(f"{place}.dimension", detail))
    return found


def _numbers(rules: Rules) -> list[Problem]:
    found = []
    if rules.margin >= rules.threshold:
        found.append(Problem("margin", "The margin must be smaller than the threshold."))
    if rules.target_at > rules.threshold:
        found.append(Problem("target_at", "A target comes before an MQL: at most the threshold."))
    if not rules.grades.a >= rules.grades.b >= rules.grades.c:
        found.append(Problem("grades", "A needs at least what B needs, and B what C needs."))
    if rules.levels.one < rules.levels.two:
        found.append(Problem("levels", "Engagement 1 needs at least what engagement 2 needs."))
    return found


def _limits(rules: Rules) -> list[Problem]:
    found = []
    for place, _, rule in behaviour(rules):
        if rule.points < 0 and (rule.cap is not None or rule.window is not None):
            name = "window" if rule.cap is None else "cap"
            found.append(Problem(f"{place}.{name}", "This rule takes points: limit it with a floor."))
        if rule.points >= 0 and rule.floor is not None:
            found.append(Problem(f"{place}.floor", "This rule gives points: limit it with a cap."))
    if rules.limits.total is not None and rules.limits.total < rules.threshold:
        found.append(Problem("limits.total", "At least the threshold: otherwise nobody becomes an MQL."))
    return found


def decays_of(rules: Rules) -> dict[str, RuleDecay]:
    """Rule → how its points fade, of rules that do not fade as the score does."""
    return {name: rule.decay for _, name, rule in behaviour(rules) if rule.decay is not None}


def _decays(rules: Rules) -> list[Problem]:
    return [
        Problem(".".join(filter(None, (place, "decay", wrong.field))), wrong.detail)
        for place, _, rule in behaviour(rules)
        if rule.decay is not None
        for wrong in kernels.problems(rule.decay, rule.points)
    ]


def _groups(rules: Rules) -> list[Problem]:
    fading = [(f"{place}.group", rule.group) for place, _, rule in behaviour(rules)]
    match = [(f"fit[{n}].group", f.group) for n, f in enumerate(rules.fit) if f.dimension == "match"]
    names, lasting = {group.name for group in rules.groups}, {name for _, name in match}
    found = [
        Problem(place, f"“{name}” is no group: define it under groups, or leave it empty.")
        for place, name in (*fading, *match)
        if name and name not in names
    ]
    found += [
        Problem(place, f"Rules of match are in “{name}” already, and they do not fade: use another group.")
        for place, name in fading
        if name in names & lasting
    ]
    return found


def _patterns(rules: Rules) -> list[Problem]:
    known = {key for _, key, rule in behaviour(rules) if rule.points and not isinstance(rule, Pattern)}
    found = []
    for number, pattern in enumerate(rules.patterns):
        found += [
            Problem(f"patterns[{number}].{key}", f"“{name}” is no rule that gives or takes points: name one such as page:pricing.")
            for key, name in (("when", pattern.when), ("then", pattern.then))
            if name and name not in known
        ]
        if not pattern.then and pattern.times < 2:
            found.append(Problem(f"patterns[{number}].times", "At least 2 times, or say what has to come then."))
        if pattern.then == pattern.when:
            found.append(Problem(f"patterns[{number}].then", "The same again is a number of times: leave this empty."))
    return found


def _twice(rules: Rules) -> list[Problem]:
    lists = (("pages", [p.name for p in rules.pages]), ("events", [e.event for e in rules.events]), ("fit", [f.name for f in rules.fit]))
    more = (("groups", [g.name for g in rules.groups]), ("patterns", [p.name for p in rules.patterns]))
    return [
        Problem(f"{place}[{number}]", f"“{name}” is there twice: one rule a name.")
        for place, names in (*lists, *more)
        for number, name in enumerate(names)
        if name in names[:number]
    ]


def plain(rules: Rules) -> dict[str, Any]:
    """The rules as JSON-ready data."""
    data: dict[str, Any] = msgspec.to_builtins(rules)
    return data


# Parts that came later: not used, they say nothing, so that what was tested and approved before they came still is.
LATER = {
    "cap": None,
    "floor": None,
    "decay": None,
    "window": None,
    "group": "",
    "repeats": False,
    "once": False,
    "groups": [],
    "patterns": [],
    "unknown_company": 0.0,
    "who": None,
    "limits": msgspec.to_builtins(Limits()),
    "levels": msgspec.to_builtins(Levels()),
    "models": [],
    "caps": {},
    "decays": {},
    "off": [],
}


def digest(data: Any) -> str:
    """What tells two sets of rules apart, however they are written down."""
    said = plain(parse(data))
    for rule in said["fit"]:  # here and not in LATER, since for a page match is no default
        if rule["dimension"] == "match":
            del rule["dimension"]
    return hashlib.sha256(msgspec.json.encode(_said(said), order="deterministic")).hexdigest()


def _said(data: Any) -> Any:
    """`data` without later parts that are not used."""
    if isinstance(data, dict):
        return {key: _said(value) for key, value in data.items() if key not in LATER or value != LATER[key]}
    return [_said(value) for value in data] if isinstance(data, list) else data
