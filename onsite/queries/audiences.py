"""Which filters hold of one lead, in one query; and whom a definition would reach, before it is published."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from leads.domain.filters import BadFilter
from leads.domain.trees import Node, of_nobody, parse
from leads.models import Lead
from leads.queries import filters, trees
from onsite.domain.shapes import Conditions
from tenants.queries.workspaces import local_now
from tracking.models import Visitor

SAMPLES = 10


def holding(lead_id: UUID | None, audiences: Mapping[str, tuple[Mapping[str, list[str]], ...]], now: datetime) -> frozenset[str]:
    """The names of those `audiences` whose filter sets all hold of the lead. A filter that is gone since holds of nobody."""
    if lead_id is None or not audiences:
        return frozenset()
    names: list[str] = []
    columns: dict[str, Case] = {}
    for name, sets in audiences.items():
        try:
            condition = Q()
            for one in sets:
                condition &= filters.build(one, now)
        except BadFilter:
            continue
        columns[f"holds_{len(names)}"] = Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
        names.append(name)
    row = Lead.objects.filter(pk=lead_id).annotate(**columns).values_list(*columns).first() if columns else None
    return frozenset(name for name, holds in zip(names, row or (), strict=False) if holds)


def who(lead_id: UUID | None, asked: Mapping[str, Node]) -> frozenset[str]:
    """The names of those trees that hold of the lead, by one query; of a stranger every question answers no."""
    told = trees.named(list(asked.items()), [lead_id]).get(lead_id) if lead_id else None
    return frozenset(told if told is not None else (name for name, node in asked.items() if of_nobody(node)))


def reached(conditions: Conditions, now: datetime | None = None) -> "QuerySet[Lead]":
    """Leads, known or anonymous, of whom everything holds that can be told before they come: filters, segment, tree, visits,
    search intent.

    Pages, campaigns and networks are decided at the visit. Raises BadFilter and BadTree.
    """
    found = Q()
    for one in conditions.audiences:
        found &= filters.build(one, now or local_now())
    if conditions.visitor != "any":
        again = Exists(Visitor.objects.filter(person_id=OuterRef("person_id"), sessions__gt=1))
        found &= Q(again) if conditions.visitor == "returning" else ~Q(again)
    if conditions.intents:
        searched = Q()
        for word in conditions.intents:
            searched |= Q(person__search_intent__icontains=word)
        found &= searched
    if conditions.who:
        found &= Q(pk__in=trees.subquery(parse(conditions.who)))
    leads: QuerySet[Lead] = Lead.objects.filter(found).exclude(closed_reason="merged")
    return leads.select_related("person__company").order_by("-last_active_at", "-id")


def reach(several: Iterable[Conditions]) -> tuple[int, int, list[Any]]:
    """(leads, of them known, ten samples) whom at least one of the conditions reaches."""
    now, ids = local_now(), Q(pk__in=[])
    for conditions in several:
        ids |= Q(pk__in=reached(conditions, now).order_by().values("pk"))
    leads: QuerySet[Lead] = Lead.objects.filter(ids)
    # Keys are put in order and then ten rows are read: to sort whole rows of everybody takes three times as long.
    order = ("-known", "-last_active_at", "-id")
    first = Lead.objects.filter(pk__in=leads.order_by(*order).values("pk")[:SAMPLES])
    samples = list(first.select_related("person__company").order_by(*order))
    return leads.count(), leads.filter(known=True).count(), samples
