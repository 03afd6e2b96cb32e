"""Question: above how many of the workspace's open leads does one stand (F083)?

Counted for each that is asked for where the leads are few; of many, what stands at each hundredth is kept for ten minutes.
"""

from kernel import sql
from leads.models import Lead
from scoring.domain import percentile
from scoring.gateways import ranks

MANY = 5_000
OPEN = "FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.closed_at IS NULL"
# Of more than are counted, it is only known that they are many. Who asks more in the same statement puts it there (dashboard.queries).
COUNT = f"""
SELECT count(*) AS leads, count(*) FILTER (WHERE x.place < %(place)s) AS below
FROM (SELECT coalesce(l.rank_key, %(nowhere)s) AS place {OPEN} LIMIT %(most)s) x
"""
BOUNDS = f"""
SELECT percentile_disc(%(shares)s::float8[]) WITHIN GROUP (ORDER BY coalesce(l.rank_key, %(nowhere)s)) {OPEN}
"""


class Place:
    """The question for one lead: `asks` are the parameters of COUNT, `above` makes an answer of what it says."""

    def __init__(self, lead: Lead) -> None:
        self.lead = lead
        self.compared = lead.closed_at is None and lead.scored_at is not None
        self.bounds = ranks.kept() if self.compared else None

    @property
    def asks(self) -> dict[str, float]:
        most = MANY + 1 if self.compared and not self.bounds else 0
        return {"place": percentile.key(self.lead.rank_key), "nowhere": percentile.NOWHERE, "most": most}

    def above(self, leads: int, below: int) -> int | None:
        """Percent of the open leads that stand below in the order of the lists, 0 to 99. None for a closed lead, for one that was never
        scored, for the only one, and of many leads while somebody else works it out."""
        if not self.compared:
            return None
        if not self.bounds and leads > MANY:
            self.bounds = _worked_out()
        if self.bounds:
            return percentile.of_bounds(self.bounds, self.lead.rank_key)
        return percentile.of_count(below, leads) if leads <= MANY else None


def above(lead: Lead) -> int | None:
    """The same, asked alone."""
    place = Place(lead)
    return place.above(*sql.tuples(COUNT, **place.asks)[0])


def _worked_out() -> list[float] | None:
    if not ranks.may_ask():
        return None
    bounds = [float(bound) for bound in sql.tuples(BOUNDS, shares=percentile.SHARES, nowhere=percentile.NOWHERE)[0][0]]
    ranks.keep(bounds)
    return bounds
