"""give_back: a merge is undone, and each lead has the points and tags that are its own again. Every correction is a new entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isclose
from typing import Any
from uuid import UUID

from msgspec import structs

from kernel import clock, facts, sql
from leads.actions.snapshot import FadingRow, SnapshotRow
from leads.queries import merges
from scoring.actions import disown, once, settle
from scoring.actions.recompute import restate, sums
from scoring.facts import LeadScored
from scoring.queries import rulebooks, states
from scoring.queries.rulebooks import LiveRulebook
from scoring.queries.standing import OF_FIT, STANDS_APART
from scoring.queries.states import LeadState
from tracking.queries import events

COLUMNS = """workspace_id, id, lead_id, rulebook_id, dimension, rule, points, decays, kernel, url_weight, behaviour_weight, event_id,
    occurred_at, recorded_at, reason, reverses_id, effect_key"""
# An entry is taken back by another at its own instant, so that no sum at any instant knows of either.
TAKE_BACK = f"""
INSERT INTO scoring_ledgerentry ({COLUMNS})
SELECT %(workspace_id)s, gen_random_uuid(), e.lead_id, e.rulebook_id, e.dimension, e.rule, -e.points, e.decays, e.kernel, e.url_weight,
    e.behaviour_weight, e.event_id, e.occurred_at, %(now)s, %(reason)s, e.id, 'unjoined:' || e.id
FROM scoring_ledgerentry e WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead)s AND {{which}} AND {STANDS_APART}
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING
"""
# Of the loser: what it gave up. Of the winner: what it got for that, fit as the merge made it, and what the loser's devices did since.
GIVEN_UP = "left(e.effect_key, %(length)s) = %(prefix)s"
GOT = """EXISTS (
    SELECT 1 FROM scoring_ledgerentry g WHERE g.workspace_id = %(workspace_id)s AND g.lead_id = %(loser)s
      AND left(g.effect_key, %(length)s) = %(prefix)s AND g.reverses_id = e.carried_from)"""
FITS = "e.effect_key = ANY(%(fits)s)"
# Of merges that kept no list of them.
REFITTED = f"{OF_FIT} AND e.occurred_at = %(at)s AND e.recorded_at >= %(since)s AND left(e.effect_key, 9) <> 'unjoined:'"
SINCE = "e.event_id = ANY(%(events)s::uuid[]) AND e.reverses_id IS NULL"
MOVE_ON = f"""
INSERT INTO scoring_ledgerentry ({COLUMNS}, carried_from, human)
SELECT %(workspace_id)s, gen_random_uuid(), %(loser)s, e.rulebook_id, e.dimension, e.rule, e.points, e.decays, e.kernel, e.url_weight,
    e.behaviour_weight, e.event_id, e.occurred_at, %(now)s, e.reason, NULL, e.effect_key, e.id, e.human
FROM scoring_ledgerentry e WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead)s AND {SINCE} AND {STANDS_APART}
ON CONFLICT (workspace_id, lead_id, effect_key) DO NOTHING
"""
# Events that scored for the winner since the merge, and not because of it.
EVENTS = """
SELECT DISTINCT e.event_id FROM scoring_ledgerentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead)s AND e.event_id IS NOT NULL AND e.carried_from IS NULL
  AND e.reverses_id IS NULL
  AND e.recorded_at >= %(since)s
UNION
SELECT t.event_id FROM scoring_tagentry t
WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = %(lead)s AND t.event_id IS NOT NULL AND t.occurred_at >= %(since)s
"""
# Removed at the instant of the earning, so that no look at any instant sees it.
REMOVE_TAGS = """
UPDATE scoring_tagentry t SET removed_at = t.occurred_at WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = %(lead)s
  AND (t.removed_at IS NULL OR t.removed_at < t.occurred_at) AND (t.id = ANY(%(tags)s::uuid[]) OR t.event_id = ANY(%(events)s::uuid[]))
"""
MOVE_TAGS = """
INSERT INTO scoring_tagentry (workspace_id, id, lead_id, tag_id, url_weight, behaviour_weight, decays, event_id, occurred_at, source,
    effect_key, removed_at)
SELECT %(workspace_id)s, gen_random_uuid(), %(loser)s, t.tag_id, t.url_weight, t.behaviour_weight, t.decays, t.event_id, t.occurred_at,
    t.source, t.effect_key, t.removed_at
FROM scoring_tagentry t WHERE t.workspace_id = %(workspace_id)s AND t.lead_id = %(lead)s AND t.event_id = ANY(%(events)s::uuid[])
  AND (t.removed_at IS NULL OR t.removed_at < t.occurred_at)
