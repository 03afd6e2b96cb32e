"""Cursors are ours or none: what a stranger writes into one shows the first page and never reaches the database half understood."""

import warnings
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import paging
from leads.actions.people import create_lead
from leads.models import Lead
from leads.queries import leads
from tests.cast import Cast, as_actor

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
ORDERS = ("-created_at", "last_active_at", "-stage_entered_at")


@pytest.fixture
def three(acme: Cast) -> list[UUID]:
    made = [create_lead({"email": f"p{n}@acme.example"}, as_actor(acme.mara), NOON + timedelta(hours=n)) for n in range(3)]
    return [lead.pk for lead in made]


@pytest.mark.parametrize("at", ["2026-01-01", "2026-01-01T13:00:00", "2026-01-01 13:00"])
@pytest.mark.parametrize("order", ORDERS)
def test_a_time_without_a_zone_is_no_cursor_of_ours(three: list[UUID], at: str, order: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = paging.page(Lead.objects.all(), order=order, cursor=paging.encode([at, str(three[0])]))
    assert {row.pk for row in found.rows} == set(three)
    assert found.previous == ""


def test_our_own_cursors_lead_on(three: list[UUID]) -> None:
    first = paging.page(Lead.objects.all(), order="-created_at", size=2)
    second = paging.page(Lead.objects.all(), order="-created_at", size=2, cursor=first.next)
    assert [row.pk for row in [*first.rows, *second.rows]] == three[::-1]
    back = paging.page(Lead.objects.all(), order="-created_at", size=2, cursor=second.previous, back=True)
    assert [row.pk for row in back.rows] == three[:0:-1]


@given(
    active=st.lists(st.none() | st.integers(0, 2), min_size=0, max_size=3),
    size=st.integers(1, 3),
    order=st.sampled_from(("-last_active_at", "last_active_at")),
)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_back_leads_over_the_same_pages(active: list[int | None], size: int, order: str, three: list[UUID]) -> None:
    """Rows without a value stand last on the way there, and so they do on the way back."""
    Lead.objects.update(last_active_at=None)
    for lead, hour in zip(three, active, strict=False):
        Lead.objects.filter(pk=lead).update(last_active_at=None if hour is None else NOON + timedelta(hours=hour))
    there = [paging.page(Lead.objects.all(), order=order, size=size)]
    while there[-1].next:
        there.append(paging.page(Lead.objects.all(), order=order, size=size, cursor=there[-1].next))
    assert sorted(row.pk for page in there for row in page.rows) == sorted(three)
    assert there[0].previous == ""
    here = there[-1]
    for expected in there[-2::-1]:
        here = paging.page(Lead.objects.all(), order=order, size=size, cursor=here.previous, back=True)
        assert [row.pk for row in here.rows] == [row.pk for row in expected.rows]
    assert here.previous == ""


KEYS = st.lists(st.none() | st.booleans() | st.floats() | st.text(max_size=12) | st.datetimes().map(str) | st.dates().map(str), max_size=3)


@given(key=KEYS, order=st.sampled_from(ORDERS))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_cursor_breaks_or_warns(key: list[Any], order: str, three: list[UUID]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        paging.page(Lead.objects.all(), order=order, cursor=paging.encode([*key[:1], str(three[0]), *key[1:2]]))
        paging.page(Lead.objects.all(), order=order, cursor=paging.encode(key))


def test_days_of_filters_are_days_with_a_zone(three: list[UUID]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = {day: list(leads.search({"created": [day]})) for day in ("2026-01-01", "2026-01-02..", "..2026-01-01")}
    assert [len(rows) for rows in found.values()] == [3, 0, 3]
