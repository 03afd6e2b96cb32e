"""What a condition tree may ask about the score. It fades, so the answer knows when it will change."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.domain import fading
from leads.domain.filters import BadFilter, number_range
from leads.domain.leaf_fields import Field
from leads.domain.snapshot import DAY, REFERENCE, days, score_at
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict
from leads.queries.leaves.fields import ahead
from scoring.domain import falling, parts
from scoring.domain.crossing import least, reached
from scoring.domain.fold import Interest
from scoring.queries import score_turn

# A fall is asked about one thousandth of a second after it, so that no rounding leaves the answer as it was.
AFTER = timedelta(milliseconds=1)
LARGEST, FURTHEST = 600.0, 36_500.0


def instant(day: float) -> datetime | None:
    """`day` days after REFERENCE; None beyond a hundred years."""
    return REFERENCE + timedelta(seconds=day * DAY) + AFTER if abs(day) < FURTHEST else None


def instant_sql(day: str) -> str:
    reference = f"timestamptz '{REFERENCE.isoformat()}'"
    return f"""(SELECT CASE WHEN abs(d.day) < {FURTHEST} THEN {reference} + d.day * {DAY} * interval '1 second'
        + interval '{AFTER.microseconds} microseconds' END FROM (SELECT {day} AS day) d)"""


def now_days(bind: Bind) -> str:
    return f"(extract(epoch FROM %(now)s::timestamptz - timestamptz '{REFERENCE.isoformat()}')::float8 / {DAY})"


def score_sql(bind: Bind, fit: str = "sn.fit") -> str:
    """The score at `now`; with `fit` of 0 what is left of the interest. Never below zero."""
    log = f"greatest(least(coalesce(sn.interest_log, -{LARGEST}) - sn.interest_rate * {now_days(bind)}, {LARGEST}), -{LARGEST})"
    return f"greatest(0, {fit} + sn.interest_sign * exp({log}) + {fading.sql('sn.fading', now_days(bind))})"


def turn_sql(value: str, bind: Bind, fit: str = "sn.fit") -> str:
    """The next instant at which it passes `value` by itself; NULL: never."""
    gap = f"({value} - {fit})"
    day = f"(sn.interest_log - ln(abs({gap}))) / nullif(sn.interest_rate, 0)"
    own = f"CASE WHEN sn.interest_sign * sign({gap}) > 0 THEN {ahead(instant_sql(day))} END"
    return f"CASE WHEN sn.fading IS NULL THEN {own} ELSE {ahead(instant_sql(score_turn.turns(value, now_days(bind), fit)))} END"


def score_of(known: Known, now: datetime, fit: float) -> float:
    """The same of what is known of a lead."""
    row = known.row
    return score_at(fit, row["interest_sign"], row["interest_log"], row["interest_rate"], row["fading"], now)


def turn_of(known: Known, value: float, now: datetime, fit: float) -> datetime | None:
    sign, log, rate, held = (known.row[name] for name in ("interest_sign", "interest_log", "interest_rate", "fading"))
    gap = value - fit
    if held:
        others = parts.of_kept(fading.decoded(held))
        day = falling.turns(fit, falling.all_parts(Interest(sign, log), rate, others), value, days(now))
        at = instant(day) if day is not None else None
    else:
        at = instant((log - math.log(abs(gap))) / rate) if sign * gap > 0 and log is not None and rate else None
    return at if at and at > now else None


def score_holds(given: Given, bind: Bind) -> str:
    return f"{score_sql(bind)} {'>=' if given['op'] == 'at_least' else '<'} {bind(least(given['value']))}::float8"


def score_until(given: Given, bind: Bind) -> str:
    return turn_sql(f"{bind(least(given['value']))}::float8", bind)


def score_judge(given: Given, known: Known, now: datetime) -> Verdict:
    fit = known.row["fit"]
    score = score_of(known, now, fit)
    holds = reached(score, given["value"]) == (given["op"] == "at_least")
    return Verdict(holds, turn_of(known, least(given["value"]), now, fit), (Evidence(f"{score:.1f}"),))


def score_words(given: Given) -> str:
    text = _("the score is at least %(value)s") if given["op"] == "at_least" else _("the score is below %(value)s")
    return text % {"value": f"{given['value']:g}"}


def score_leaf(value: str) -> dict[str, Any] | None:
    """The filter `60..` as a leaf; what has another end stays a filter."""
    try:
        low, high = number_range("score", value)
    except BadFilter:
        return None
    return {"ask": "score", "op": "at_least", "value": low} if high is None and low and low > 0 else None


SCORE = Kind(
    "score", gettext_lazy("Score"),
    (
        Field("op", gettext_lazy("Comparison"), "choice", "at_least", ("at_least", "below")),
        Field("value", gettext_lazy("Points"), "number", low=0.1, high=1_000_000),
    ),
    score_holds, score_judge, score_words, score_until,
)  # fmt: skip
