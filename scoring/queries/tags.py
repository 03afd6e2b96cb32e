"""Tags, and what they weigh on a lead."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from kernel import clock, sql
from scoring.domain.tag_settings import TagSettings
from scoring.domain.tag_weight import Weighed, total, weigh
from scoring.models import Tag
from scoring.queries import rulebooks


@dataclass(frozen=True)
class Earning:
    """One earning of a tag, weighed: time decay × URL weight × behaviour weight.

    Of a predictive tag: the probability of this put, the version of the model, and how good that was on later leads (F032).
    """

    occurred_at: datetime
    source: str
    time_decay: float
    url_weight: float
    behaviour_weight: float
    weight: float
    probability: float | None = None
    model_version: str = ""
    metric: str = ""


@dataclass(frozen=True)
class TagWeight:
    """A tag on a lead: its weight now and the earnings behind it, the heaviest first. `cap` where the sum is cut at it."""

    name: str
    kind: str
    weight: float
    earnings: list[Earning]
    cap: float | None = None

    @property
    def best(self) -> Earning:
        return self.earnings[0]


@dataclass(slots=True)
class _Row:
    name: str
    kind: str
    fading: str
    lasts_days: int | None
    cap: float | None
    url_weight: float
    behaviour_weight: float
    decays: bool
    occurred_at: datetime
    source: str
    probability: float | None
    model_version: str
    metric: str


# What a merge carried along is the other lead's: the one that is part of it now carries nothing, as it has no points either. Its earnings
# stay its own, so that undoing the merge gives them back.
STANDING = """JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = e.lead_id AND l.closed_reason NOT IN ('merged', 'erased')"""
# One effect counts once, also where it gave two tags that are one now; of puts by hand, which count once, the newest comes first.
OF_LEAD = f"""
SELECT name, kind, fading, lasts_days, cap, url_weight, behaviour_weight, decays, occurred_at, source, probability, model_version, metric
FROM (
    SELECT DISTINCT ON (r.id, e.effect_key) r.name, r.kind, r.fading, r.lasts_days, r.cap, e.url_weight, e.behaviour_weight, e.decays,
        e.occurred_at, e.source, e.probability, e.model_version, e.metric
    FROM scoring_tagentry e
    {STANDING}
    JOIN scoring_tag t ON t.workspace_id = %(workspace_id)s AND t.id = e.tag_id
    JOIN scoring_tag r ON r.workspace_id = %(workspace_id)s AND r.id = coalesce(t.stands_for_id, t.id)
    WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead_id)s AND e.occurred_at <= %(at)s
      AND (e.removed_at IS NULL OR e.removed_at > %(at)s)
    ORDER BY r.id, e.effect_key, e.tag_id
) one ORDER BY decays, url_weight * behaviour_weight DESC, occurred_at DESC
"""


def of_lead(lead_id: UUID, at: datetime | None = None, rate: float | None = None) -> list[TagWeight]:
    """The tags of a lead with what they weigh at `at` (now), the heaviest first (F039). Puts by hand count once; what ended is left out.

    A lead that is part of another one carries none. `rate`: that of the live rulebook, where it is known.
    """
    instant, rate = at or clock.now(), rulebooks.live().rate if rate is None else rate
    by_name: dict[str, list[_Row]] = defaultdict(list)
    for row in sql.rows(OF_LEAD, _Row, lead_id=str(lead_id), at=instant):
        by_name[row.name].append(row)
    found = [tag for rows in by_name.values() if (tag := _weighed(rows, rate, instant))]
    return sorted(found, key=lambda tag: (-tag.weight, tag.name))


def _weighed(rows: list[_Row], rate: float, at: datetime) -> TagWeight | None:
    settings = TagSettings(rows[0].kind, fading=rows[0].fading, lasts_days=rows[0].lasts_days, cap=rows[0].cap)
    earnings, put = [], False
    for row in rows:
        factors = weigh(row.occurred_at, row.decays, row.url_weight, row.behaviour_weight, rate, at, settings)
        if factors.time_decay > 0 and (row.decays or not put):
            earnings.append(_earning(row, factors))
            put = put or not row.decays
    if not earnings:
        return None
    return TagWeight(
        rows[0].name, rows[0].kind, total((e.weight for e in earnings), settings), sorted(earnings, key=lambda e: -e.weight), settings.cap
    )


def _earning(row: _Row, factors: Weighed) -> Earning:
    return Earning(
        row.occurred_at, row.source, factors.time_decay, factors.url_weight, factors.behaviour_weight, factors.weight, row.probability,
        row.model_version, row.metric,
    )  # fmt: skip


@dataclass(frozen=True)
class TagUse:
    """A tag and how many leads carry it, counting what was merged into it."""

    id: UUID
    name: str
    kind: str
    description: str
    leads: int
    last_at: datetime | None
    category: str
    merged_into: str
    ends: bool


# For many leads those that are part of another are asked for once: they are few.
GONE = "SELECT l.id FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.closed_reason IN ('merged', 'erased')"
# Who carries a tag is found before who carries one is counted: to count distinct leads of each tag, all of its earnings would be sorted.
USES = f"""
WITH carried AS (
    SELECT r.id AS tag_id, e.lead_id, max(e.occurred_at) AS last_at
    FROM scoring_tagentry e
    JOIN scoring_tag g ON g.workspace_id = %(workspace_id)s AND g.id = e.tag_id
    JOIN scoring_tag r ON r.workspace_id = %(workspace_id)s AND r.id = coalesce(g.stands_for_id, g.id)
    WHERE e.workspace_id = %(workspace_id)s AND e.removed_at IS NULL
      AND (r.lasts_days IS NULL OR e.occurred_at > %(now)s - make_interval(days => r.lasts_days))
      AND (%(family)s::uuid[] IS NULL OR e.tag_id = ANY(%(family)s::uuid[])) AND e.lead_id NOT IN ({GONE})
    GROUP BY r.id, e.lead_id
)
SELECT t.id, t.name, t.kind, t.description, t.category, t.lasts_days IS NOT NULL AS ends, coalesce(u.leads, 0) AS leads, u.last_at,
    coalesce(m.name, '') AS merged_into
