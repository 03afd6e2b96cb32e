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
SELECT DISTINCT ON (e.lead_id, x.stands_for, e.effect_key)
    e.lead_id, x.stands_for, e.occurred_at, e.url_weight * e.behaviour_weight, e.decays
FROM unnest(%(tags)s::uuid[], %(roots)s::uuid[]) AS x(tag_id, stands_for)
JOIN scoring_tagentry e ON e.tag_id = x.tag_id
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(leads)s::uuid[]) AND e.removed_at IS NULL
ORDER BY e.lead_id, x.stands_for, e.effect_key, e.tag_id
"""


@dataclass(frozen=True)
class Carried:
    """The earnings of one tag that a lead has, and how they fade."""

    settings: TagSettings
    rate: float
    earned: list[Earned]


def load_tags(lead_ids: Sequence[UUID], asked: Sequence[Given]) -> Mapping[UUID, dict[str, Carried]]:
    """By the name that was asked. Three queries, however many tags."""
    rate, every = rulebooks.live().rate, tags.dictionary()
    named = {name: tag for name in sorted({given["tag"] for given in asked}) if (tag := every.named(name))}
    roots = {member: str(tag.pk) for tag in named.values() for member in every.family(tag.pk)}
    earned: dict[UUID, dict[UUID, list[Earned]]] = {}
    for lead, tag_id, *earning in sql.tuples(ENTRIES, leads=list(lead_ids), tags=list(roots), roots=list(roots.values())):
        earned.setdefault(lead, {}).setdefault(tag_id, []).append(Earned(*earning))
    return {
        lead: {name: Carried(_settings(tag), rate, mine[tag.pk]) for name, tag in named.items() if tag.pk in mine}
        for lead, mine in earned.items()
    }


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
    family: list[str]
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
        rate = self.bind.known("scoring.rate", lambda: rulebooks.live().rate)
        return f"{self.bind(rate)}::float8"

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
        one = "DISTINCT ON (e.effect_key)" if len(self.family) > 1 else ""
        return f"""(SELECT coalesce(max(CASE WHEN NOT e.decays THEN {weight} END), 0) AS put,
            coalesce(sum(CASE WHEN e.decays THEN {fading} END), 0) AS fading,
            coalesce(sum(CASE WHEN e.decays THEN {slope} END), 0) AS slope, min(e.occurred_at) + {lasts} * interval '1 day' AS first
        FROM (SELECT {one} e.* FROM scoring_tagentry e WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = l.id
            AND e.tag_id = ANY({bind(self.family)}::uuid[]) AND e.removed_at IS NULL {"ORDER BY e.effect_key, e.tag_id" if one else ""}) e
        WHERE true {limit} HAVING count(*) > 0) t"""


def _sums(given: Given, bind: Bind) -> Sums | None:
    """None where no lead can carry so much."""
    every = bind.known("scoring.tags", tags.dictionary)
    tag = every.named(given["tag"])
    if tag is None or (tag.cap is not None and tag.cap < given["weight"]):
        return None
    return Sums(tag, every.family(tag.pk), f"{bind(given['weight'])}::float8", bind)


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
