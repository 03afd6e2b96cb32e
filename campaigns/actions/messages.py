"""resend, cancel: what a person decides about one message."""

from datetime import timedelta

from campaigns.actions.compose import DELIVER
from campaigns.domain.verdicts import TRY_FOR
from campaigns.enums import MessageState
from campaigns.models import Message
from campaigns.queries.messages import SENDABLE_AGAIN
from kernel import audit, clock, work
from kernel.audit import Actor
from kernel.problems import Refused


def resend(*, message: Message, actor: Actor) -> None:
    """Queue a message again by hand: the only way out of `unknown`. It is checked and suppressed like any other when its turn comes."""
    before = message.state
    fields = {"state": MessageState.QUEUED, "reason": "", "last_error": "", "lease_until": None, "due_at": clock.now(), "resend_of": None}
    again = Message.objects.filter(id=message.id, state__in=SENDABLE_AGAIN)
    if not again.update(**fields, try_until=clock.now() + TRY_FOR + timedelta(seconds=1)):
        raise Refused("Only a message that is unknown, failed, cancelled or suppressed can be sent again.", code="conflict", status=409)
    audit.record(actor, "message.resent", message, {"state": [before, MessageState.QUEUED]})
    work.ring(DELIVER)


def cancel(*, message: Message, actor: Actor) -> None:
    """Stop a message that waits. Refuses one that is being handed over or is gone."""
    waiting = Message.objects.filter(id=message.id, state=MessageState.QUEUED)
    if not waiting.update(state=MessageState.CANCELLED, reason=f"by {actor.name}"[:300], lease_until=None):
        raise Refused("Only a message that is still queued can be cancelled.", code="conflict", status=409)
    audit.record(actor, "message.cancelled", message, {"state": [MessageState.QUEUED, MessageState.CANCELLED]})
