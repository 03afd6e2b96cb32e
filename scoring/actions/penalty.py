"""penalise_return: sales gave a lead back, so its score drops below the threshold by a margin (F061, A11.2)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404

from kernel import audit, facts
from kernel.audit import Actor
from leads.actions import snapshot
from scoring.actions import ledger, settle
from scoring.domain.deduct import to_reach
from scoring.domain.engine import Entry
from scoring.facts import LeadScored
from scoring.queries import rulebooks, states

RETURNED = "sales_return"


def penalise_return(lead_id: UUID, actor: Actor, at: datetime) -> float:
    """Bring the score to min(score − penalty, threshold − margin), never under zero; returns the score that is left.

    Counts the return and begins the cool-down; the return itself is one ledger entry each for what fades and what does not. Announces
    LeadScored. A repeat at the same instant changes nothing more.
    """
    state = states.lock([lead_id]).get(lead_id)
    if state is None:
        raise Http404
    book = rulebooks.live().of(state.channel)
    rules, account = book.rules, state.account(book.rate)
    seen = max(at, account.as_of) if account.as_of else at
    score = account.score(seen)
    taken = to_reach(account.fit, account.left(seen), min(score - rules.return_penalty, rules.threshold - rules.margin))
    number = state.returns + 1
    template = Entry(lead_id, RETURNED, "behaviour", 0.0, True, seen, f"Returned by sales ({number})", f"{RETURNED}:{at:%Y%m%d%H%M%S%f}")
    if ledger.is_written(lead_id, template.effect_key):
        return score
    ledger.write(account.take(taken, template), book.id)
    settle.keep([settle.row_of(account, seen, rules)])
    snapshot.mark_returned(lead_id, at + timedelta(days=rules.cool_down_days))
    audit.record(actor, "lead.penalised", lead_id, {"score": [round(score, 1), round(account.score(seen), 1)]})
    facts.publish(LeadScored(lead_ids=[lead_id], at=at))
    return account.score(seen)
