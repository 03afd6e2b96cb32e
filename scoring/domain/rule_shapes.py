"""The typed shapes of a rulebook: what each rule and limit may say."""

import math
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from leads.domain.leaf_fields import gettext_noop as _
from scoring.domain.kernels import RuleDecay
from scoring.domain.score_model import ScoreModel, rule_key

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
Phase = Literal["awareness", "problem_definition", "solution_definition", "vendor_selection"]
Level = Literal["first", "seeking", "project"]
Theme = Annotated[str, Meta(max_length=120)]
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


class PropertyCondition(Shape, frozen=True):
    """What an event has to say: a property that is one of some texts, a number of at least or at most so much, or simply there."""

    property: Annotated[str, Meta(min_length=1, max_length=80)]
    any_of: Annotated[list[Annotated[str, Meta(min_length=1, max_length=200)]], Meta(max_length=50)] = []
    at_least: Annotated[float, Meta(ge=-1e15, le=1e15)] | None = None
    at_most: Annotated[float, Meta(ge=-1e15, le=1e15)] | None = None
    known: bool = False


class EventRule(Shape, frozen=True):
    """Points for an event by its name and, with `where`, by its properties. The weight is that of the behaviour in the tags it earns
    (F038, F039). Several rules of one event are told apart by their `name`; the first whose conditions hold gives its points."""

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
    name: Annotated[str, Meta(max_length=60, pattern=r"^[a-z0-9_]*$")] = ""
    where: Annotated[list[PropertyCondition], Meta(max_length=5)] = []

    @property
    def key(self) -> str:
        """Its name in the ledger."""
        return rule_key("event", self.event, self.name)


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


class ContentItem(Shape, frozen=True):
    """A piece of content: the addresses where it is read, or the files (by the name that a download says), where in the purchase it helps,
    and for whom. What happens on it counts `multiplier` times (F080); the first item that fits is the one. It stands in the content
    matrix by maturity and phase (F011); no persona is everybody."""

    name: Name
    label: Label
    journey_stage: Phase
    maturity: Level
    multiplier: Annotated[float, Meta(ge=0, le=5)] = 1.0
    patterns: Annotated[list[Annotated[str, Meta(min_length=1, max_length=300)]], Meta(max_length=50)] = []
    assets: Annotated[list[Annotated[str, Meta(min_length=1, max_length=200)]], Meta(max_length=50)] = []
    personas: Annotated[list[Annotated[str, Meta(min_length=1, max_length=80)]], Meta(max_length=20)] = []
    tags: Tags = []


class Themes(Shape, frozen=True):
    """What content is for whom is at each level of maturity: the rows of the content matrix. The first two are the source's (F011), the
    third is a sample default of ours."""

    first: Theme = _("Brand awareness")
    seeking: Theme = _("How to break through")
    project: Theme = _("Why us")


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
    contents: Annotated[list[ContentItem], Meta(max_length=300)] = []
    themes: Themes = Themes()
