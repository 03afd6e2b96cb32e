"""What waits for a worker, and what a worker gave up."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from kernel import clock, due, work
from kernel.models import Delivery


@dataclass(frozen=True)
class Kind:
    """One kind of due work: is there any now?"""

    name: str
    due: bool


@dataclass(frozen=True)
class Waiting:
    """Facts on their way to a handler."""

    handler: str
    count: int
    since: datetime


def parked() -> "QuerySet[Delivery]":
    """Deliveries that failed too often, newest first, with their facts."""
    return Delivery.objects.filter(state="parked").select_related("outbox").order_by("-id")[:200]


def kinds(facts: list[Waiting]) -> list[Kind]:
    """All of them. `facts` are the waiting deliveries, which tell of the kind of that name without being asked for again."""
    told = {"facts": any(row.since <= clock.now() for row in facts)}
    others = [name for name in work.DRAINS if name not in told]
    told.update(zip(others, due.asked([work.DRAINS[name].pending for name in others]), strict=True))
    return [Kind(name, told[name]) for name in sorted(work.DRAINS)]


def waiting() -> list[Waiting]:
    """Waiting deliveries per handler."""
    found = Delivery.objects.filter(state="waiting").values("handler").annotate(count=Count("id"), since=Min("due_at"))
    return [Waiting(row["handler"], row["count"], row["since"]) for row in found.order_by("handler")]
