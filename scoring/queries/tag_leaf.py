"""What a condition tree may ask about tags: what a lead carries of one now. It fades or ends by the tag's definition, so the answer knows
when it may change: when the sum of what still counts falls below what is asked, or when the next earning ends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel import sql
from leads.domain.leaf_fields import Field
from leads.domain.snapshot import DAY, REFERENCE
from leads.domain.trees import Bind, Evidence, Given, Kind, Known, Verdict
from leads.queries.leaves.fields import ahead
from scoring.domain import tag_fall
from scoring.domain.tag_fall import Earned
from scoring.domain.tag_settings import TagSettings
from scoring.enums import Fading
from scoring.models import Tag
from scoring.queries import rulebooks, tags
from scoring.queries.filters import tag_choices
from scoring.queries.score_leaf import instant, instant_sql, now_days

# One effect counts once, also where it gave two tags that are one now.
ENTRIES = """
SELECT DISTINCT ON (e.lead_id, e.effect_key) e.lead_id, e.occurred_at, e.url_weight * e.behaviour_weight, e.decays
FROM scoring_tagentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(leads)s::uuid[]) AND e.tag_id = ANY(%(family)s::uuid[])
    AND e.removed_at IS NULL
ORDER BY e.lead_id, e.effect_key, e.tag_id
"""


@dataclass(frozen=True)
class Carried:
    """The earnings of one tag that a lead has, and how they fade."""

    settings: TagSettings
    rate: float
    earned: list[Earned]


def load_tags(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, dict[str, Carried]]:
    rate, leads = rulebooks.live().rate, list(lead_ids)
    found: dict[UUID, dict[str, Carried]] = {}
    for name in sorted({given["tag"] for given in asked}):
        tag = tags.by_name(name)
        rows = sql.tuples(ENTRIES, leads=leads, family=tags.family_texts(tag.pk)) if tag else []
        for lead, at, weight, decays in rows:
            mine = found.setdefault(lead, {})
            carried = mine.setdefault(name, Carried(_settings(tag), rate, [])) if tag else None
            if carried:
                carried.earned.append(Earned(at, weight, decays))
    return found


def _settings(tag: Tag) -> TagSettings:
    return TagSettings(tag.kind, fading=tag.fading, lasts_days=tag.lasts_days, cap=tag.cap)


def judge(given: Given, known: Known, now: datetime) -> Verdict:
    carried = known.of.get("tags", {}).get(given["tag"])
    if carried is None:
        return Verdict(False)
    counted = tag_fall.counted(carried.earned, carried.settings, carried.rate, now)
    if counted is None or not counted.holds(given["weight"], now):
        return Verdict(False)
    falls = counted.falls(given["weight"])
    at = min((each for each in (counted.ends_at, instant(falls) if falls is not None else None) if each and each > now), default=None)
    return Verdict(True, at, (Evidence(f"{counted.weight(now):.2f}", counted.latest),))


def words(given: Given) -> str:
    if not given["weight"]:
        return _("carries the tag “%(tag)s”") % {"tag": given["tag"]}
    return _("the tag “%(tag)s” weighs at least %(weight)s") % {"tag": given["tag"], "weight": f"{given['weight']:g}"}


@dataclass(frozen=True)
class Sums:
    """The same in SQL, over the sums t.put, t.fading, t.slope and t.first of the earnings that count."""

    tag: Tag
    wanted: str
    bind: Bind

    @property
    def left(self) -> str:
        """What is left now of what fades."""
        if self.tag.fading == Fading.EXPONENTIAL:
            return f"t.fading * exp(-{self.rate} * {now_days(self.bind)})"
        return f"(t.fading - t.slope * {now_days(self.bind)})"

    @property
    def rate(self) -> str:
        return f"{self.bind(rulebooks.live().rate)}::float8"

    def holds(self) -> str:
        return f"t.put + {self.left} >= {self.wanted}"

    def falls(self) -> str:
        gap = f"({self.wanted} - t.put)"
        if self.tag.fading == Fading.EXPONENTIAL:
            return f"CASE WHEN {gap} > 0 AND t.fading > 0 THEN ln(t.fading / {gap}) / {self.rate} END"
        return f"CASE WHEN {gap} > 0 AND t.slope > 0 THEN (t.fading - {gap}) / t.slope END"

    def source(self) -> str:
        """One row when the lead has an earning that counts, else none."""
        since = f"(extract(epoch FROM e.occurred_at - timestamptz '{REFERENCE.isoformat()}')::float8 / {DAY})"
        weight, bind, lasts = "e.url_weight * e.behaviour_weight", self.bind, f"{self.bind(self.tag.lasts_days)}::float8"
        fading, slope, limit = weight, "0.0", ""
        if self.tag.fading == Fading.EXPONENTIAL:
            fading = f"{weight} * exp({self.rate} * {since})"
        elif self.tag.fading == Fading.LINEAR:
            fading, slope = f"{weight} * (1 + {since} / {lasts})", f"{weight} / {lasts}"
        if self.tag.lasts_days is not None:
            limit = f"AND e.occurred_at > %(now)s::timestamptz - {lasts} * interval '1 day'"
        family = tags.family_texts(self.tag.pk)
        one = "DISTINCT ON (e.effect_key)" if len(family) > 1 else ""
        return f"""(SELECT coalesce(max(CASE WHEN NOT e.decays THEN {weight} END), 0) AS put,
            coalesce(sum(CASE WHEN e.decays THEN {fading} END), 0) AS fading,
            coalesce(sum(CASE WHEN e.decays THEN {slope} END), 0) AS slope, min(e.occurred_at) + {lasts} * interval '1 day' AS first
        FROM (SELECT {one} e.* FROM scoring_tagentry e WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = l.id
            AND e.tag_id = ANY({bind(family)}::uuid[]) AND e.removed_at IS NULL {"ORDER BY e.effect_key, e.tag_id" if one else ""}) e
        WHERE true {limit} HAVING count(*) > 0) t"""


def _sums(given: Given, bind: Bind) -> Sums | None:
    """None where no lead can carry so much."""
    tag = tags.by_name(given["tag"])
    if tag is None or (tag.cap is not None and tag.cap < given["weight"]):
        return None
    return Sums(tag, f"{bind(given['weight'])}::float8", bind)


def holds(given: Given, bind: Bind) -> str:
    sums = _sums(given, bind)
    return f"(SELECT {sums.holds()} FROM {sums.source()})" if sums else "false"


def until(given: Given, bind: Bind) -> str:
    sums = _sums(given, bind)
    if sums is None:
        return "NULL::timestamptz"
    return f"(SELECT least({ahead(instant_sql(sums.falls()))}, {ahead('t.first')}) FROM {sums.source()} WHERE {sums.holds()})"


TAG = Kind(
    "tag", gettext_lazy("Tag"),
    (
        Field("tag", gettext_lazy("Tag"), "text", offers=tag_choices),
        Field("weight", gettext_lazy("Weight, at least (0: any)"), "number", 0.0, low=0, high=1_000_000),
    ),
    holds, judge, words, until, needs="tags",
)  # fmt: skip
