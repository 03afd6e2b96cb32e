"""Accounts: companies with how many people and leads they have."""

from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery

from leads.models import Company, Lead, Person


def companies(text: str = "") -> "QuerySet[Company]":
    """Companies whose name or domain holds `text`, each with `people`, newest first."""
    people = (
        Person.objects.filter(company_id=OuterRef("id"), merged_into=None)
        .order_by()
        .values("company_id")
        .annotate(n=Count("id"))
        .values("n")
    )
    found = Company.objects.annotate(people=Subquery(people, output_field=IntegerField()))
    return found.filter(Q(name__icontains=text) | Q(domain__icontains=text)) if text.strip() else found


def company(company_id: UUID) -> Company | None:
    return Company.objects.filter(pk=company_id).first()


def leads_of(company_id: UUID) -> "QuerySet[Lead]":
    """The leads of a company's people, highest first."""
    found = Lead.objects.filter(person__company_id=company_id).exclude(closed_reason="merged")
    return found.select_related("person__company").order_by("-rank_key", "-id")