ON CONFLICT (workspace_id, lead_id, tag_id, effect_key) DO NOTHING
"""
REASON = "The merge was undone"
SAME = 1e-9


@dataclass(frozen=True)
class _Undone:
    winner: UUID
    loser: UUID
    merge_id: UUID
    kept: dict[str, Any]


def give_back(winner_ids: Sequence[UUID], loser_ids: Sequence[UUID], merge_ids: Sequence[UUID]) -> None:
    """Give loser_ids[i] its points and tags back, and what its devices did since merge_ids[i]; take them from winner_ids[i].

    The ledger only grows. Announces LeadScored. Said twice, it changes nothing the second time.
    """
    book, kept = rulebooks.held(), merges.kept(merge_ids)
    found = states.lock([*winner_ids, *loser_ids])
    for winner, loser, merge_id in zip(winner_ids, loser_ids, merge_ids, strict=True):
        if winner in found and loser in found and merge_id in kept:
            undone = _Undone(winner, loser, merge_id, kept[merge_id])
            once.release(book.book.onces, (winner, loser))
            _entries(undone)
            once.keep_first(book.book.onces, (winner, loser))
            settle.keep([_row(found[lead], undone, book) for lead in (winner, loser)])
    facts.publish(LeadScored(lead_ids=list(found), at=clock.now()))


def _entries(undone: _Undone) -> None:
    prefix = f"joined:{undone.merge_id}:"
    of = {"loser": str(undone.loser), "prefix": prefix, "length": len(prefix), "reason": REASON, "now": clock.now()}
    since = undone.kept["recorded_at"]
    back = _events_of_loser(undone, since)
    # What the winner got is found by what the loser gave up, so the winner's comes first.
    sql.execute(TAKE_BACK.format(which=GOT), lead=str(undone.winner), **of)
    fits = undone.kept.get("fits")
    which = REFITTED if fits is None else FITS
    sql.execute(TAKE_BACK.format(which=which), lead=str(undone.winner), at=_told_at(undone), since=since, fits=fits or [], **of)
    sql.execute(TAKE_BACK.format(which=GIVEN_UP), lead=str(undone.loser), **of)
    sql.execute(MOVE_ON, lead=str(undone.winner), events=back, **of)
    disown.copy_marks(undone.winner, undone.loser)
    sql.execute(TAKE_BACK.format(which=SINCE), lead=str(undone.winner), events=back, **of)
    sql.execute(MOVE_TAGS, lead=str(undone.winner), events=back, **of)
    sql.execute(REMOVE_TAGS, lead=str(undone.winner), tags=undone.kept.get("tags", []), events=back)


def _told_at(undone: _Undone) -> datetime:
    """The instant at which fit was judged because of the merge."""
    return datetime.fromisoformat(undone.kept["told_at"]) if "told_at" in undone.kept else undone.kept["recorded_at"]


def _events_of_loser(undone: _Undone, since: datetime) -> list[str]:
    """Events since the merge that happened on devices which are the loser's again."""
    ids = [row[0] for row in sql.tuples(EVENTS, lead=str(undone.winner), since=since)]
    return [str(event.id) for event in events.of_ids(ids) if event.person_id == undone.kept["loser_person"]]


def _row(state: LeadState, undone: _Undone, book: LiveRulebook) -> SnapshotRow:
    """The snapshot by the ledger; the very digits of before the merge, where they say the same."""
    account = state.account(book.rate)
    restate(account, sums([state.lead_id], book.rate))
    sides: dict[str, Any] = undone.kept.get("scores") or undone.kept["leads"]
    winner = state.lead_id == undone.winner
    before = sides["winner" if winner else "loser"]
    account.silent_at = state.silent_at if winner and _rearmed(state, sides) else _instant(before["silent_at"])
    row = settle.row_of(account, clock.now(), book.of(state.channel).rules)
    return _as_before(row, before) if _same(row, before) else row


def _rearmed(state: LeadState, sides: Mapping[str, Any]) -> bool:
    """Whether the winner did something since: the merge had set its silence to the later of both."""
    both = [at for at in (_instant(sides["winner"]["silent_at"]), _instant(sides["loser"]["silent_at"])) if at]
    return state.silent_at != max(both, default=None)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _same(row: SnapshotRow, before: Mapping[str, Any]) -> bool:
    logs = (row.interest_log, before["interest_log"])
    near = logs[0] == logs[1] if None in logs else abs(logs[0] - logs[1]) <= SAME
    alike = row.interest_sign == before["interest_sign"] and _same_parts(_parts(row), before.get("fading") or [])
    return near and alike and row.interest_rate == before["interest_rate"] and abs(row.fit - before["fit"]) <= SAME


def _parts(row: SnapshotRow) -> Sequence[Any]:
    return row.fading if isinstance(row, FadingRow) else ()


def _same_parts(ours: Sequence[Any], theirs: Sequence[Any]) -> bool:
    """What fades otherwise: the same kernels, and each worth the same."""
    pairs = list(zip(ours, theirs, strict=False))
    near = all(one[:2] == other[:2] and all(isclose(a, b, rel_tol=SAME, abs_tol=SAME) for a, b in zip(one[2:], other[2:], strict=True))
               for one, other in pairs)  # fmt: skip
    return near and len(ours) == len(theirs)


def _as_before(row: SnapshotRow, before: Mapping[str, Any]) -> SnapshotRow:
    plain = SnapshotRow(
        row.lead_id, before["fit"], before["interest_sign"], before["interest_log"], before["rank_key"],
        _instant(before["scored_at"]), before["interest_rate"], _instant(before["falls_at"]), row.silent_at,
    )  # fmt: skip
    if not isinstance(row, FadingRow):
        return plain
    return FadingRow(**structs.asdict(plain), fading=before.get("fading") or [], breaks_at=_instant(before.get("breaks_at")))
