"""The demo sells something, has key moments, and leaves one company alone."""

import pytest

from dashboard.management.demo.offers import stock
from leads.models import Company
from scoring.models import Product
from tests.cast import Cast, as_actor


@pytest.mark.parametrize(("chinese", "suite", "reason"), [(False, "Planning suite", "Bought from a"), (True, "规划平台", "已选用竞品")])
def test_products_and_a_company_left_alone(acme: Cast, chinese: bool, suite: str, reason: str) -> None:
    for name in ("Brightwater", "Tidewell"):
        Company.objects.create(name=name, domain=f"{name.lower()}.example")
    stock(as_actor(acme.mara), chinese)
    assert list(Product.objects.order_by("sku").values_list("sku", flat=True)) == ["BENCH", "SUITE", "WORKSHOP"]
    assert Product.objects.get(sku="SUITE").name == suite
    (left,) = Company.objects.exclude(blacklisted_at=None)
    assert (left.name, left.blacklist_reason[: len(reason)]) == ("Tidewell", reason)


def test_it_stands_in_a_workspace_without_a_past(acme: Cast) -> None:
    stock(as_actor(acme.mara), chinese=False)
    assert (Product.objects.count(), Company.objects.count()) == (3, 0)
