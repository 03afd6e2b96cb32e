"""Tags, and what they weigh on a lead."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import clock, sql
from scoring.domain.tag_weight import Weighed, weigh
from scoring.queries import rulebooks


@dataclass(frozen=True)
class Earning:
    """One earning of a tag, weighed: time decay × URL weight × behaviour weight."""

    occurred_at: datetime
    source: str
    time_decay: float
    url_weight: float
    behaviour_weight: float
    weight: float


@dataclass(frozen=True)
class TagWeight:
    """A tag on a lead: its weight now and the earnings behind it, the heaviest first."""

    name: str
    kind: str
    weight: float
    earnings: list[Earning]

    @property
    def best(self) -> Earning:
        return self.earnings[0]


@dataclass(slots=True)
class _Row:
    name: str
    kind: str
    url_weight: float
    behaviour_weight: float
    decays: bool
    occurred_at: datetime
    source: str


OF_LEAD = """
SELECT t.name, t.kind, e.url_weight, e.behaviour_weight, e.decays, e.occurred_at, e.source
FROM scoring_tagentry e JOIN scoring_tag t ON t.workspace_id = %(workspace_id)s AND t.id = e.tag_id
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead_id)s AND e.occurred_at <= %(at)s
  AND (e.removed_at IS NULL OR e.removed_at > %(at)s)
"""


def of_lead(lead_id: UUID, at: datetime | None = None, rate: float | None = None) -> list[TagWeight]:
    """The tags of a lead with what they weigh at `at` (now), the heaviest first (F039). Puts by hand count once.

    `rate`: that of the live rulebook, where it is known.
    """
    instant, rate = at or clock.now(), rulebooks.live().rate if rate is None else rate
    by_name: dict[str, tuple[str, list[Earning], bool]] = {}
    for row in sql.rows(OF_LEAD, _Row, lead_id=str(lead_id), at=instant):
        kind, earnings, put = by_name.setdefault(row.name, (row.kind, [], False))
        if row.decays or not put:
            factors = weigh(row.occurred_at, row.decays, row.url_weight, row.behaviour_weight, rate, instant)
            earnings.append(_earning(row, factors))
            by_name[row.name] = (kind, earnings, put or not row.decays)
    found = [
        TagWeight(name, kind, sum(e.weight for e in earnings), sorted(earnings, key=lambda e: -e.weight))
        for name, (kind, earnings, _) in by_name.items()
    ]
    return sorted(found, key=lambda tag: (-tag.weight, tag.name))


def _earning(row: _Row, factors: Weighed) -> Earning:
    return Earning(row.occurred_at, row.source, factors.time_decay, factors.url_weight, factors.behaviour_weight, factors.weight)


@dataclass(frozen=True)
class TagUse:
    """A tag and how many leads carry it."""

    id: UUID
    name: str
    kind: str
    description: str
    leads: int
    last_at: datetime | None


USES = """
SELECT t.id, t.name, t.kind, t.description, coalesce(u.leads, 0) AS leads, u.last_at FROM scoring_tag t
LEFT JOIN (SELECT e.tag_id, count(DISTINCT e.lead_id) AS leads, max(e.occurred_at) AS last_at FROM scoring_tagentry e
           WHERE e.workspace_id = %(workspace_id)s AND e.removed_at IS NULL GROUP BY e.tag_id) u ON u.tag_id = t.id
WHERE t.workspace_id = %(workspace_id)s ORDER BY leads DESC, t.name
"""


def uses() -> list[TagUse]:
    """Every tag with how often it is carried."""
    return sql.rows(USES, TagUse)
