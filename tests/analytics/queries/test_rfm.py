"""Octants, tenths and groups by SQL are those of the domain, and each number opens the people behind it."""

import statistics
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.domain.rfm import Ask, Thresholds, octant, parse
from analytics.enums import Octant
from analytics.queries import rfm
from analytics.queries.rfm_asked import HALF_YEAR, instants
from analytics.queries.rfm_behind import value_of
from kernel import clock, tenancy, work
from kernel.audit import SYSTEM
from leads.domain.filters import BadFilter
from leads.queries.leads import search
from sales.models import Opportunity
from scoring.models import LedgerEntry
from tests.analytics.buyers import buyer
from tests.cast import Cast
from tests.conftest import NOON
from tracking.actions.accept import accept_messages
from tracking.actions.sites import add_site

DAY = timedelta(days=1)
DEALS = st.lists(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 5)), min_size=1, max_size=3), min_size=1, max_size=7)
ASKS = st.builds(
    Ask, money=st.sampled_from(["total", "average"]), days=st.none() | st.just(200.0), recent=st.none() | st.just(60.0),
    often=st.none() | st.just(2.0), worth=st.none() | st.just(2.0),
)  # fmt: skip


def put(cast: Cast, bought: list[list[tuple[int, int]]], people: list[Any]) -> None:
    """Exactly these deals of these leads, straight into the table: seven buyers times forty examples would take minutes by the doors."""
    Opportunity.objects.all().delete()
    Opportunity.objects.bulk_create(
        Opportunity(lead_id=lead, name="x", state="won", value_minor=value * 100, opened_at=NOON - days * DAY, closed_at=NOON - days * DAY)
        for lead, deals in zip(people, bought, strict=False)
        for days, value in deals
    )


@pytest.fixture
def seven(cast: Cast) -> list[Any]:
    people = [buyer(cast.acme, now=NOON) for _ in range(7)]
    with tenancy.scope(cast.acme.id):
        leads = {lead.person_id: lead.pk for lead in search({"known": ["all"]})}
    return [leads[person] for person in people]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DEALS, ASKS)
def test_the_database_judges_as_the_domain_does(cast: Cast, seven: list[Any], bought: list[list[tuple[int, int]]], ask: Ask) -> None:
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        put(cast, bought, seven)
        inside = [[(d, 100.0 * v) for d, v in deals if ask.days is None or d < ask.days] for deals in bought]
        numbers = []
        for deals in filter(None, inside):
            total = sum(v for _, v in deals)
            numbers.append((float(min(d for d, _ in deals)), float(len(deals)), total if ask.money == "total" else total / len(deals)))
        found = rfm.octants(ask, instants(NOON))
        if not numbers:
            assert (found.customers, found.thresholds) == (0, None)
            return
        medians = [statistics.median(column) for column in zip(*numbers, strict=True)]
        at = Thresholds(ask.recent or medians[0], ask.often or medians[1], 100 * ask.worth if ask.worth else medians[2],
                        ask.recent is None, ask.often is None, ask.worth is None)  # fmt: skip
        expected = Counter(octant(*three, at) for three in numbers)
        assert {kind.octant: kind.customers for kind in found.kinds} == {key: expected[key] for key in Octant.values}
        # The database and Python add up the thirds of a cent in orders of their own.
        assert found.thresholds == at._replace(worth=pytest.approx(at.worth))
        assert {key: counts[-1] for key, counts in found.series.items()} == {key: expected[key] for key in Octant.values}
        assert sum(kind.money for kind in found.kinds) == pytest.approx(sum(v for deals in inside for _, v in deals))
        tenths = rfm.pareto(ask, NOON)
        assert sum(one.customers for one in tenths) == len(numbers)
        assert tenths[-1].share is None or tenths[-1].share == pytest.approx(100)
        moves = rfm.groups(ask, NOON - HALF_YEAR, NOON)
        assert sum(n for (_, now), n in moves.items() if now != "A") == len(numbers)
        assert sum(moves.values()) == 7
        for kind in found.kinds:
            listed = search({"rfm": [value_of(kind.octant, ask)], "known": ["all"]}, now=NOON).count()
            assert listed == kind.customers


