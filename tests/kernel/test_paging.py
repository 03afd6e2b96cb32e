"""Cursors are ours or none: what a stranger writes into one shows the first page and never reaches the database half understood."""

import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import paging, sql
from leads.actions.people import create_lead
from leads.models import Lead, Person, Snapshot
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


def there_and_back(page: Callable[..., paging.Page[Lead]], expected: list[UUID]) -> None:
    """All pages one after another hold the expected, and back the same pages."""
    pages = [page()]
    while pages[-1].next:
        pages.append(page(pages[-1].next))
    assert [row.pk for one in pages for row in one.rows] == expected
    here = pages[-1]
    for before in pages[-2::-1]:
        here = page(here.previous, back=True)
        assert [row.pk for row in here.rows] == [row.pk for row in before.rows]
    assert here.previous == ""


@given(
    levels=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=3, max_size=3),
    size=st.integers(1, 3),
    order=st.sampled_from(("", "-")),
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_many_who_are_alike_follow_each_other(levels: list[tuple[int, int]], size: int, order: str, three: list[UUID]) -> None:
    """Through another table and two columns more: each once, in the order that a list of all of them has, there and back."""
    for lead, (level, hour) in zip(three, levels, strict=True):
        Person.objects.filter(pk=Lead.objects.get(pk=lead).person_id).update(contactability=level, created_at=NOON + timedelta(hours=hour))
    ordered = [f"{order}person__contactability", f"{order}person__created_at", f"{order}id"]
    expected = list(Lead.objects.order_by(*ordered).values_list("pk", flat=True))

    def page(cursor: str = "", back: bool = False) -> paging.Page[Lead]:
        found = Lead.objects.select_related("person__company")
        return paging.page(found, order=ordered[0], then=("person__created_at",), size=size, cursor=cursor, back=back)

    there_and_back(page, expected)


@given(ranks=st.lists(st.sampled_from((None, 1.0, 2.0)), min_size=3, max_size=3), size=st.integers(1, 3))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_best_come_first_and_who_never_had_a_score_last(ranks: list[float | None], size: int, three: list[UUID]) -> None:
    """By the rank that stands beside each lead, also from the middle of those without one, there and back."""
    for lead, rank in zip(three, ranks, strict=True):
        Snapshot.objects.filter(pk=lead).update(rank_key=rank)
    ordered = sorted(zip(three, ranks, strict=True), key=lambda row: (row[1] is not None, row[1] or 0.0, row[0]), reverse=True)
    expected = [lead for lead, _ in ordered]
    assert list(leads.search({}).values_list("pk", flat=True)) == expected

    def page(cursor: str = "", back: bool = False) -> paging.Page[Lead]:
        return leads.page(leads.search({}), "score", cursor=cursor, back=back, size=size)

    there_and_back(page, expected)
    assert size >= len(expected) or leads.understands(page().next, "score")


def test_who_never_did_anything_stands_last(three: list[UUID]) -> None:
    Lead.objects.update(last_active_at=None)
    Lead.objects.filter(pk=three[0]).update(last_active_at=NOON)
    assert list(leads.search({}, "activity").values_list("pk", flat=True)) == [three[0], three[2], three[1]]


@pytest.mark.parametrize(
    ("order", "condition"),
    [
        ("score", "ROW(rank_key, id) < ROW("), ("activity", "ROW(last_active_at, id) < ROW("), ("created", "created_at <= "),
        ("stage", "stage_entered_at <= "), ("reach", "ROW(contactability, created_at) <= ROW("),
    ],
)  # fmt: skip
def test_page_a_thousand_begins_where_the_one_before_ended(three: list[UUID], order: str, condition: str) -> None:
    """The key of a cursor is a condition of the index: what stands before it is not read again."""
    Snapshot.objects.update(rank_key=1.0)
    Lead.objects.update(last_active_at=NOON)
    cursor = leads.page(leads.search({}, order), order, size=2).next
    with CaptureQueriesContext(connection) as asked:
        assert [row.pk for row in leads.page(leads.search({}, order), order, size=2, cursor=cursor).rows] == three[:1]
    # Which index it takes without knowing any numbers, among so few, says nothing: whether one can begin there does.
    sql.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
    with connection.cursor() as cursor_of_database:
        cursor_of_database.execute("EXPLAIN " + next(one["sql"] for one in asked if "LIMIT 3" in one["sql"]))
        plan = [line for (line,) in cursor_of_database.fetchall() if "Index Cond" in line]
    assert [condition in line for line in plan].count(True) == 1, plan


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
