"""Question: who stands in a stage for longer than was promised? One condition for lists, counts and boards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from kernel import clock
from leads.domain.filters import BadFilter
from leads.domain.stage_clock import Clock, clock_of
from leads.models import Lead, StageDefinition
from leads.queries.history import Visit


def promises() -> dict[str, int]:
    """stage → hours that a stay is promised to take at most; without those that promise nothing."""
    return dict(StageDefinition.objects.exclude(sla_hours=None).values_list("key", "sla_hours"))


def overdue(now: datetime, hours: Mapping[str, int] | None = None) -> Q:
    """Open leads that stand in their stage for longer than promised, by the index of stage and entry."""
    late = Q(pk__in=[])
    for stage, promised in (promises() if hours is None else hours).items():
        late |= Q(stage=stage, stage_entered_at__lt=now - timedelta(hours=promised))
    return Q(closed_at=None) & late


def overdue_filter(value: str, now: datetime) -> Q:
    """The filter of lists: yes or no."""
    if value not in ("yes", "no"):
        raise BadFilter("overdue", "Give yes or no.")
    return overdue(now) if value == "yes" else ~overdue(now)


@dataclass(frozen=True)
class Held:
    """How many leads stand in a stage, and how many of them for longer than promised."""

    total: int = 0
    overdue: int = 0


def held(found: "QuerySet[Lead]", now: datetime) -> dict[str, Held]:
    """stage → how many of these leads stand in it."""
    rows = found.order_by().values("stage").annotate(total=Count("id"), late=Count("id", filter=overdue(now)))
    return {row["stage"]: Held(row["total"], row["late"]) for row in rows}


def clocks(rows: Iterable[Lead], now: datetime, hours: Mapping[str, int] | None = None) -> dict[Any, Clock]:
    """lead → the clock of the stay it is in; a closed one has none. `hours`: the promises, where they are known."""
    hours = promises() if hours is None else hours
    return {lead.pk: clock_of(lead.stage_entered_at, None, None if lead.closed_at else hours.get(lead.stage), now) for lead in rows}


def of_visits(visits: Iterable[Visit]) -> list[tuple[Visit, Clock]]:
    """Each visit with its clock, by the promises that stand now; one whose times are out of order has none."""
    hours, now = promises(), clock.now()
    return [(one, clock_of(one.entered_at, one.left_at, None if one.out_of_order else hours.get(one.stage), now)) for one in visits]
