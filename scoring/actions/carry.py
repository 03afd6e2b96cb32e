"""carry_over: the points of leads that were joined go to the lead they became (F075)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import clock, facts, sql
from leads.actions.merge_notes import note
from leads.queries import merges, people
from scoring.actions import disown, ledger, once, refit, settle
from scoring.actions.recompute import restate, sums
from scoring.domain.timeline import Line, Played, play
from scoring.facts import LeadScored
from scoring.queries import rulebooks, states
from scoring.queries.standing import OF_FIT, STANDS_APART
from scoring.queries.states import LeadState

# What was earned by doing goes along; fit belongs to the person and is judged again. The effect keeps its key, so that no event counts
# twice, unless an earlier merge that was undone has used it up.
CARRY = f"""
INSERT INTO scoring_ledgerentry (workspace_id, id, lead_id, rulebook_id, dimension, rule, points, decays, kernel, url_weight,
    behaviour_weight, event_id, human, occurred_at, recorded_at, reason, reverses_id, carried_from, effect_key)
SELECT %(workspace_id)s, gen_random_uuid(), x.winner, e.rulebook_id, e.dimension, e.rule, e.points, e.decays, e.kernel,
    e.url_weight, e.behaviour_weight, e.event_id, e.human, e.occurred_at, %(now)s, e.reason, NULL, e.id,
    CASE WHEN e.event_id IS NULL OR EXISTS (
        SELECT 1 FROM scoring_ledgerentry w WHERE w.workspace_id = %(workspace_id)s AND w.lead_id = x.winner
          AND w.effect_key = e.effect_key AND EXISTS (
            SELECT 1 FROM scoring_ledgerentry u WHERE u.workspace_id = %(workspace_id)s AND u.lead_id = x.winner AND u.reverses_id = w.id
              AND left(u.effect_key, 9) = 'unjoined:'))
    THEN 'carried:' || x.merge || ':' || e.id ELSE e.effect_key END
FROM json_to_recordset(%(rows)s::json) AS x(winner uuid, loser uuid, merge text)
JOIN scoring_ledgerentry e ON e.workspace_id = %(workspace_id)s AND e.lead_id = x.loser
WHERE NOT {OF_FIT} AND e.reverses_id IS NULL AND {STANDS_APART}
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING
"""
# The joined lead gives up all it had, entry by entry, so that nothing is counted in two places.
GIVE_UP = f"""
INSERT INTO scoring_ledgerentry (workspace_id, id, lead_id, rulebook_id, dimension, rule, points, decays, kernel, url_weight,
    behaviour_weight, event_id, occurred_at, recorded_at, reason, reverses_id, effect_key)
SELECT %(workspace_id)s, gen_random_uuid(), e.lead_id, e.rulebook_id, e.dimension, e.rule, -e.points, e.decays, e.kernel,
    e.url_weight, e.behaviour_weight, e.event_id, e.occurred_at, %(now)s, %(reason)s, e.id, 'joined:' || x.merge || ':' || e.id
FROM json_to_recordset(%(rows)s::json) AS x(winner uuid, loser uuid, merge text)
JOIN scoring_ledgerentry e ON e.workspace_id = %(workspace_id)s AND e.lead_id = x.loser
WHERE e.reverses_id IS NULL AND {STANDS_APART}
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING
"""
# Earnings that an earlier merge brought and its undoing removed are put on again.
CARRY_TAGS = """
INSERT INTO scoring_tagentry AS mine (workspace_id, id, lead_id, tag_id, url_weight, behaviour_weight, decays, event_id, occurred_at,
    source, effect_key, removed_at, removed_by, probability, model_version, metric)
SELECT %(workspace_id)s, gen_random_uuid(), x.winner, t.tag_id, t.url_weight, t.behaviour_weight, t.decays, t.event_id, t.occurred_at,
    t.source, t.effect_key, t.removed_at, t.removed_by, t.probability, t.model_version, t.metric
FROM json_to_recordset(%(rows)s::json) AS x(winner uuid, loser uuid, merge text)
JOIN scoring_tagentry t ON t.workspace_id = %(workspace_id)s AND t.lead_id = x.loser
ON CONFLICT (workspace_id, lead_id, tag_id, effect_key) DO UPDATE SET removed_at = EXCLUDED.removed_at, removed_by = EXCLUDED.removed_by
    WHERE mine.removed_at IS NOT NULL AND (EXCLUDED.removed_at IS NULL OR EXCLUDED.removed_at < EXCLUDED.occurred_at)
