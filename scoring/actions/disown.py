"""disown, own_again, copy_marks: what a bot did counts nothing while it is a bot's, entry by entry, and is as it was when it is not (M11).

The ledger only grows: a mark is an entry that takes back another at its own instant, and is itself taken back when a person did it after
all. Every copy of an entry that merges have made is marked, so that marks and merges may come and go in any order.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from kernel import clock, facts, sql
from leads.actions.membership import touch
from scoring.actions import once, settle
from scoring.actions.ledger import COLUMNS, REVERSED
from scoring.actions.recompute import restate, sums
from scoring.domain.engine import Entry, TagGain
from scoring.domain.timeline import Played
from scoring.facts import LeadScored
from scoring.queries import rulebooks, states

# The marks that stand on an entry, and how many there have been.
MARKS = """LATERAL (
    SELECT count(*) AS ever, count(*) FILTER (WHERE NOT EXISTS (
        SELECT 1 FROM scoring_ledgerentry x WHERE x.workspace_id = %(workspace_id)s AND x.lead_id = r.lead_id AND x.reverses_id = r.id
          AND x.occurred_at = r.occurred_at)) AS standing
    FROM scoring_ledgerentry r WHERE r.workspace_id = %(workspace_id)s AND r.lead_id = e.lead_id AND r.occurred_at = e.occurred_at
      AND r.reverses_id = e.id AND left(r.effect_key, 9) = 'disowned:')"""
MARK = f"""
INSERT INTO scoring_ledgerentry ({COLUMNS})
SELECT {REVERSED.format(of="e")}, 'disowned:' || e.id || CASE WHEN m.ever > 0 THEN ':' || m.ever ELSE '' END
FROM scoring_ledgerentry e, {MARKS} m
WHERE e.workspace_id = %(workspace_id)s AND e.event_id = ANY(%(events)s::uuid[]) AND e.reverses_id IS NULL AND m.standing = 0
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING RETURNING lead_id
"""
UNMARK = f"""
INSERT INTO scoring_ledgerentry ({COLUMNS})
SELECT {REVERSED.format(of="d")}, 'reowned:' || d.id FROM scoring_ledgerentry d
WHERE d.workspace_id = %(workspace_id)s AND d.event_id = ANY(%(events)s::uuid[]) AND left(d.effect_key, 9) = 'disowned:'
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING RETURNING lead_id
"""
COPY = f"""
INSERT INTO scoring_ledgerentry ({COLUMNS})
SELECT {REVERSED.format(of="n")}, 'disowned:' || n.id
FROM scoring_ledgerentry e, {MARKS} m, scoring_ledgerentry n
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(from_lead)s AND e.event_id IS NOT NULL AND e.reverses_id IS NULL
  AND m.standing > 0 AND n.workspace_id = %(workspace_id)s AND n.lead_id = %(to_lead)s AND n.occurred_at = e.occurred_at
  AND n.carried_from = e.id
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING
"""
# Events behind effects that are marked.
LOST = f"""
SELECT DISTINCT e.event_id FROM json_to_recordset(%(rows)s::json) AS k(lead_id uuid, effect_key text)
JOIN scoring_ledgerentry e ON e.workspace_id = %(workspace_id)s AND e.lead_id = k.lead_id AND e.effect_key = k.effect_key, {MARKS} m
WHERE m.standing > 0
"""
# Before the earning itself: no look at any instant sees it, and nobody else removes a tag then.
NEVER = "t.occurred_at - interval '1 microsecond'"
UNTAG = f"""
UPDATE scoring_tagentry t SET removed_at = {NEVER}
WHERE t.workspace_id = %(workspace_id)s AND t.event_id = ANY(%(events)s::uuid[]) AND t.removed_at IS NULL RETURNING t.lead_id
"""
TAG_AGAIN = f"""
UPDATE scoring_tagentry t SET removed_at = NULL
WHERE t.workspace_id = %(workspace_id)s AND t.event_id = ANY(%(events)s::uuid[]) AND t.removed_at = {NEVER} RETURNING t.lead_id
"""
LOST_TAGS = f"""
SELECT DISTINCT t.event_id FROM json_to_recordset(%(rows)s::json) AS k(lead_id uuid, effect_key text)
JOIN scoring_tagentry t ON t.workspace_id = %(workspace_id)s AND t.lead_id = k.lead_id AND t.effect_key = k.effect_key
WHERE t.removed_at = {NEVER}
"""
REASON, AGAIN = "Taken back: a bot did it", "Given back: a person did it after all"


def disown(event_ids: Sequence[UUID], at: datetime) -> None:
    """Take back what these events brought: ledger entries, tags, snapshots. Announces LeadScored (as history: nothing happened).

    A stage that was reached stays: moving a lead back is for people to decide, with a reason.
    """
    events = [str(event) for event in event_ids]
    leads = {row[0] for row in sql.tuples(MARK, events=events, now=clock.now(), reason=REASON)}
    touch(lead for (lead,) in sql.tuples(UNTAG, events=events))
    if leads:
        _restate(leads, at)
        facts.publish(LeadScored(lead_ids=sorted(leads), at=clock.now(), history=True))


def own_again(entries: Iterable[Entry], tags: Iterable[TagGain]) -> set[UUID]:
    """What these effects brought before they were a bot's counts again, wherever merges have copied it; the leads whose ledgers grew.

    The caller states their snapshots anew.
    """
    events = _lost(LOST, entries)
    leads = {row[0] for row in sql.tuples(UNMARK, events=events, now=clock.now(), reason=AGAIN)} if events else set()
    if tagged := sorted({*events, *_lost(LOST_TAGS, tags)}):
        touch(lead for (lead,) in sql.tuples(TAG_AGAIN, events=tagged))
    return leads


def _lost(statement: str, effects: Iterable[Entry | TagGain]) -> list[str]:
    rows = [{"lead_id": effect.lead_id, "effect_key": effect.effect_key} for effect in effects]
    return [str(row[0]) for row in sql.tuples(statement, rows=sql.as_json(rows))] if rows else []


def copy_marks(from_lead: UUID, to_lead: UUID) -> None:
    """Entries that were carried from one lead to another are a bot's there too."""
    sql.execute(COPY, from_lead=str(from_lead), to_lead=str(to_lead), now=clock.now(), reason=REASON)


def _restate(leads: Iterable[UUID], at: datetime) -> None:
    book, found = rulebooks.held(), states.lock(list(leads))
    once.keep_first(book.book.onces, found)
    totals = sums(list(found), book.rate)
    sheets = []
    for state in found.values():
        account = state.account(book.rate)
        restate(account, totals)
        sheets.append(settle.Sheet(state, account, Played(), at))
    settle.settle(sheets, book, True)
