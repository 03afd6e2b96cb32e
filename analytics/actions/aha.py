"""choose_aha, take_back_aha: the event at which people see what a product is worth (F089)."""

from typing import TYPE_CHECKING

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


def take_back_aha(*, product: "Product", actor: Actor) -> AhaChoice | None:
    """Take the newest choice back; the one that holds from then on. Refuses where nothing was chosen. Audited."""
    sql.lock("analytics.aha")
    found = aha.chosen(product.pk)
    if found is None:
        raise Refused("No event was chosen for this product.", code="conflict", status=409)
    found.taken_back_at = clock.now()
    found.save(update_fields=["taken_back_at"])
    now = aha.chosen(product.pk)
    audit.record(actor, "product.aha_taken_back", product, {"event": [found.event, now.event if now else ""]})
    return now
