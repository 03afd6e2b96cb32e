"""What a condition on pages finds: routes behind # are pages, anchors and queries are not, a word may be meant as a whole."""

import pytest

from leads.domain import pages

HOME = "https://www.acme.example"


@pytest.mark.parametrize(
    ("page", "address", "found"),
    [
        ("pric", "/pricing", True), ("PRIC", "/Pricing?plan=pro", True), ("plan=pro", "/pricing?plan=pro", False),
        ("#/pricing", "/#/pricing", True), ("#/pricing", "/?utm=1#/pricing?plan=pro", True), ("utm", "/?utm=1#/pricing", False),
        ("#!/pricing", "/#!/pricing", True), ("pricing", "/#pricing", False), ("pricing", "/#/a?x=1#pricing", False),
        ("#/a", "/#/a#pricing", True), ("/demo$", "/demo", True), ("/demo$", "/demo/a", True), ("/demo$", "/demo?x=1", True),
        ("/demo$", "/demo-center.html", True), ("/demo$", "/demo_2", True), ("/demo$", "/demo#/a", True),
        ("/demo$", "/demographics", False),
        ("/Demo$", "/demographics/DEMO", True), ("/a.b$", "/aXb", False), ("$", "/", True),
    ],
)  # fmt: skip
def test_what_is_found(page: str, address: str, found: bool) -> None:
    assert pages.is_on(page, HOME + address) == found


@pytest.mark.parametrize(
    ("page", "can_be"),
    [
        ("/demo$", True), ("#/pricing", True), ("#!", True), ("//demo.", True),
        ("?plan=pro", False), ("/pricing?plan", False), ("#faq", False), ("/pricing#faq", False), ("$", False), ("", False),
    ],
)  # fmt: skip
def test_what_no_address_contains_is_known_beforehand(page: str, can_be: bool) -> None:
    assert pages.is_looked_at(page) == can_be
