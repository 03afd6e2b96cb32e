"""keep_first, release: of a rule that counts once, the earliest entry of a lead stands, and all others are taken back by a mark.

The ledger only grows: a mark is an entry that takes back another at its own instant, and is itself taken back when its entry is the first
after all (the one before it was a bot's, or a merge is undone). Such pairs are left out of every sum (scoring.queries.standing).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from kernel import clock, sql
from scoring.actions.ledger import COLUMNS, REVERSED
from scoring.domain.limits import PATTERN
from scoring.domain.once import REASON
from scoring.queries.standing import STANDS, STANDS_ONCE

# What happened of each rule, apart from the marks; the first of it by (instant, event).
GIVEN = f"""
given AS (
    SELECT e.lead_id, e.rule, e.event_id, min(e.occurred_at) AS at FROM scoring_ledgerentry e
    WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(ids)s::uuid[]) AND e.rule = ANY(%(rules)s) AND e.event_id IS NOT NULL
      AND e.reverses_id IS NULL AND {STANDS_ONCE}
    GROUP BY e.lead_id, e.rule, e.event_id
), placed AS (
    SELECT g.*, row_number() OVER (PARTITION BY g.lead_id, g.rule ORDER BY g.at, g.event_id) AS place FROM given g
), surplus AS (SELECT p.* FROM placed p WHERE p.place > 1 AND NOT %(none)s)
"""
MARK = f"""
WITH {GIVEN}
INSERT INTO scoring_ledgerentry ({COLUMNS})
SELECT {REVERSED.format(of="e")}, 'surplus:' || s.rule || ':' || e.id || CASE WHEN m.ever > 0 THEN ':' || m.ever ELSE '' END
FROM surplus s
JOIN scoring_ledgerentry e ON e.workspace_id = %(workspace_id)s AND e.lead_id = s.lead_id AND e.event_id = s.event_id,
LATERAL (SELECT count(*) AS ever FROM scoring_ledgerentry r WHERE r.workspace_id = %(workspace_id)s AND r.lead_id = e.lead_id
    AND r.reverses_id = e.id AND left(r.effect_key, 8) = 'surplus:') m
WHERE e.reverses_id IS NULL AND strpos(replace(e.effect_key, s.rule || ':', ''), '{PATTERN}') = 0 AND {STANDS}
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING RETURNING lead_id, event_id
"""
RELEASE = f"""
WITH {GIVEN}
INSERT INTO scoring_ledgerentry ({COLUMNS})
SELECT {REVERSED.format(of="d")}, 'counted:' || d.id
FROM scoring_ledgerentry d JOIN unnest(%(rules)s::text[]) AS r(rule) ON starts_with(d.effect_key, 'surplus:' || r.rule || ':')
WHERE d.workspace_id = %(workspace_id)s AND d.lead_id = ANY(%(ids)s::uuid[]) AND NOT EXISTS (
    SELECT 1 FROM surplus s WHERE s.lead_id = d.lead_id AND s.rule = r.rule AND s.event_id = d.event_id)
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING RETURNING lead_id, event_id
"""
AGAIN = "Given back: nothing stands before it any more"


@dataclass(frozen=True)
class Kept:
    """(lead, event) of entries that were taken back, and of those that were given back."""

    marked: set[tuple[UUID, UUID]] = field(default_factory=set)
    released: set[tuple[UUID, UUID]] = field(default_factory=set)


def keep_first(rules: Collection[str], lead_ids: Iterable[UUID], none: bool = False) -> Kept:
    """Let the earliest entry of each of `rules` stand for each of these leads, which are locked, and no other; `none`: let all stand.

    The caller states their snapshots anew. Writes nothing where all is as it should be; asks nothing where no rule counts once.
    """
    leads = [str(lead) for lead in dict.fromkeys(lead_ids)]
    if not rules or not leads:
        return Kept()
    asked = {"ids": leads, "rules": sorted(rules), "none": none, "now": clock.now()}
    released = {(lead, event) for lead, event in sql.tuples(RELEASE, reason=AGAIN, **asked)}
    return Kept({(lead, event) for lead, event in sql.tuples(MARK, reason=REASON, **asked)}, released)


def release(rules: Collection[str], lead_ids: Iterable[UUID]) -> None:
    """Take off all marks of these leads, so that a merge moves what was done; keep_first puts them on anew."""
    keep_first(rules, lead_ids, none=True)
