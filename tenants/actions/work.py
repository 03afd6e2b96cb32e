"""retry_delivery."""

from uuid import UUID

from kernel import audit, clock, work
from kernel.audit import Actor
from kernel.models import Delivery


def retry_delivery(*, delivery_id: UUID, actor: Actor) -> None:
    """Let a parked delivery be tried again, from its first attempt; one that is not parked stays as it is."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state != "parked":
        return
    delivery.state, delivery.attempt, delivery.due_at, delivery.lease_until = "waiting", 0, clock.now(), None
    delivery.save(update_fields=["state", "attempt", "due_at", "lease_until"])
    audit.record(actor, "delivery.retried", delivery)
    work.ring("facts")
