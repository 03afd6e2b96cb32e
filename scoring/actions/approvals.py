"""approve: marketing and sales agree on one way of scoring before it goes live (F084)."""

from kernel import audit, clock
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain import shown
from leads.enums import Side
from scoring.domain import agreement, rulebook
from scoring.enums import RulebookState
from scoring.models import Rulebook, RulebookApproval
from scoring.queries import backtests, rulebooks
from scoring.queries.backtests import Confirmation
from tenants.queries import members


def approve(draft: Rulebook, side: str, actor: Actor, seen: str = "") -> RulebookApproval:
    """Say yes to exactly the rules that stand in `draft` and to what is agreed beside them; a change of either asks for a new yes.
    Audited. `seen`: the mark of the agreement that was looked at (scoring.domain.agreement).

    Refuses keys and machines, rules that no finished test has compared with the live ones of now, one person for both sides where
    there are two, and another agreement than was seen.
    """
    if side not in Side.values:
        raise Refused(f"Choose one of {', '.join(Side.values)}.", field="side")
    if actor.user_id is None:
        raise Refused("Only a person can approve a rulebook: sign in as a member.", code="not_a_person", status=403)
    # Held, so that nobody changes meanwhile what is said yes to.
    draft = Rulebook.objects.select_for_update().get(pk=draft.pk)
    if draft.state != RulebookState.DRAFT or (seen and seen != agreement.mark(draft.agreement)):
        raise Refused("The draft was changed meanwhile: look at it again.", code="changed", status=409)
    digest = rulebook.digest(draft.rules)
    if not backtests.counting(digest, rulebooks.live().version).exists():
        raise Refused("Test these rules on history first, so that everybody knows what they do.", code="untested", status=409)
    others = [row for key, row in backtests.approvals(draft.version, digest).items() if key != side]
    if any(row.user_id == actor.user_id for row in others) and len(members.names()) > 1:
        raise Refused("You approved for the other side: this one needs somebody else.", code="same_person", status=409)
    told = {"digest": digest, "user_id": actor.user_id, "name": actor.name, "at": clock.now()}
    row: RulebookApproval = RulebookApproval.objects.update_or_create(version=draft.version, side=side, defaults=told)[0]
    audit.record(actor, "rulebook.approved", draft, {"side": [None, side], "digest": [None, digest]})
    return row


def forget(version: int) -> None:
    """The draft is gone, and what was said of it."""
    RulebookApproval.objects.filter(version=version).delete()


def demand(draft: Rulebook, confirmation: str) -> None:
    """Refuses to let `draft` go live untested beside the live version of now, without a yes of both sides, or, when it moves more than
    half of the leads or its tests saw too few to say so, without the number typed."""
    digest = rulebook.digest(draft.rules)
    tests = list(backtests.counting(digest, rulebooks.live().version))
    if not tests:
        raise Refused(
            "Test these rules on history first: no finished test has seen them beside the live ones.", code="untested", status=409
        )
    missing = [side for side in Side.values if side not in backtests.approvals(draft.version, digest)]
    if missing:
        raise Refused(f"The yes of {' and '.join(missing)} is missing: both sides approve the same rules.", code="not_approved", status=409)
    asked = backtests.to_confirm(tests)
    if asked.number and not shown.is_near(asked.number, shown.number(confirmation)):
        raise Refused(_why(asked), field="confirmation", code="confirm", status=409)


def _why(asked: Confirmation) -> str:
    if asked.blind:
        return f"The tests saw only {asked.seen} of {asked.leads} open leads, and the others may move: type {asked.number} to confirm."
    return f"More than half of the leads would move: type {asked.number}, the number of leads that move, to confirm."
