"""Question: above how many of the workspace's open leads does one stand, and above how many of its segments' (F083)?

Counted for each that is asked for where the leads are few; of many, what stands at each hundredth is kept for ten minutes.
"""

from dataclasses import dataclass
from uuid import UUID

from kernel import sql
from leads.models import Lead
from scoring.domain import percentile
from scoring.gateways import ranks

MANY, SEGMENTS = 5_000, 20
OPEN = """FROM leads_lead l JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
WHERE l.workspace_id = %(workspace_id)s AND l.closed_at IS NULL"""
# Of more than are counted, it is only known that they are many. Who asks more in the same statement puts it there (dashboard.queries).
COUNT = f"""
SELECT count(*) AS leads, count(*) FILTER (WHERE x.place < %(place)s) AS below
FROM (SELECT coalesce(sn.rank_key, %(nowhere)s) AS place {OPEN} LIMIT %(most)s) x
"""
BOUNDS = f"""
SELECT percentile_disc(%(shares)s::float8[]) WITHIN GROUP (ORDER BY coalesce(sn.rank_key, %(nowhere)s)) {OPEN}
"""

# The same among the members of each segment in use that a lead is in; of one with more than are counted only that they are many.
WITHIN = """
SELECT g.line_id, g.name, x.leads, x.below FROM (
    SELECT s.line_id, n.name FROM leads_segmentstanding s
    CROSS JOIN LATERAL (
        SELECT v.name, v.archived_at FROM leads_segment v WHERE v.workspace_id = %(workspace_id)s AND v.line_id = s.line_id
        ORDER BY v.version DESC LIMIT 1) n
    WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = %(lead)s AND s.inside AND n.archived_at IS NULL
    ORDER BY n.name LIMIT %(segments)s) g
CROSS JOIN LATERAL (
    SELECT count(*) AS leads, count(*) FILTER (WHERE y.place < %(place)s) AS below FROM (
        SELECT coalesce(sn.rank_key, %(nowhere)s) AS place FROM leads_segmentstanding s
        JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = s.lead_id AND l.closed_at IS NULL
        JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
        WHERE s.workspace_id = %(workspace_id)s AND s.line_id = g.line_id AND s.inside LIMIT %(most)s) y
) x
ORDER BY g.name
"""


class Place:
    """The question for one lead: `asks` are the parameters of COUNT, `above` makes an answer of what it says."""

    def __init__(self, lead: Lead) -> None:
        self.lead = lead
        self.compared = lead.closed_at is None and lead.snapshot.scored_at is not None
        self.bounds = ranks.kept() if self.compared else None

    @property
    def asks(self) -> dict[str, float]:
        most = MANY + 1 if self.compared and not self.bounds else 0
        return {"place": percentile.key(self.lead.snapshot.rank_key), "nowhere": percentile.NOWHERE, "most": most}

    def above(self, leads: int, below: int) -> int | None:
        """Percent of the open leads that stand below in the order of the lists, 0 to 99. None for a closed lead, for one that was never
        scored, for the only one, and of many leads while somebody else works it out."""
        if not self.compared:
            return None
        if not self.bounds and leads > MANY:
            self.bounds = _worked_out()
        if self.bounds:
            return percentile.of_bounds(self.bounds, self.lead.snapshot.rank_key)
        return percentile.of_count(below, leads) if leads <= MANY else None


def above(lead: Lead) -> int | None:
    """The same, asked alone."""
    place = Place(lead)
    return place.above(*sql.tuples(COUNT, **place.asks)[0])


@dataclass(frozen=True)
class Within:
    """Above how many percent of the open members of a segment a lead stands; None where it is the only one, or they are too many."""

    line_id: UUID
    name: str
    above: int | None


def within(lead: Lead) -> list[Within]:
    """The place of a lead in each segment in use that it is in, by name, at most SEGMENTS of them (F083). None at all for a closed lead
    and one that was never scored."""
    if lead.closed_at is not None or lead.snapshot.scored_at is None:
        return []
    place = {"place": percentile.key(lead.snapshot.rank_key), "nowhere": percentile.NOWHERE}
    rows = sql.tuples(WITHIN, **place, lead=str(lead.pk), segments=SEGMENTS, most=MANY + 1)
    return [Within(line, name, percentile.of_count(below, leads) if leads <= MANY else None) for line, name, leads, below in rows]


def _worked_out() -> list[float] | None:
    if not ranks.may_ask():
        return None
    bounds = [float(bound) for bound in sql.tuples(BOUNDS, shares=percentile.SHARES, nowhere=percentile.NOWHERE)[0][0]]
    ranks.keep(bounds)
    return bounds
