"""hush_silent: −30 for leads that did nothing for a month, once per silence (F079, A11.1)."""

from datetime import timedelta

from kernel import clock, facts
from scoring.actions import settle
from scoring.domain.timeline import Played, hush
from scoring.facts import LeadScored
from scoring.queries import due, rulebooks, states

BATCH = 500
OLD = timedelta(days=1)


silence_is_due = due.is_any("silent_at")


def hush_silent() -> int:
    """Take the points of every silence that is complete, at the instant at which it was; armed again by the next interaction.

    Announces LeadScored; what was complete long ago is told as history.
    """
    book, old = rulebooks.held(), clock.now() - OLD
    claimed = due.claim("silent_at", BATCH)
    if not claimed:
        return 0
    past: list[settle.Sheet] = []
    present: list[settle.Sheet] = []
    for state in states.lock(claimed).values():
        account, silent_at = state.account(book.rate), state.silent_at
        if silent_at is not None:
            sheet = settle.Sheet(state, account, Played(hush(account, book.of(state.channel).rules)), silent_at)
            (past if silent_at < old else present).append(sheet)
    settle.settle([*past, *present], book, history=False)
    for sheets, history in ((past, True), (present, False)):
        if sheets:
            facts.publish(LeadScored(lead_ids=[sheet.state.lead_id for sheet in sheets], at=clock.now(), history=history))
    return len(claimed)
