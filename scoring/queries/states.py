"""Rows of leads as the account and the stage policy need them, locked for a change."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from kernel import sql
from leads.domain.fading import decoded
from scoring.domain import parts
from scoring.domain.fold import Interest
from scoring.domain.score_model import rule_key
from scoring.domain.stage_policy import LeadContext
from scoring.domain.timeline import SILENCE, Account
from scoring.queries.standing import STANDS


class LeadState(msgspec.Struct):
    """One lead, locked."""

    lead_id: UUID
    fit: float
    interest_sign: int
    interest_log: float | None
    interest_rate: float
    fading: str | None
    stage: str
    cool_until: datetime | None
    returns: int
    scored_at: datetime | None
    silent_at: datetime | None
    known_at: datetime | None
    merged: bool
    closed: bool
    channel: str

    def account(self, rate: float) -> Account:
        interest = Interest(self.interest_sign, self.interest_log)
        account = Account(self.lead_id, rate, self.fit, interest, self.scored_at, self.silent_at)
        if self.fading:
            account.parts = parts.of_kept(decoded(self.fading))
        return account

    def context(self, must_cross: bool = False) -> LeadContext:
        return LeadContext(self.lead_id, self.stage, self.known_at, self.cool_until, self.returns, must_cross)


# The lead before its snapshot, as everybody: whoever moves a lead holds it, and may come to its score after. One by one, by key, in the
# order of their ids: an index that is asked for thousands of keys at once is read whole, of a million leads in four times the time.
LOCK = """
SELECT l.id AS lead_id, sn.fit, sn.interest_sign, sn.interest_log, sn.interest_rate, sn.fading::text AS fading, l.stage,
       l.cool_until, l.returns, sn.scored_at, sn.silent_at, p.known_at, p.merged_into_id IS NOT NULL AS merged,
       l.closed_at IS NOT NULL AS closed, l.entry_channel AS channel
FROM (SELECT x.id FROM unnest(%(ids)s::uuid[]) AS x(id) ORDER BY x.id) x
CROSS JOIN LATERAL (SELECT * FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.id = x.id FOR UPDATE) l
CROSS JOIN LATERAL (SELECT * FROM leads_snapshot sn WHERE sn.workspace_id = %(workspace_id)s AND sn.id = l.id FOR UPDATE) sn
CROSS JOIN LATERAL (SELECT * FROM leads_person p WHERE p.workspace_id = %(workspace_id)s AND p.id = l.person_id OFFSET 0) p
"""


def unique(ids: Iterable[UUID]) -> list[UUID]:
    """Each once, in their order."""
    return list(dict.fromkeys(ids))


def lock(lead_ids: Iterable[UUID]) -> dict[UUID, LeadState]:
    """The leads among `lead_ids` that are here, locked in the order of their ids."""
    return {state.lead_id: state for state in sql.rows(LOCK, LeadState, ids=unique(lead_ids))}


WINNERS = """
WITH RECURSIVE chain AS (
    SELECT l.id AS lead_id, p.merged_into_id AS person_id
    FROM leads_lead l JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = l.person_id
    WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(ids)s::uuid[]) AND p.merged_into_id IS NOT NULL
    UNION
    SELECT c.lead_id, p.merged_into_id FROM chain c JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = c.person_id
    WHERE p.merged_into_id IS NOT NULL
)
SELECT DISTINCT ON (c.lead_id) c.lead_id, l.id FROM chain c
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = c.person_id AND p.merged_into_id IS NULL
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.person_id = p.id
ORDER BY c.lead_id, l.closed_at IS NOT NULL, l.number DESC
"""


def winners(lead_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """For leads of people who were merged away meanwhile: the lead they are part of now."""
    return dict(sql.tuples(WINNERS, ids=unique(lead_ids))) if lead_ids else {}


# Was an MQL, and was not returned by sales since: only a new crossing makes it one again.
MUST_CROSS = """
SELECT v.lead_id FROM leads_stagevisit v
WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = ANY(%(ids)s::uuid[]) AND v.undone_at IS NULL
GROUP BY v.lead_id
HAVING max(v.entered_at) FILTER (WHERE v.stage = 'mql') IS NOT NULL
   AND coalesce(max(v.entered_at) FILTER (WHERE v.reason = 'sales_return'), '-infinity') < max(v.entered_at) FILTER (WHERE v.stage = 'mql')
"""


def must_cross(lead_ids: Sequence[UUID]) -> set[UUID]:
    return {row[0] for row in sql.tuples(MUST_CROSS, ids=unique(lead_ids))} if lead_ids else set()


LAST_SILENCE = """
SELECT e.lead_id, max(e.occurred_at) FROM scoring_ledgerentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(ids)s::uuid[]) AND e.rule = %(rule)s GROUP BY e.lead_id
"""


def last_silences(lead_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    """When each lead was last found silent."""
    return dict(sql.tuples(LAST_SILENCE, ids=unique(lead_ids), rule=SILENCE)) if lead_ids else {}


# Interactions of before there was a name count when the name comes: the rules of meaningful events that already gave points.
TOOK_PART = f"""
SELECT DISTINCT e.lead_id FROM scoring_ledgerentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(ids)s::uuid[]) AND e.reverses_id IS NULL
  AND split_part(e.rule, '.', 1) = ANY(%(rules)s) AND {STANDS}
"""


def took_part(lead_ids: Sequence[UUID], events: Sequence[str]) -> set[UUID]:
    """Who has points for one of these events, by whichever rule of it (scoring.domain.event_rules), of now or of an earlier version."""
    rules = [rule_key("event", event) for event in events]
    return {row[0] for row in sql.tuples(TOOK_PART, ids=unique(lead_ids), rules=rules)} if lead_ids else set()
