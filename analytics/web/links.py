"""Addresses of the lists behind the numbers: every number opens the leads that make it."""

from urllib.parse import urlencode

from django.urls import reverse

from analytics.domain.periods import Period

NO_SOURCE = "(none)"


def leads(slug: str, period: Period, **filters: str) -> str:
    """The list of the leads created in the period for which `filters` hold."""
    created = {"created_from": period.first.isoformat(), "created_to": period.last.isoformat()}
    return f"{reverse('leads:list', args=[slug])}?{urlencode({**created, **filters})}"


def leads_where(slug: str, **filters: str) -> str:
    return f"{reverse('leads:list', args=[slug])}?{urlencode(filters)}"


def source_filter(source: str) -> str:
    return source or NO_SOURCE
