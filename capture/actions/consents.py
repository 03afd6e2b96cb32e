"""withdraw: who had allowed something takes it back; the record stays, with the time."""

from collections.abc import Collection, Iterable
from uuid import UUID

from capture.models import Consent
from capture.queries import consents, submissions
from kernel import audit, clock
from kernel.audit import Actor
from leads.actions.membership import touch_addresses
from leads.queries import leads


def withdraw(*, email: str, actor: Actor, channel: str = "", purpose: str = "") -> int:
    """Withdraw what this address gave, of one channel or purpose or all; says how many. Any number of times."""
    found = submissions.standing_consents(email)
    found = found.filter(channel=channel) if channel else found
    found = found.filter(purpose=purpose) if purpose else found
    gone = found.update(withdrawn_at=clock.now())
    if gone:
        touch_addresses([email])
        audit.record(actor, "consent.withdrawn", email[:80], {"channel": [channel, ""], "purpose": [purpose, ""]})
    return gone


def withdraw_purpose(addresses: Collection[str], purpose: str, actor: Actor) -> int:
    """Take back what any of these addresses allowed by e-mail for one purpose; says how many. Any number of times."""
    return sum(withdraw(email=address, actor=actor, channel="email", purpose=purpose) for address in addresses)


def withdraw_one(*, consent: Consent, actor: Actor) -> None:
    """Withdraw one consent, at somebody's word."""
    if consent.withdrawn_at is None and consent.given:
        consent.withdrawn_at = clock.now()
        consent.save(update_fields=["withdrawn_at"])
        touch_addresses([consent.email])
        audit.record(actor, "consent.withdrawn", consent, {"purpose": [consent.purpose, ""]})


def withdraw_mail(lead_ids: Iterable[UUID]) -> None:
    """Who unsubscribed has withdrawn what they had allowed by e-mail, under any of their addresses."""
    contexts = leads.contexts(list(lead_ids))
    addresses = consents.addresses({context.person_id for context in contexts.values()})
    for lead_id, context in contexts.items():
        for address in sorted({context.email, *addresses.get(context.person_id, ())} - {""}):
            withdraw(email=address, actor=Actor("lead", str(lead_id), context.email), channel="email")
