"""unsubscribe: the way out, by the link in a message or by the reader's mail program (RFC 8058)."""

from uuid import UUID

from campaigns.actions.suppress import suppress
from campaigns.domain.consent import is_address, normal_address
from campaigns.domain.permission import SOURCES
from campaigns.enums import MessageState, SuppressionReason
from campaigns.facts import LeadUnsubscribed
from campaigns.models import Message
from campaigns.queries import readers
from kernel import clock, facts
from kernel.audit import Actor
from tracking.actions.record import OwnEvent, record_own


def withdraw_purpose(message_id: UUID, purpose: str) -> int:
    """The reader of the message takes back a consent for one purpose, under any of their addresses; other mail still reaches them.

    Answers how many records were withdrawn: 0 when none stands, or there is no such message here. Any number of times.
    """
    message = Message.objects.filter(id=message_id).first()
    if message is None or not is_address(normal_address(message.to_address)):
        return 0
    address = normal_address(message.to_address)
    addresses, actor = {address, *readers.addresses_of(message.person_id)}, Actor("lead", str(message.lead_id), address)
    return sum(source.withdraw(sorted(addresses), purpose, actor) for source in SOURCES)


def unsubscribe(message_id: UUID) -> bool:
    """Suppress the address of the message, stop what waits for it; False when there is no such message here. Any number of times.

    Announces LeadUnsubscribed for every lead with this address; records the event `unsubscribed` once per message.
    """
    message = Message.objects.filter(id=message_id).first()
    if message is None or not is_address(normal_address(message.to_address)):
        return False
    address, now = normal_address(message.to_address), clock.now()
    kept = suppress(
        address=address, reason=SuppressionReason.UNSUBSCRIBED, actor=Actor("lead", str(message.lead_id), address), detail=message.subject
    )
    waiting = Message.objects.filter(state=MessageState.QUEUED, to_address__iexact=address)
    waiting.update(state=MessageState.SUPPRESSED, reason=kept.reason)
    record_own([OwnEvent(message.person_id, "unsubscribed", now, f"unsubscribed:{message.id}", {"message_id": str(message.id)})])
    leads = {message.lead_id, *readers.with_address(address)}
    facts.publish(LeadUnsubscribed(lead_ids=sorted(leads)))
    return True
