"""look_again: rows of leads whose points fade by decays of their own, at the instants at which one of them ends or the score falls."""

from kernel import clock, facts
from scoring.actions import settle
from scoring.facts import LeadScored
from scoring.queries import due, rulebooks, states

BATCH = 500


break_is_due = due.is_any("breaks_at")


def look_again() -> int:
    """Give leads whose break is past their place in the queue anew, and the next break. The score needs no such care: it is read.

    Announces LeadScored, as history: nothing happened.
    """
    book, now = rulebooks.held(), clock.now()
    claimed = due.claim("breaks_at", BATCH)
    if claimed:
        found = states.lock(claimed).values()
        settle.keep([settle.row_of(state.account(book.rate), now, book.of(state.channel).rules, now) for state in found])
        facts.publish(LeadScored(lead_ids=claimed, at=now, history=True))
    return len(claimed)
