"""What the limited parts of leads came to before the entries at hand, for rulebooks that limit behaviour."""

import math
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from kernel import sql
from leads.domain.snapshot import REFERENCE
from scoring.domain.fold import Interest
from scoring.domain.limits import ANEW, CAP, PATTERN, WINDOW, Limiter, base_of
from scoring.domain.running import Running
from scoring.domain.timeline import Line
from scoring.queries.rulebooks import LiveRulebook
from scoring.queries.standing import COUNTS
from scoring.queries.states import LeadState

# `fresh`: entries that were written a moment ago and are still to be played.
OLD = """NOT EXISTS (
    SELECT 1 FROM json_to_recordset(%(fresh)s::json) AS f(lead_id uuid, effect_key text)
    WHERE f.lead_id = e.lead_id AND f.effect_key = e.effect_key)"""
WORTHS = f"""
SELECT e.lead_id, e.rule, e.dimension, sum(e.points * w.weight ORDER BY e.points * w.weight)
FROM scoring_ledgerentry e,
     LATERAL (SELECT exp(greatest(least(%(rate)s * (date_part('epoch', e.occurred_at) - %(reference)s) / 86400, 600), -600)) AS weight) w
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(ids)s::uuid[]) AND e.decays AND e.kernel = '' AND {COUNTS} AND {OLD}
GROUP BY e.lead_id, e.rule, e.dimension
"""
OTHERS = f"""
SELECT e.lead_id, e.rule, e.dimension, e.kernel, e.points, e.occurred_at
FROM scoring_ledgerentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(ids)s::uuid[]) AND e.decays AND e.kernel <> '' AND {COUNTS} AND {OLD}
ORDER BY e.occurred_at, e.points
"""
MOMENTS = f"""
SELECT e.lead_id, e.rule, e.occurred_at, e.points, e.event_id
FROM scoring_ledgerentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(ids)s::uuid[]) AND e.occurred_at > %(since)s AND e.rule = ANY(%(rules)s)
  AND e.decays AND {COUNTS} AND {OLD}
"""


def of_leads(
    book: LiveRulebook, lines: Mapping[UUID, Sequence[Line]], states: Mapping[UUID, LeadState], again: Collection[UUID] = ()
) -> dict[UUID, Running]:
    """What each lead of `lines` had; the entries of `again` are no news and count as had."""
    # By its own model: what is limited and watched for may differ (F060).
    own = {lead_id: book.of(states[lead_id].channel).book.limiter for lead_id in lines}
    found = {lead_id: Running(limiter, book.rate) for lead_id, limiter in own.items() if limiter is not None}
    if not found:
        return {}
    limiters = list({id(each.limiter): each.limiter for each in found.values()}.values())
    news = [entry for lead_id, of_lead in lines.items() if lead_id not in again for line in of_lead for entry in line.entries]
    fresh = sql.as_json([{"lead_id": entry.lead_id, "effect_key": entry.effect_key} for entry in news])
    ids = list(found)
    for lead_id, rule, dimension, worth in sql.tuples(WORTHS, ids=ids, fresh=fresh, rate=book.rate, reference=REFERENCE.timestamp()):
        if worth:
            for scope in found[lead_id].scopes(rule, dimension):
                scope.fold(Interest(1 if worth > 0 else -1, math.log(abs(worth))))
    # Only the rows that carry such parts are asked about them; what is over counts nothing any more.
    other = [lead_id for lead_id in ids if states[lead_id].fading or lead_id in again]
    for lead_id, rule, dimension, kernel, points, at in sql.tuples(OTHERS, ids=other, fresh=fresh) if other else ():
        for scope in found[lead_id].scopes(rule, dimension):
            scope.add(kernel, points, at, book.rate)
    if any(limiter.windows or limiter.patterns for limiter in limiters):
        since = min(line.at for of_lead in lines.values() for line in of_lead) - timedelta(days=max(map(_longest, limiters)))
        watched = sorted({rule for limiter in limiters for rule in _watched(limiter)})
        for lead_id, rule, at, points, event_id in sql.tuples(MOMENTS, ids=ids, fresh=fresh, rules=watched, since=since):
            if (base := base_of(rule)) in found[lead_id].limiter.windows:
                found[lead_id].gifts[base].append((at, points))
            found[lead_id].happened(rule, at, event_id)
    return found


def _longest(limiter: Limiter) -> int:
    """Days back that a window or a pattern looks."""
    spans = [*(window.days for window in limiter.windows.values()), *(p.days for of_rule in limiter.patterns.values() for p in of_rule)]
    return max(spans, default=0)


def _watched(limiter: Limiter) -> list[str]:
    """The rules whose entries count one by one."""
    of_windows = [f"{again}{kind}{rule}" for rule in limiter.windows for kind in ("", WINDOW, CAP) for again in ("", ANEW)]
    met = [f"{PATTERN}{pattern.name}" for of_rule in limiter.patterns.values() for pattern in of_rule]
    return sorted({*of_windows, *limiter.patterns, *met})