RETURNING lead_id, id
"""
JOINED = "Went along to the lead this one is part of now"


def carry_over(
    winner_ids: Sequence[UUID], loser_ids: Sequence[UUID], at: datetime, history: bool = False, merge_ids: Sequence[UUID] = ()
) -> None:
    """Carry ledger and tags of loser_ids[i] over to winner_ids[i]; the total over both stays what it was.

    Fit is judged anew here, by the score model of the lead that stays, and not by the LeadEdited that follows, so that what it moves is
    known to be the merge's; what was done keeps the points that it was given. Notes with
    merge_ids[i] which tags went along, what fit was given, and both snapshots of before (scoring.actions.give_back takes them back). A
    merge that was undone before its turn carries nothing. Announces LeadScored for the winners and StageChanged through leads.
    """
    book = rulebooks.held()
    found = states.lock([*winner_ids, *loser_ids])
    merge_of = _merges(winner_ids, loser_ids, merge_ids)
    pairs = [(w, x) for w, x in merge_of if w in found and x in found and w != x]
    if not pairs:
        return
    before = people.lead_rows(set(found))
    once.release(book.book.onces, found)
    for winner, loser in pairs:
        merge_id = merge_of[winner, loser]
        rows = sql.as_json([{"winner": winner, "loser": loser, "merge": str(merge_id or "")}])
        sql.execute(CARRY, rows=rows, now=clock.now())
        sql.execute(GIVE_UP, rows=rows, now=clock.now(), reason=JOINED)
        disown.copy_marks(loser, winner)
        tags = [tag for _, tag in sql.tuples(CARRY_TAGS, rows=rows)]
        if merge_id and tags:
            note(merge_id, "tags", tags)
    once.keep_first(book.book.onces, found)
    silences = _remember(before, merge_of, pairs)
    fits = ledger.write(refit.due(book, {lead: found[lead] for lead in silences}, at), book.id)
    merged = {winner: merge_of[winner, loser] for winner, loser in pairs}
    for winner, merge_id in merged.items():
        if merge_id:
            note(merge_id, "fits", [entry.effect_key for entry in fits if entry.lead_id == winner])
    sheets = _restated(found, silences, book, at)
    settle.settle([sheet for sheet in sheets if sheet.state.lead_id in silences], book, history, merged)
    gone = {loser for _, loser in pairs} - silences.keys()
    settle.keep([settle.row_of(s.account, at, book.of(s.state.channel).rules) for s in sheets if s.state.lead_id in gone])
    facts.publish(LeadScored(lead_ids=list(silences), at=at, history=history))


def _merges(winners: Sequence[UUID], losers: Sequence[UUID], merge_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], UUID | None]:
    """(winner, loser) → merge, without those that were undone meanwhile."""
    if not merge_ids:
        return dict.fromkeys(zip(winners, losers, strict=True))
    standing = merges.standing(merge_ids)
    return {(w, x): merge for w, x, merge in zip(winners, losers, merge_ids, strict=True) if merge in standing}


def _remember(
    before: Mapping[UUID, dict[str, Any]], merge_of: Mapping[tuple[UUID, UUID], UUID | None], pairs: Sequence[tuple[UUID, UUID]]
) -> dict[UUID, datetime | None]:
    """When each winner falls silent: counted from the last thing either did. What both snapshots said before is noted on the way."""
    rows = {lead: {name: row[name] for name in people.SNAPSHOT} for lead, row in before.items()}
    silences: dict[UUID, datetime | None] = {}
    for winner, loser in pairs:
        ours, theirs = rows[winner], rows[loser]
        if merge_id := merge_of[winner, loser]:
            note(merge_id, "scores", {"winner": ours, "loser": theirs})
        silences[winner] = max((at for at in (ours["silent_at"], theirs["silent_at"]) if at), default=None)
        rows[winner] = {**ours, "silent_at": silences[winner]}
    return silences


def _restated(
    found: dict[UUID, LeadState], silences: dict[UUID, datetime | None], book: rulebooks.LiveRulebook, at: datetime
) -> list[settle.Sheet]:
    totals = sums(list(found), book.rate)
    named = [lead_id for lead_id in silences if found[lead_id].known_at is not None]
    took_part = states.took_part(named, book.rules.engaged_events)
    sheets = []
    for lead_id, state in found.items():
        account = state.account(book.rate)
        restate(account, totals)
        account.silent_at = silences.get(lead_id)
        lines = [Line(at, took_part=lead_id in took_part)] if lead_id in silences else []
        played = play(account, lines, book.of(state.channel).rules, state.known_at) if lines else Played()
        sheets.append(settle.Sheet(state, account, played, at))
    return sheets
