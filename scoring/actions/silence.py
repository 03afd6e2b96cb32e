"""hush_silent: −30 for leads that did nothing for a month, once per silence or every month of it (F079, A11.1)."""

from datetime import datetime, timedelta

from kernel import clock, facts
from scoring.actions import settle
from scoring.domain.rule_shapes import Rules
from scoring.domain.timeline import Account, Played, hush, hush_before
from scoring.facts import LeadScored
from scoring.queries import due, rulebooks, states
from scoring.queries.states import LeadState

BATCH = 500
OLD = timedelta(days=1)


silence_is_due = due.is_any("silent_at")


def hush_silent() -> int:
    """Take the points of every silence that is complete, at the instant at which it was; armed again by the next interaction, and by
    itself where silences repeat.

    Announces LeadScored; what was complete long ago is told as history.
    """
    book, now = rulebooks.held(), clock.now()
    claimed = due.claim("silent_at", BATCH)
    if not claimed:
        return 0
    past: list[settle.Sheet] = []
    present: list[settle.Sheet] = []
    # Only where silences repeat, one may follow another.
    before = states.last_silences(claimed) if book.rules.silence.repeats else {}
    for state in states.lock(claimed).values():
        account = state.account(book.rate)
        if account.silent_at is not None and account.silent_at <= now:
            sheet = _sheet(state, account, book.of(state.channel).rules, before.get(state.lead_id), now)
            (past if sheet.last < now - OLD else present).append(sheet)
    settle.settle([*past, *present], book, history=False)
    for sheets, history in ((past, True), (present, False)):
        if sheets:
            facts.publish(LeadScored(lead_ids=[sheet.state.lead_id for sheet in sheets], at=now, history=history))
    return len(claimed)


def _sheet(state: LeadState, account: Account, rules: Rules, before: datetime | None, now: datetime) -> settle.Sheet:
    """Of a lead whose silence is complete; where nobody looked for long, several are."""
    account.last_silence = before
    made = [*hush(account, rules), *hush_before(account, rules, now)]
    assert account.last_silence is not None
    return settle.Sheet(state, account, Played(made), account.last_silence)