def test_amounts_that_differ_by_rounding_are_one(cast: Cast, seven: list[Any]) -> None:
    """1.1 × 100 is a hair more than 110, and 0.1 + 0.2 + 0.3 depends on the order: neither makes another kind of customer."""
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        Opportunity.objects.all().delete()
        Opportunity.objects.create(lead_id=seven[0], name="x", state="won", value_minor=110, opened_at=NOON - DAY, closed_at=NOON - DAY)
        assert [one.worth for one in rfm.customers(Ask(worth=1.1), NOON)] == [True]
        gains = ((0.1, 0.2, 0.3), (0.3, 0.2, 0.1), (0.2, 0.3, 0.1))
        told = [(lead, points) for lead, of_lead in zip(seven, gains, strict=False) for points in of_lead]
        LedgerEntry.objects.bulk_create(
            LedgerEntry(
                lead_id=lead, dimension="behaviour", rule="event:x", points=points, decays=True, event_id=UUID(int=n),
                occurred_at=NOON - timedelta(minutes=30 - n), reason="x", effect_key=f"x{n}",
            )
            for n, (lead, points) in enumerate(told, 1)
        )  # fmt: skip
        assert [one.worth for one in rfm.customers(Ask(of="engagement"), NOON)] == [False] * 3
        assert [one.worth for one in rfm.customers(Ask(of="engagement", worth=0.6), NOON)] == [True] * 3


def test_a_company_is_one_customer(cast: Cast) -> None:
    for name, value in (("ann", "100"), ("bob", "50")):
        buyer(cast.acme, (NOON - DAY, value), now=NOON, email=f"{name}@big.example")
    buyer(cast.acme, (NOON - DAY, "20"), now=NOON)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        people, companies = rfm.customers(Ask(), NOON), rfm.customers(Ask(by="company"), NOON)
        assert [(one.frequency, one.total) for one in people] == [(1, 10_000.0), (1, 5_000.0), (1, 2_000.0)]
        assert [(one.frequency, one.total, one.average, one.is_company) for one in companies] == [
            (2, 15_000.0, 7_500.0, True),
            (1, 2_000.0, 2_000.0, False),
        ]
        assert search({"rfm": [value_of(companies[0].octant, Ask(by="company"))]}, now=NOON).count() == 2


def order(number: int, at: datetime, **properties: Any) -> dict[str, Any]:
    common = {"type": "track", "event": "Order Completed", "userId": "u1", "messageId": f"o{number}", "timestamp": at.isoformat()}
    return {**common, "properties": properties}


def test_orders_of_sites_count_once_and_in_their_currency(cast: Cast) -> None:
    with clock.pretend(NOON):
        with tenancy.scope(cast.acme.id):
            site, _ = add_site(name="Shop", url="https://shop.example", actor=SYSTEM)
            accept_messages(
                [
                    {
                        "type": "identify",
                        "userId": "u1",
                        "messageId": "i",
                        "traits": {"email": "ida@gmail.com"},
                        "timestamp": NOON.isoformat(),
                    },
                    order(1, NOON - DAY, order_id="a", revenue=12.5, currency="usd"),
                    order(2, NOON - DAY, order_id="a", revenue=12.5, currency="USD"),
                    order(3, NOON - 2 * DAY, revenue="7.25"),
                    order(4, NOON - DAY, order_id="b", revenue=99, currency="EUR"),
                    order(5, NOON - DAY, order_id="c", revenue="a lot"),
                ],
                site_id=site.pk,
            )
        work.run_until_quiet(cast.acme.id)
        with tenancy.scope(cast.acme.id):
            assert [(one.frequency, one.total, round(one.recency)) for one in rfm.customers(Ask(), NOON)] == [(2, 1_975.0, 1)]
            assert [one.total for one in rfm.customers(Ask(currency="EUR"), NOON)] == [9_900.0]


def test_engagement_stands_in_where_there_are_no_orders(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        assert rfm.octants(Ask(of="engagement"), instants(NOON)).customers == 0


def test_the_neighbour_sees_nothing(cast: Cast) -> None:
    buyer(cast.acme, (NOON - DAY, "100"), now=NOON)
    with tenancy.scope(cast.globex.id), clock.pretend(NOON):
        assert rfm.customers(Ask(), NOON) == []
        assert rfm.octants(Ask(), instants(NOON)).customers == 0


@pytest.mark.parametrize("value", ["", "whales", "champions;by=planet", "champions;recent=-1", "champions;="])
def test_a_bad_kind_is_refused(cast: Cast, value: str) -> None:
    with tenancy.scope(cast.acme.id):
        if value == "champions;=":
            assert search({"rfm": [value]}).count() == 0
            return
        with pytest.raises(BadFilter):
            search({"rfm": [value]})


def test_words_of_a_set_threshold() -> None:
    assert value_of("keep", parse({"recent": "90", "by": "company"})) == "keep;by=company;recent=90"
