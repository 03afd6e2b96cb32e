"""How long customers took: the bars hold each of them once, and the quantiles are those of the days (F008)."""

from datetime import date, datetime, timedelta
from statistics import mean, quantiles

import pytest
from django.test import Client

from analytics.domain.periods import Period
from analytics.queries import age
from analytics.queries.questions import ask
from kernel import tenancy
from kernel.audit import SYSTEM
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import create_lead
from tests.cast import Cast

# Just before and at the end of bars, and far behind the last.
DAYS = [0.5, 29.999, 30, 59, 60, 89.5, 90, 180, 364, 365, 365.5, 729, 730, 900]
PERIOD = Period(date(2023, 1, 1), date(2026, 11, 2), "UTC")


@pytest.fixture
def customers(acme: Cast, noon: datetime) -> None:
    for number, days in enumerate(DAYS):
        lead = create_lead({"email": f"c{number}@firm{number}.example"}, SYSTEM, at=noon - timedelta(days=days))
        move_stage(Move(lead.pk, "customer", "won", noon, through=True), SYSTEM)
    create_lead({"email": "never@firm.example"}, SYSTEM, at=noon - timedelta(days=5))


def test_each_customer_stands_in_one_bar(customers: None) -> None:
    found = age.run(PERIOD)
    assert [(low, end) for low, end, _ in found.lengths] == [
        (0, 30), (30, 60), (60, 90), (90, 180), (180, 365), (365, 730), (730, None),
    ]  # fmt: skip
    wanted = [sum(low <= days < (end or 10**6) for days in DAYS) for low, end, _ in found.lengths]
    assert [count for _, _, count in found.lengths] == wanted
    assert (sum(wanted), found.customers, found.to_30) == (len(DAYS), len(DAYS), found.fast)


def test_the_quantiles_are_those_of_the_days(customers: None) -> None:
    found, cuts = age.run(PERIOD), quantiles(DAYS, n=20, method="inclusive")
    assert [found.quarter, found.median, found.three_quarters, found.nine_tenths] == pytest.approx([cuts[4], cuts[9], cuts[14], cuts[17]])
    assert found.average == pytest.approx(mean(DAYS))


def test_nobody_has_no_quantiles(acme: Cast, noon: datetime) -> None:
    found = age.run(PERIOD)
    assert (found.customers, found.median, found.nine_tenths, sum(count for _, _, count in found.lengths)) == (0, None, None, 0)


def test_page_file_and_report_tell_the_same(cast: Cast, customers: None) -> None:
    with tenancy.scope(cast.acme.id):
        _, (row,), _ = ask("fast-and-old", {"since": "2023-01-01", "until": "2026-11-02"}, "UTC")
    mara = Client()
    mara.force_login(cast.mara)
    asked = "/w/acme/insights/fast-and-old?since=2023-01-01&until=2026-11-02"
    page = mara.get(asked)
    assert page.context["lengths"]["series"][0]["data"] == [row[f"to_{end}"] for end in age.ENDS] + [row["over_730"]]
    head, line = mara.get(f"{asked}&export=csv").content.decode().split()
    assert dict(zip(head.split(","), line.split(","), strict=True))["to_365"] == str(row["to_365"])
