"""What another rulebook would change: how many leads stand over the threshold, on their fit and interest as they are now."""

from dataclasses import dataclass
from datetime import datetime

from kernel import clock, sql
from leads.domain import fading
from leads.domain.snapshot import days
from scoring.domain.crossing import least
from scoring.domain.rulebook import Rules


@dataclass(frozen=True)
class Preview:
    leads: int
    over_before: int
    over_after: int
    known_over_after: int


COUNT = f"""
SELECT count(*) AS leads, count(*) FILTER (WHERE s.score >= %(before)s) AS over_before,
       count(*) FILTER (WHERE s.score >= %(after)s) AS over_after,
       count(*) FILTER (WHERE s.score >= %(after)s AND l.known) AS known_over_after
FROM leads_lead l,
LATERAL (SELECT greatest(least(coalesce(l.interest_log, -600) - l.interest_rate * %(days)s, 600), -600) AS log) i,
LATERAL (SELECT greatest(0, l.fit + l.interest_sign * exp(i.log) + {fading.sql("l.fading", "%(days)s")}) AS score) s
WHERE l.workspace_id = %(workspace_id)s AND l.closed_at IS NULL
"""


def preview(live: Rules, draft: Rules, at: datetime | None = None) -> Preview:
    """Open leads over the threshold now, and over that of the draft. Points of rules are not weighed anew: the ledger stays as it is."""
    instant = days(at or clock.now())
    return sql.rows(COUNT, Preview, before=least(live.threshold), after=least(draft.threshold), days=instant)[0]
