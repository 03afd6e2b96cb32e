"""look_at_cooled: a lead that sales returned may be handed over again, and is where it stands over the threshold then (F061, A11.2)."""

from datetime import timedelta

from kernel import clock
from leads.actions import snapshot
from scoring.actions import settle
from scoring.domain.crossing import reached
from scoring.domain.stage_policy import Happening
from scoring.domain.timeline import Played
from scoring.queries import due, rulebooks, states
from scoring.queries.rulebooks import LiveRulebook
from scoring.queries.states import LeadState

BATCH = 500
OLD = timedelta(days=1)


cool_down_is_over = due.is_any("cools_at")


def look_at_cooled() -> int:
    """Judge leads at the end of their cool-down: what they did while it lasted made them no MQL, and nothing need happen any more.

    Moves stages at that instant; what was over long ago is told as history.
    """
    book, old = rulebooks.held(), clock.now() - OLD
    claimed = due.claim("cools_at", BATCH)
    if not claimed:
        return 0
    sheets = [sheet for state in states.lock(claimed).values() if (sheet := _over(state, book))]
    snapshot.mark_cooled(claimed)
    for history in (True, False):
        settle.settle([sheet for sheet in sheets if (sheet.last < old) == history], book, history=history)
    return len(claimed)


def _over(state: LeadState, book: LiveRulebook) -> settle.Sheet | None:
    """The lead at the end of its cool-down, when its score has reached the threshold; None when it has not."""
    account, end = state.account(book.rate), state.cool_until
    if end is None:
        return None
    at = max(end, account.as_of) if account.as_of else end
    score = account.score(at)
    if not reached(score, book.of(state.channel).rules.threshold):
        return None
    return settle.Sheet(state, account, Played(happenings=[Happening(at, score, score, took_part=False, came_back=False)]), at)
