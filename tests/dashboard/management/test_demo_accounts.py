"""The demo's accounts stand in the matrix, in English and in Chinese, and not all of them."""

import pytest

from dashboard.management.demo.accounts import place_accounts
from leads.models import Company, Placement
from tests.cast import Cast, as_actor


@pytest.mark.parametrize(("chinese", "reason"), [(False, "Right trade, small orders so far."), (True, "行业对口，目前订单较小。")])
def test_two_of_three_are_placed(acme: Cast, chinese: bool, reason: str) -> None:
    for number in range(9):
        Company.objects.create(name=f"Company {number}", domain=f"company-{number}.example")
    place_accounts(as_actor(acme.mara), chinese)
    rows = list(Company.objects.order_by("name").values_list("direction", "profit", "tier", "market_class"))
    assert rows == [
        ("core", "high", "t1", "big_b"), ("core", "medium", "t1", "big_b"), ("", "", "", ""),
        ("adjacent", "high", "t1", "small_b"), ("adjacent", "low", "t3", "small_b"), ("", "", "", ""),
        ("core", "low", "t2", "small_b"), ("outside", "medium", "t3", "big_c"), ("", "", "", ""),
    ]  # fmt: skip
    assert Placement.objects.get(company__name="Company 6").reason == reason
