"""choose_aha, take_back_aha: the event at which people see what a product is worth (F089)."""

from typing import TYPE_CHECKING
from uuid import UUID

from analytics.domain.aha import Lift
from analytics.models import AhaChoice
from analytics.queries import aha
from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from tracking.queries import catalogue

if TYPE_CHECKING:
    from scoring.models import Product


def choose_aha(*, product: "Product", event: str, actor: Actor, lift: Lift | None = None) -> AhaChoice:
    """Take this event for the product's aha event; the choice of before comes back when this one is taken back. Audited.

    `lift`: what it was chosen on, kept with it. Refuses an event that no site sends.
    """
    if not catalogue.is_sent(event):
        raise Refused("No site sends an event of this name: choose one of the table.", field="event")
    sql.lock("analytics.aha")
    before = aha.chosen(product.pk)
    if before is not None and before.event == event:
        return before
    told = {"came_back": lift.rate, "others": lift.others_rate} if lift else {}
    made: AhaChoice = AhaChoice.objects.create(product_id=product.pk, event=event, by=actor.name[:200], **told)
    audit.record(actor, "product.aha_chosen", product, {"event": [before.event if before else "", event]})
    return made


def take_back_aha(*, product: "Product", choice_id: UUID, actor: Actor) -> AhaChoice | None:
    """Take this choice back; the one that holds from then on. To repeat it changes nothing. Audited.

    It is named, since whoever asks again after a lost answer would otherwise take the choice of before back too. Refuses a choice that
    is none of this product, and one after which another was made.
    """
    sql.lock("analytics.aha")
    found = aha.choice(product.pk, choice_id)
    if found is None:
        raise Refused("There is no such choice of this product.", field="choice", code="not_found", status=404)
    newest = aha.chosen(product.pk)
    if found.taken_back_at is not None:
        return newest
    if newest != found:
        raise Refused("Another event was chosen since: take that back first.", field="choice", code="conflict", status=409)
    found.taken_back_at = clock.now()
    found.save(update_fields=["taken_back_at"])
    now = aha.chosen(product.pk)
    audit.record(actor, "product.aha_taken_back", product, {"event": [found.event, now.event if now else ""]})
    return now
