"""From played accounts to rows: what depended on the account goes into the ledger, the snapshots to the leads, the stages move."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from kernel import audit
from leads.actions import lifecycle, snapshot
from leads.actions.lifecycle import Move
from leads.actions.snapshot import FadingRow, SnapshotRow
from leads.domain.lifecycle import POSITION
from leads.enums import Stage
from scoring.actions import ledger
from scoring.actions.noting import note
from scoring.actions.recompute import NOTHING, Totals, restate, sums
from scoring.domain import falling, parts
from scoring.domain.crossing import falls_at, reached
from scoring.domain.fold import of_points, rank_key
from scoring.domain.rule_shapes import Rules
from scoring.domain.stage_policy import propose
from scoring.domain.timeline import Account, Line, Played, play
from scoring.queries import running, states
from scoring.queries.rulebooks import LiveRulebook
from scoring.queries.states import LeadState

MQL = POSITION[Stage.MQL]


class Sheet(msgspec.Struct):
    """One lead while it is being scored."""

    state: LeadState
    account: Account
    played: Played
    last: datetime


def play_all(
    found: Mapping[UUID, LeadState], lines: Mapping[UUID, Sequence[Line]], book: LiveRulebook, again: Collection[UUID] = (),
    displaced: Collection[UUID] = (),
) -> list[Sheet]:  # fmt: skip
    """Play each lead's lines on its account. Only leads without an armed silence need their last one looked up.

    `again`: leads that have points back of before; their accounts begin with all that the ledger says, gains of these lines included.
    `displaced`: leads that lost points of before to one of these lines; their accounts begin without those, and without the gains.
    """
    totals = sums([*again, *displaced], book.rate) if again or displaced else NOTHING
    played = [(found[lead_id], of_lead) for lead_id, of_lead in lines.items()]
    silences = states.last_silences([state.lead_id for state, _ in played if state.silent_at is None and state.scored_at is not None])
    limited = running.of_leads(book, lines, found, again) if book.limits else {}
    sheets = []
    for state, of_lead in played:
        account = state.account(book.rate)
        # A look by a lead's id costs as much as a fold: none where there is nothing to find.
        if limited:
            account.running = limited.get(state.lead_id)
        if silences:
            account.last_silence = silences.get(state.lead_id)
        if again and state.lead_id in again:
            restate(account, totals)
            of_lead = [replace(line, entries=tuple(e for e in line.entries if e.points < 0)) for line in of_lead]
        elif displaced and state.lead_id in displaced:
            _begin_without(account, of_lead, totals)
        sheets.append(Sheet(state, account, play(account, of_lead, book.of(state.channel).rules, state.known_at), of_lead[-1].at))
    return sheets


def _begin_without(account: Account, lines: Sequence[Line], totals: Totals) -> None:
    """What the ledger says, but for the gains of `lines`, which are written already."""
    running, account.running = account.running, None
    restate(account, totals)
    for gain in (entry for line in lines for entry in line.entries if entry.points >= 0):
        account.add(replace(gain, points=-gain.points))
    account.running = running


def settle(sheets: Sequence[Sheet], book: LiveRulebook, history: bool, merged: Mapping[UUID, UUID | None] | None = None) -> None:
    """Write what was made, put the snapshots, move the stages at their own times (announces StageChanged through leads).

    `merged`: lead → the merge that brought the points, so that its moves are undone with it.
    """
    made = [entry for sheet in sheets for entry in sheet.played.made]
    ledger.write(made, book.id)
    keep([row_of(sheet.account, sheet.last, _rules(sheet, book)) for sheet in sheets])
    move(sheets, book, history, merged or {})


def keep(rows: Sequence[SnapshotRow]) -> None:
    """Put snapshots of leads, which are locked."""
    snapshot.put(rows)
    note((row.lead_id for row in rows), scored=True)


def _rules(sheet: Sheet, book: LiveRulebook) -> Rules:
    """Those of the lead's score model."""
    return book.of(sheet.state.channel).rules


def _reached(sheet: Sheet, threshold: float) -> bool:
    return any(reached(happening.after, threshold) for happening in sheet.played.happenings)


def row_of(account: Account, last: datetime, rules: Rules, now: datetime | None = None) -> SnapshotRow:
    """The snapshot of an account; `last` is when something happened, for a lead that never got a point. `now`: the instant at which what
    fades otherwise is looked at, else that of the last entry."""
    interest, as_of = account.interest, account.as_of or last
    if account.parts is not None:
        return _fading_row(account, as_of, rules, max(now, as_of) if now else as_of)
    return SnapshotRow(
        lead_id=account.lead_id,
        fit=account.fit,
        interest_sign=interest.sign,
        interest_log=interest.log,
        interest_rate=account.rate,
        rank_key=rank_key(account.fit, interest),
        scored_at=as_of,
        falls_at=falls_at(account.fit, interest, account.rate, rules.threshold, as_of),
        silent_at=account.silent_at,
    )


def _fading_row(account: Account, as_of: datetime, rules: Rules, seen: datetime) -> SnapshotRow:
    """With what fades otherwise. Its place in the queue is that of its interest at `seen`; it is looked at again when the next part ends,
    and when the score falls, which may be told early."""
    held, interest = account.parts or {}, account.interest
    falls = falls_at(account.fit, interest, account.rate, rules.threshold, seen, held)
    fell = falls_at(account.fit, interest, account.rate, rules.threshold, as_of, held)
    ahead = [at for at in (falls, falling.next_end(held, seen)) if at and at > seen]
    key = rank_key(account.fit, of_points(account.left(seen), seen, account.rate) if held else interest)
    return FadingRow(
        account.lead_id, account.fit, interest.sign, interest.log, key, as_of, account.rate, falls or fell, account.silent_at,
        parts.to_keep(held), min(ahead, default=None) if held else None,
    )  # fmt: skip


def move(sheets: Sequence[Sheet], book: LiveRulebook, history: bool, merged: Mapping[UUID, UUID | None]) -> None:
    """Carry out what the stage policy proposes."""
    open_sheets = [sheet for sheet in sheets if not sheet.state.closed and POSITION.get(sheet.state.stage, MQL) < MQL]
    over = [sheet.state.lead_id for sheet in open_sheets if _reached(sheet, _rules(sheet, book).threshold)]
    crossers = states.must_cross(over)
    moves = [
        Move(p.lead_id, p.to, p.reason, p.at, through=p.to in (Stage.TARGET, Stage.MQL), merge_id=merged.get(p.lead_id))
        for sheet in open_sheets
        for p in propose(sheet.state.context(sheet.state.lead_id in crossers), sheet.played.happenings, _rules(sheet, book))
    ]
    if moves:
        lifecycle.move_stages(moves, audit.SYSTEM, history=history)
