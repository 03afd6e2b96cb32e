"""Question: what would a move of many leads do? And what was moved in one go lately?"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from kernel import sql
from kernel.problems import Refused
from leads.domain import shown
from leads.domain.bulk_moves import Plan, plan
from leads.domain.filters import BadFilter
from leads.models import Lead, MoveBatch
from leads.queries import leads

MOST, ENOUGH = 10_000, 10
LOCK = """
SELECT l.id FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(leads)s::uuid[]) ORDER BY l.id FOR UPDATE
"""
FilterSet = Mapping[str, Sequence[str]]


def found(filters: FilterSet) -> "QuerySet[Lead]":
    """The leads that the filter set names. Refuses a filter that cannot be understood, by its name."""
    try:
        return leads.search(filters)
    except BadFilter as error:
        raise Refused(error.detail, field=error.field) from error


def preview(filters: FilterSet, to: str, reason: str) -> Plan:
    """How many would move to `to`, are there, and cannot, with why; nobody is locked. Refuses more than MOST that would move."""
    closed = ExpressionWrapper(Q(closed_at__isnull=False), BooleanField())
    rows = found(filters).order_by().annotate(over=closed).values_list("stage", "over").annotate(n=Count("id"))
    planned = plan({(stage, over): n for stage, over, n in rows}, to, reason)
    if planned.moving > MOST:
        raise Refused(f"{planned.moving:,} leads would move, and at most {MOST:,} do in one go: filter them further.", field="filters")
    return planned


def digest(filters: FilterSet, planned: Plan) -> str:
    """Which leads would move, as one word (leads.domain.shown)."""
    return shown.digest(_open(filters, planned)) if planned.moving else ""


def moving(filters: FilterSet, planned: Plan) -> list[UUID]:
    """Those that would move, locked until the transaction ends; asked once more when they are, as somebody may have been faster."""
    open_ones = _open(filters, planned)
    leads = list(open_ones)
    lock(leads)
    return list(open_ones.filter(id__in=leads)) if leads else []


def _open(filters: FilterSet, planned: Plan) -> Any:
    found_now = found(filters).filter(stage__in=planned.stages, closed_at=None)
    return found_now.order_by("id").values_list("id", flat=True)


def lock(lead_ids: Sequence[UUID]) -> None:
    """In the order of their ids, as every change of stages does."""
    sql.tuples(LOCK, leads=list(lead_ids))


def standings(lead_ids: Sequence[UUID]) -> dict[str, list[str | int]]:
    """lead → [stage, visit number]."""
    rows = Lead.objects.filter(id__in=lead_ids).values_list("id", "stage", "visit_no")
    return {str(lead): [stage, number] for lead, stage, number in rows}


def batch(batch_id: UUID) -> MoveBatch | None:
    return MoveBatch.objects.filter(pk=batch_id).first()


def batches() -> list[MoveBatch]:
    """The last moves of many leads, the newest first."""
    return list(MoveBatch.objects.order_by("-at", "-id")[:ENOUGH])
