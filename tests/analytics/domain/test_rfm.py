"""Every customer is of exactly one kind; shares add up; a trend is judged as the source says (F042–F044, F157)."""

import math
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.rfm import OCTANTS, Ask, BadAsk, Tenth, Thresholds, group, grows, octant, pareto, parse, percentile_of
from analytics.enums import Group, Octant

AMOUNT = st.floats(0, 1e12, allow_nan=False)
# Whole cents: what differs by less is rounding, and one amount.
MONEY = st.integers(0, 10**14).map(lambda cents: cents / 100)
THRESHOLDS = st.builds(Thresholds, AMOUNT, AMOUNT, MONEY, st.booleans(), st.booleans(), st.booleans())


def test_the_eight_octants_are_eight_kinds() -> None:
    assert sorted(OCTANTS) == sorted(product((False, True), repeat=3))
    assert sorted(OCTANTS.values()) == sorted(Octant.values)


@given(AMOUNT, AMOUNT, MONEY, THRESHOLDS)
def test_every_customer_is_of_exactly_one_kind(recency: float, frequency: float, money: float, at: Thresholds) -> None:
    place = [key for key, kind in OCTANTS.items() if kind == octant(recency, frequency, money, at)]
    assert len(place) == 1
    recent, often, worth = place[0]
    assert recent == (recency < at.recent or (recency == at.recent and not at.strict_recent))
    assert often == (frequency > at.often or (frequency == at.often and not at.strict_often))
    assert worth == (money > at.worth or (money == at.worth and not at.strict_worth))


def test_a_median_is_beaten_and_a_set_threshold_reached() -> None:
    assert octant(30, 2, 100, Thresholds(30, 2, 100)) == "hibernating"
    assert octant(30, 2, 100, Thresholds(30, 2, 100, False, False, False)) == "champions"


@given(st.dictionaries(st.integers(1, 10), st.tuples(st.integers(1, 1000), st.floats(0, 1e9))))
def test_shares_rise_to_a_hundred(found: dict[int, tuple[int, float]]) -> None:
    tenths = pareto(found)
    assert (len(tenths), sum(one.customers for one in tenths)) == (10, sum(n for n, _ in found.values()))
    whole = math.fsum(money for _, money in found.values())
    if not whole:
        assert [one.share for one in tenths] == [None] * 10
        return
    shares = [one.share or 0.0 for one in tenths]
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(100)


def test_eighty_percent_from_the_first_fifth() -> None:
    tenths = pareto({1: (1, 60.0), 2: (1, 20.0), **dict.fromkeys(range(3, 11), (1, 2.5))})
    assert (tenths[1], percentile_of(tenths)) == (Tenth(2, 1, 20.0, 80.0), 20)
    assert percentile_of(pareto({})) is None


@pytest.mark.parametrize(
    ("recent", "expected"),
    [([], None), ([5], None), ([0, 0], None), ([1, 2], True), ([2, 2], False), ([9, 1, 1, 1, 2], True), ([3, 1], False), ([0, 1], True)],
)  # fmt: skip
def test_fewer_recent_buyers_are_a_warning(recent: list[int], expected: bool | None) -> None:
    assert grows(recent) is expected


def test_groups_by_size_and_number_of_orders() -> None:
    assert [
        group(n, big, often)
        for n, big, often in ((0, False, False), (1, False, False), (1, True, False), (1, False, True), (1, True, True))
    ] == list(Group.values)


WORDS = (("orders", "engagement"), ("person", "company"), ("total", "average"), ("", "EUR"))
ASKS = st.builds(Ask, *map(st.sampled_from, WORDS), *[st.none() | st.floats(0.001, 36_500)] * 4)


@given(ASKS)
def test_what_is_asked_survives_its_address(ask: Ask) -> None:
    assert parse(ask.words()) == ask


@given(st.dictionaries(st.sampled_from(["of", "by", "money", "currency", "days", "recent", "often", "worth"]), st.text(max_size=20)))
def test_anything_is_a_question_or_a_named_refusal(given: dict[str, str]) -> None:
    try:
        asked, wrong = parse(given), ""
    except BadAsk as error:
        asked, wrong = Ask(), error.field
    assert wrong in ("", *given)
    assert parse(asked.words()) == asked
