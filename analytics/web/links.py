"""Addresses of the lists behind the numbers: every number opens the leads that make it."""

from collections.abc import Sequence

from django.urls import reverse

from analytics.domain.periods import Period
from analytics.queries.behind import days_of, days_of_month
from leads.domain.filters import to_query

NO_SOURCE = "-"


def leads(slug: str, **filters: str | Sequence[str]) -> str:
    """The list of the leads for which `filters` hold; several values of one are alternatives."""
    asked = {key: [value] if isinstance(value, str) else value for key, value in filters.items()}
    return f"{reverse('leads:list', args=[slug])}?{to_query(asked)}"


def created_in(slug: str, period: Period, **filters: str | Sequence[str]) -> str:
    """The same, of the leads created in the period."""
    return leads(slug, created=days_of(period), **filters)


def of_month(slug: str, month: str, **filters: str) -> str:
    return leads(slug, created=days_of_month(month), **filters)


def source_filter(source: str) -> str:
    return source or NO_SOURCE
