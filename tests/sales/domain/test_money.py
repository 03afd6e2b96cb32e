"""Money is kept exactly, or refused with its reason."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.domain import money


@pytest.mark.parametrize(("value", "currency", "minor"), [("12.50", "EUR", 1250), (7, "USD", 700), ("300", "JPY", 300), (0, "CNY", 0)])
def test_minor(value: object, currency: str, minor: int) -> None:
    assert money.problem(value, currency) == ""
    assert money.minor(value, currency) == minor


@pytest.mark.parametrize(
    ("value", "currency"),
    [("12.345", "EUR"), ("1.5", "JPY"), (-1, "USD"), ("NaN", "USD"), ("inf", "USD"), ("a lot", "USD"), (1, "XQZ"), (10**20, "USD")],
)
def test_what_is_no_money(value: object, currency: str) -> None:
    assert money.problem(value, currency) != ""


@given(minor=st.integers(0, 10**15), currency=st.sampled_from(["EUR", "USD", "JPY", "KWD", "CNY"]))
def test_there_and_back(minor: int, currency: str) -> None:
    major = money.major(minor, currency)
    assert isinstance(major, Decimal)
    assert money.minor(major, currency) == minor
