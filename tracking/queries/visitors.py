"""Visitors and their sessions."""

from uuid import UUID

from django.db.models import QuerySet

from kernel.due import Due
from tracking.models import Session, Visitor

doubted = Due("EXISTS (SELECT 1 FROM tracking_visitor v WHERE v.workspace_id = %(workspace_id)s AND v.doubted_at IS NOT NULL)")


def of_person(person_id: UUID) -> list[Visitor]:
    """Every device of one person, first seen first."""
    return list(Visitor.objects.filter(person_id=person_id).order_by("first_seen_at", "id"))


def visitor(visitor_id: UUID) -> Visitor | None:
    return Visitor.objects.filter(pk=visitor_id).first()


def sessions_of(visitor_ids: list[UUID]) -> "QuerySet[Session]":
    """Visits, newest first."""
    return Session.objects.filter(visitor_id__in=visitor_ids).order_by("-started_at", "-id")


def session(visitor_id: UUID, number: int) -> Session | None:
    """One visit of a visitor, by its number."""
    return Session.objects.filter(visitor_id=visitor_id, number=number).first()


def ids_of_person(person_id: UUID) -> list[UUID]:
    return list(Visitor.objects.filter(person_id=person_id).values_list("id", flat=True))
