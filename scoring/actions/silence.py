"""hush_silent: −30 for leads that did nothing for a month, once per silence (F079, A11.1)."""

from datetime import timedelta

from kernel import clock, facts, sql
from scoring.actions import settle
from scoring.domain.timeline import Played, hush
from scoring.facts import LeadScored
from scoring.queries import rulebooks, states

BATCH = 500
OLD = timedelta(days=1)

CLAIM = """
SELECT l.id FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.silent_at <= %(now)s
ORDER BY l.silent_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
PENDING = "SELECT EXISTS (SELECT 1 FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.silent_at <= %(now)s)"


def silence_is_due() -> bool:
    return bool(sql.tuples(PENDING, now=clock.now())[0][0])


def hush_silent() -> int:
    """Take the points of every silence that is complete, at the instant at which it was; armed again by the next interaction.

    Announces LeadScored; what was complete long ago is told as history.
    """
    book, old = rulebooks.held(), clock.now() - OLD
    claimed = [row[0] for row in sql.tuples(CLAIM, now=clock.now(), limit=BATCH)]
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
