"""What a condition tree may ask about grade, engagement and score band. Engagement and band fade, so the answer knows when it will change.

They go by the live rulebook, the band by the score model of each lead's own channel (F060); when another version takes over, all segments
are asked again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.domain.leaf_fields import Field
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict, earliest
from leads.queries.leaves.names import OPTIONS, option_label
from scoring.domain.crossing import least
from scoring.domain.grades import engagement, grade
from scoring.domain.rule_shapes import Rules
from scoring.enums import Band, Engagement, Grade
from scoring.queries import rulebooks
from scoring.queries.rulebooks import LiveRulebook
from scoring.queries.score_leaf import score_of, score_sql, turn_of, turn_sql

SOURCE = "rulebook"


def load(lead_ids: Sequence[UUID], asked: Sequence[Given] = ()) -> Mapping[UUID, LiveRulebook]:
    """Lead → the live rulebook, which is one for all."""
    return dict.fromkeys(lead_ids, rulebooks.live())


def _live(bind: Bind) -> LiveRulebook:
    found: LiveRulebook = bind.known("scoring.rulebook", rulebooks.live)
    return found


def _known(known: Known) -> LiveRulebook:
    found: LiveRulebook = known.of[SOURCE]
    return found


def _named(value: str, steps: Iterable[tuple[str, str]], otherwise: str) -> str:
    """The first of (from, name) that `value` reaches."""
    return f"CASE {' '.join(f'WHEN {value} >= {from_} THEN {name!r}' for from_, name in steps)} ELSE {otherwise!r} END"


def _number(value: float) -> str:
    return f"{value!r}::float8"


def grade_holds(given: Given, bind: Bind) -> str:
    grades = _live(bind).rules.grades
    steps = [(_number(least(each)), letter) for each, letter in ((grades.a, "A"), (grades.b, "B"), (grades.c, "C"))]
    return f"{_named('sn.fit', steps, 'D')} = ANY({bind(given['values'])}::text[])"


def grade_judge(given: Given, known: Known, now: datetime) -> Verdict:
    fit = known.row["fit"]
    letter = grade(fit, _known(known).rules.grades)
    return Verdict(letter.value in given["values"], evidence=(Evidence(f"{letter.value} ({fit:.1f})"),))


def engagement_holds(given: Given, bind: Bind) -> str:
    levels = _live(bind).rules.levels
    steps = [(_number(least(levels.one)), "1"), (_number(least(levels.two)), "2")]
    return f"{_named(score_sql(bind, '0'), steps, '3')} = ANY({bind(given['values'])}::text[])"


def engagement_until(given: Given, bind: Bind) -> str:
    levels = _live(bind).rules.levels
    return f"least({', '.join(turn_sql(_number(least(each)), bind, '0') for each in (levels.one, levels.two))})"


def engagement_judge(given: Given, known: Known, now: datetime) -> Verdict:
    levels, interest = _known(known).rules.levels, score_of(known, now, 0.0)
    number = engagement(interest, levels)
    at = earliest([turn_of(known, least(each), now, 0.0) for each in (levels.one, levels.two)])
    return Verdict(number in given["values"], at, (Evidence(f"{number} ({interest:.1f})"),))


def bounds(rules: Rules) -> tuple[float, float, float]:
    """The scores from which a lead is in each band but the last; the last but one is where a list shows no 0."""
    return least(rules.threshold), least(rules.target_at), 0.05


def band(score: float, rules: Rules) -> str:
    return next((name for low, name in zip(bounds(rules), Band.values, strict=False) if score >= low), Band.NO_POINTS.value)


def _bounds_sql(bind: Bind) -> list[str]:
    """The same of each lead, by its own model."""
    live = _live(bind)
    of_models = [(bind(list(m.channels)), bounds(live.of(m.channels[0]).rules)) for m in live.rules.models if m.channels]
    own = bounds(live.rules)
    if not of_models:
        return [_number(each) for each in own]
    return [
        f"CASE {' '.join(f'WHEN l.entry_channel = ANY({names}::text[]) THEN {_number(of[n])}' for names, of in of_models)}"
        f" ELSE {_number(own[n])} END"
        for n in range(len(own))
    ]


def band_holds(given: Given, bind: Bind) -> str:
    steps = list(zip(_bounds_sql(bind), Band.values, strict=False))
    return f"{_named(score_sql(bind), steps, Band.NO_POINTS.value)} = ANY({bind(given['values'])}::text[])"


def band_until(given: Given, bind: Bind) -> str:
    return f"least({', '.join(turn_sql(f'({each})', bind) for each in _bounds_sql(bind))})"


def band_judge(given: Given, known: Known, now: datetime) -> Verdict:
    fit, rules = known.row["fit"], _known(known).of(known.row["entry_channel"]).rules
    score = score_of(known, now, fit)
    at = earliest([turn_of(known, each, now, fit) for each in bounds(rules)])
    return Verdict(band(score, rules) in given["values"], at, (Evidence(f"{score:.1f}"),))


def _told(label: Any, given: Given) -> str:
    return _("%(what)s: %(values)s") % {"what": label, "values": " / ".join(option_label(each) for each in given["values"])}


def _kind(key: str, label: Any, choices: type[TextChoices], holds: Any, judge: Any, until: Any = None) -> Kind:
    options = Field("values", label, "choices", options=tuple(choices.values))
    OPTIONS.update(dict(choices.choices))
    return Kind(key, label, (options,), holds, judge, lambda given: _told(label, given), until, needs=SOURCE)


def grade_leaf(value: str) -> dict[str, Any] | None:
    """A filter of the list as a leaf; what is no value of it stays a filter, which says so."""
    return {"ask": "grade", "values": [value]} if value in Grade.values else None


def engagement_leaf(value: str) -> dict[str, Any] | None:
    return {"ask": "engagement", "values": [value]} if value in Engagement.values else None


def cell_leaf(value: str) -> dict[str, Any] | None:
    parts = [grade_leaf(value[:1]), engagement_leaf(value[1:])]
    return {"all": parts} if all(parts) else None


def band_leaf(value: str) -> dict[str, Any] | None:
    value = Band.NO_POINTS.value if value == "none" else value
    return {"ask": "band", "values": [value]} if value in Band.values else None


GRADE = _kind("grade", gettext_lazy("Grade"), Grade, grade_holds, grade_judge)
ENGAGEMENT = _kind("engagement", gettext_lazy("Engagement"), Engagement, engagement_holds, engagement_judge, engagement_until)
BAND = _kind("band", gettext_lazy("Score band"), Band, band_holds, band_judge, band_until)
