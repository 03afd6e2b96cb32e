"""look_again: rows of leads whose points fade by decays of their own, at the instants at which one of them ends or the score falls."""

from kernel import clock, facts, sql
from scoring.actions import settle
from scoring.facts import LeadScored
from scoring.queries import rulebooks, states

BATCH = 500
CLAIM = """
SELECT l.id FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.breaks_at <= %(now)s
ORDER BY l.breaks_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
"""
PENDING = "SELECT EXISTS (SELECT 1 FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.breaks_at <= %(now)s)"


def break_is_due() -> bool:
    return bool(sql.tuples(PENDING, now=clock.now())[0][0])


def look_again() -> int:
    """Give leads whose break is past their place in the queue anew, and the next break. The score needs no such care: it is read.

    Announces LeadScored, as history: nothing happened.
    """
    book, now = rulebooks.held(), clock.now()
    claimed = [row[0] for row in sql.tuples(CLAIM, now=now, limit=BATCH)]
    if claimed:
        found = states.lock(claimed).values()
        settle.keep([settle.row_of(state.account(book.rate), now, book.of(state.channel).rules, now) for state in found])
        facts.publish(LeadScored(lead_ids=claimed, at=now, history=True))
    return len(claimed)
