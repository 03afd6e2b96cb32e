"""What a condition tree may ask about scoring: the score, and what a tag weighs. Both fade, so both know when they fall."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import sql
from leads.domain.filters import BadFilter, number_range
from leads.domain.leaf_fields import Field
from leads.domain.snapshot import DAY, REFERENCE, days, score_at
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict
from leads.queries.leaves.fields import ahead
from scoring.queries import rulebooks
from scoring.queries.filters import tag_choices

# A fall is asked about one thousandth of a second after it, so that no rounding leaves the answer as it was.
AFTER = timedelta(milliseconds=1)
LARGEST, FURTHEST = 600.0, 36_500.0
ENTRIES = """
SELECT e.lead_id, t.name, e.url_weight * e.behaviour_weight, e.decays, e.occurred_at
FROM scoring_tagentry e JOIN scoring_tag t ON t.workspace_id = %(workspace_id)s AND t.id = e.tag_id
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(leads)s::uuid[]) AND t.name = ANY(%(names)s::text[]) AND e.removed_at IS NULL
ORDER BY e.occurred_at
"""


def instant(day: float) -> datetime | None:
    """`day` days after REFERENCE; None beyond a hundred years."""
    return REFERENCE + timedelta(seconds=day * DAY) + AFTER if abs(day) < FURTHEST else None


def instant_sql(day: str) -> str:
    reference = f"timestamptz '{REFERENCE.isoformat()}'"
    return f"""(SELECT CASE WHEN abs(d.day) < {FURTHEST} THEN {reference} + d.day * {DAY} * interval '1 second'
        + interval '{AFTER.microseconds} microseconds' END FROM (SELECT {day} AS day) d)"""


def now_days(bind: Bind) -> str:
    return f"(extract(epoch FROM %(now)s::timestamptz - timestamptz '{REFERENCE.isoformat()}')::float8 / {DAY})"


def score_holds(given: Given, bind: Bind) -> str:
    log = f"greatest(least(coalesce(l.interest_log, -{LARGEST}) - l.interest_rate * {now_days(bind)}, {LARGEST}), -{LARGEST})"
    score = f"greatest(0, l.fit + l.interest_sign * exp({log}))"
    return f"{score} {'>=' if given['op'] == 'at_least' else '<'} {bind(given['value'])}::float8"


def score_until(given: Given, bind: Bind) -> str:
    gap = f"({bind(given['value'])}::float8 - l.fit)"
    day = f"(l.interest_log - ln(abs({gap}))) / nullif(l.interest_rate, 0)"
    return f"CASE WHEN l.interest_sign * sign({gap}) > 0 THEN {ahead(instant_sql(day))} END"


def score_judge(given: Given, known: Known, now: datetime) -> Verdict:
    fit, sign, log, rate = (known.row[name] for name in ("fit", "interest_sign", "interest_log", "interest_rate"))
    score, gap = score_at(fit, sign, log, rate, now), given["value"] - fit
    at = instant((log - math.log(abs(gap))) / rate) if sign * gap > 0 and log is not None and rate else None
    holds = (score >= given["value"]) == (given["op"] == "at_least")
    return Verdict(holds, at if at and at > now else None, (Evidence(f"{score:.1f}"),))


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


@dataclass(frozen=True)
class Carried:
    """What a tag weighs: `steady` of puts by hand (they count once), `fading` of events, both as of REFERENCE."""

    steady: float = 0.0
    fading: float = 0.0
    latest: datetime | None = None


def load_tags(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, dict[str, Carried]]:
    rate = rulebooks.live().rate
    found: dict[UUID, dict[str, Carried]] = {}
    names = sorted({given["tag"] for given in asked})
    for lead, name, weight, decays, at in sql.tuples(ENTRIES, leads=[str(lead) for lead in lead_ids], names=names):
        had = found.setdefault(lead, {}).get(name, Carried())
        fading = had.fading + weight * math.exp(rate * days(at)) if decays else had.fading
        found[lead][name] = Carried(had.steady if decays else 1.0, fading, at)
    return found


def _parts_sql(given: Given, bind: Bind, then: str) -> str:
    """`then` over t.steady and t.fading, one row when the lead carries the tag."""
    since = f"extract(epoch FROM e.occurred_at - timestamptz '{REFERENCE.isoformat()}')::float8 / {DAY}"
    return f"""(SELECT {then} FROM (
        SELECT coalesce(max(CASE WHEN NOT e.decays THEN 1.0::float8 END), 0) AS steady, coalesce(sum(CASE WHEN e.decays
            THEN e.url_weight * e.behaviour_weight * exp({bind(rulebooks.live().rate)}::float8 * {since}) END), 0) AS fading
        FROM scoring_tagentry e
        JOIN scoring_tag g ON g.workspace_id = %(workspace_id)s AND g.id = e.tag_id AND g.name = {bind(given["tag"])}
        WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = l.id AND e.removed_at IS NULL HAVING count(*) > 0) t)"""


def tag_holds(given: Given, bind: Bind) -> str:
    fade = f"exp(-{bind(rulebooks.live().rate)}::float8 * {now_days(bind)})"
    return _parts_sql(given, bind, f"t.steady + t.fading * {fade} >= {bind(given['weight'])}::float8")


def tag_until(given: Given, bind: Bind) -> str:
    gap = f"({bind(given['weight'])}::float8 - t.steady)"
    day = f"ln(t.fading / {gap}) / {bind(rulebooks.live().rate)}::float8"
    return _parts_sql(given, bind, f"CASE WHEN {gap} > 0 AND t.fading > 0 THEN {ahead(instant_sql(day))} END")


def tag_judge(given: Given, known: Known, now: datetime) -> Verdict:
    carried = known.of.get("tags", {}).get(given["tag"])
    if carried is None:
        return Verdict(False)
    rate = rulebooks.live().rate
    weight, gap = carried.steady + carried.fading * math.exp(-rate * days(now)), given["weight"] - carried.steady
    at = instant(math.log(carried.fading / gap) / rate) if gap > 0 and carried.fading > 0 else None
    return Verdict(weight >= given["weight"], at if at and at > now else None, (Evidence(f"{weight:.2f}", carried.latest),))


def tag_words(given: Given) -> str:
    if not given["weight"]:
        return _("carries the tag “%(tag)s”") % {"tag": given["tag"]}
    return _("the tag “%(tag)s” weighs at least %(weight)s") % {"tag": given["tag"], "weight": f"{given['weight']:g}"}


SCORE = Kind(
    "score", gettext_lazy("Score"),
    (
        Field("op", gettext_lazy("Comparison"), "choice", "at_least", ("at_least", "below")),
        Field("value", gettext_lazy("Points"), "number", low=0.1, high=1_000_000),
    ),
    score_holds, score_judge, score_words, score_until,
)  # fmt: skip
TAG = Kind(
    "tag", gettext_lazy("Tag"),
    (
        Field("tag", gettext_lazy("Tag"), "text", offers=tag_choices),
        Field("weight", gettext_lazy("Weight, at least (0: any)"), "number", 0.0, low=0, high=1_000_000),
    ),
    tag_holds, tag_judge, tag_words, tag_until, needs="tags",
)  # fmt: skip
