"""What another rulebook would change: how many leads stand over the threshold, on their fit and interest as they are now."""

from dataclasses import dataclass
from datetime import datetime

from kernel import clock, sql
from leads.domain import fading
from leads.domain.snapshot import days
from scoring.domain.by_channel import thresholds
from scoring.domain.crossing import least
from scoring.domain.rule_shapes import Rules


@dataclass(frozen=True)
class Preview:
    leads: int
    over_before: int
    over_after: int
    known_over_after: int


COUNT = f"""
SELECT count(*) AS leads, count(*) FILTER (WHERE s.score >= coalesce(o.before, %(before)s)) AS over_before,
       count(*) FILTER (WHERE s.score >= coalesce(o.after, %(after)s)) AS over_after,
       count(*) FILTER (WHERE s.score >= coalesce(o.after, %(after)s) AND l.known) AS known_over_after
FROM leads_lead l
JOIN leads_snapshot sn ON sn.workspace_id = %(workspace_id)s AND sn.id = l.id
LEFT JOIN json_to_recordset(%(own)s::json) AS o(channel text, before float8, after float8) ON o.channel = l.entry_channel,
LATERAL (SELECT greatest(least(coalesce(sn.interest_log, -600) - sn.interest_rate * %(days)s, 600), -600) AS log) i,
LATERAL (SELECT greatest(0, sn.fit + sn.interest_sign * exp(i.log) + {fading.sql("sn.fading", "%(days)s")}) AS score) s
WHERE l.workspace_id = %(workspace_id)s AND l.closed_at IS NULL
"""


def preview(live: Rules, draft: Rules, at: datetime | None = None) -> Preview:
    """Open leads over the threshold now, and over that of the draft; where a score model has its own, over that. Points of rules are
    not weighed anew: that is what a test on history is for."""
    instant = days(at or clock.now())
    before, after = least(live.threshold), least(draft.threshold)
    return sql.rows(COUNT, Preview, before=before, after=after, days=instant, own=sql.as_json(_own(live, draft)))[0]


def _own(live: Rules, draft: Rules) -> list[dict[str, object]]:
    """What leads of a channel have to reach, where that is not what all have to."""
    before, after = thresholds(live), thresholds(draft)
    return [
        {"channel": each, "before": least(before.get(each, live.threshold)), "after": least(after.get(each, draft.threshold))}
        for each in sorted({*before, *after})
    ]
