"""disown: events that turned out to be a bot's give back what they brought, entry by entry (M11)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kernel import clock, facts, sql
from scoring.actions import settle
from scoring.actions.recompute import restate, sums
from scoring.domain.timeline import Played
from scoring.facts import LeadScored
from scoring.queries import rulebooks, states

REVERSE = """
INSERT INTO scoring_ledgerentry (workspace_id, id, lead_id, rulebook_id, dimension, rule, points, decays, url_weight,
    behaviour_weight, event_id, occurred_at, recorded_at, reason, reverses_id, effect_key)
SELECT %(workspace_id)s, gen_random_uuid(), e.lead_id, e.rulebook_id, e.dimension, e.rule, -e.points, e.decays, e.url_weight,
    e.behaviour_weight, e.event_id, e.occurred_at, %(now)s, %(reason)s, e.id, 'disowned:' || e.id
FROM scoring_ledgerentry e
WHERE e.workspace_id = %(workspace_id)s AND e.event_id = ANY(%(events)s::uuid[]) AND e.reverses_id IS NULL
  AND NOT EXISTS (
    SELECT 1 FROM scoring_ledgerentry r WHERE r.workspace_id = %(workspace_id)s AND r.lead_id = e.lead_id AND r.reverses_id = e.id)
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING
RETURNING lead_id
"""
UNTAG = """
UPDATE scoring_tagentry SET removed_at = %(now)s
WHERE workspace_id = %(workspace_id)s AND event_id = ANY(%(events)s::uuid[]) AND removed_at IS NULL
"""
REASON = "Taken back: a bot did it"


def disown(event_ids: Sequence[UUID], at: datetime) -> None:
    """Reverse what these events brought: ledger entries, tags, snapshots. Announces LeadScored (as history: nothing happened).

    A stage that was reached stays: moving a lead back is for people to decide, with a reason.
    """
    events, now, book = [str(event) for event in event_ids], clock.now(), rulebooks.live()
    leads = {row[0] for row in sql.tuples(REVERSE, events=events, now=now, reason=REASON)}
    sql.execute(UNTAG, events=events, now=now)
    if not leads:
        return
    found, totals = states.lock(leads), sums(list(leads), book.rate)
    sheets = []
    for lead_id, state in found.items():
        account = state.account(book.rate)
        restate(account, totals.get(lead_id))
        sheets.append(settle.Sheet(state, account, Played(), at))
    settle.settle(sheets, book, True)
    facts.publish(LeadScored(lead_ids=list(found), at=now, history=True))