FROM scoring_tag t
LEFT JOIN scoring_tag m ON m.workspace_id = %(workspace_id)s AND m.id = t.stands_for_id
LEFT JOIN (SELECT c.tag_id, count(*) AS leads, max(c.last_at) AS last_at FROM carried c GROUP BY c.tag_id) u ON u.tag_id = t.id
WHERE t.workspace_id = %(workspace_id)s AND (%(tag_id)s::uuid IS NULL OR t.id = %(tag_id)s)
ORDER BY t.stands_for_id IS NOT NULL, leads DESC, t.name
"""


def uses() -> list[TagUse]:
    """Every tag with how often it is carried; merged ones last."""
    return sql.rows(USES, TagUse, now=clock.now(), family=None, tag_id=None)


def use(tag_id: UUID, family: list[str]) -> TagUse:
    """How often one tag is carried; `family`: the ids of it and of what was merged into it."""
    return sql.rows(USES, TagUse, now=clock.now(), family=family, tag_id=str(tag_id))[0]


@dataclass(frozen=True)
class Carrier:
    """A lead, what it carries of a tag, and by how many earnings."""

    lead_id: UUID
    weight: float
    earnings: int
    name: str
    company: str


def carriers(tag: Tag, at: datetime | None = None, limit: int = 20, family: list[str] | None = None) -> list[Carrier]:
    """Who carries the most of `tag` at `at` (now). `family`: the ids of it and of what was merged into it, where they are known."""
    params = {"fading": tag.fading, "lasts": tag.lasts_days, "cap": tag.cap, "rate": rulebooks.live().rate, "limit": limit}
    asked = family_texts(tag.pk) if family is None else family
    return sql.rows(sql.file(__file__, "tag_weights.sql"), Carrier, family=asked, at=at or clock.now(), **params)


def tag(tag_id: UUID) -> Tag | None:
    return Tag.objects.select_related("merged_into", "stands_for").filter(pk=tag_id).first()


def by_name(name: str) -> Tag | None:
    """The tag that this name stands for: a merged one is what it was merged into."""
    found = Tag.objects.select_related("stands_for").filter(name=name).first()
    return found.stands_for or found if found else None


def family(tag_id: UUID) -> list[UUID]:
    """The tag and all that were merged into it."""
    return list(Tag.objects.filter(Q(pk=tag_id) | Q(stands_for_id=tag_id)).values_list("id", flat=True))


def family_texts(tag_id: UUID) -> list[str]:
    return [str(key) for key in family(tag_id)]


@dataclass(frozen=True)
class Dictionary:
    """Every tag of the workspace by name, read in one query: for whoever asks for many."""

    tags: tuple[Tag, ...]

    def named(self, name: str) -> Tag | None:
        """As `by_name`."""
        found = next((tag for tag in self.tags if tag.name == name), None)
        stands = found.stands_for_id if found else None
        return next((tag for tag in self.tags if tag.pk == stands), None) if stands else found

    def family(self, tag_id: UUID) -> list[str]:
        """As `family_texts`."""
        return [str(tag.pk) for tag in self.tags if tag_id in (tag.pk, tag.stands_for_id)]


def dictionary() -> Dictionary:
    return Dictionary(tuple(Tag.objects.order_by("name")))


def standing() -> list[Tag]:
    """Every tag that is not merged, by name."""
    return list(Tag.objects.filter(stands_for=None).order_by("name"))


# Their names, for who asks for more in the same statement (leads.queries.offers).
NAMES = """
SELECT t.name AS value, t.name FROM scoring_tag t WHERE t.workspace_id = %(workspace_id)s AND t.stands_for_id IS NULL ORDER BY t.name
"""
