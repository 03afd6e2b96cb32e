"""The search box."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.dashboard.conftest import Told, Visit

SignIn = Callable[[str], Client]


@pytest.mark.parametrize("text", ["Lena", "fisch", "lena@nordlicht", "5550101", "菲舍"])
def test_a_lead_is_found_by_any_part(signed_in: SignIn, visit: Visit, text: str) -> None:
    lead = visit("lena", name="Lena Fischer 菲舍尔", phone="+49 30 5550101")
    answer = signed_in("vera").get("/w/acme/search", {"q": text})
    assert [found.pk for found, _ in answer.context["rows"]] == [lead.pk]


def test_a_company_is_found(signed_in: SignIn, visit: Visit) -> None:
    visit("lena", name="Lena Fischer")
    answer = signed_in("vera").get("/w/acme/search", {"q": "nordlicht"})
    assert [company.domain for company in answer.context["found"].companies] == ["nordlicht.example"]


@pytest.mark.parametrize("text", ["", "  ", "%", "\0", "'; --", "x" * 5000, "😀", "nobody"])
def test_any_text_gets_an_answer(signed_in: SignIn, text: str) -> None:
    assert signed_in("vera").get("/w/acme/search", {"q": text}).status_code == 200


def test_it_takes_few_queries(signed_in: SignIn, visit: Visit, counted: Callable[..., Told]) -> None:
    visit("lena", name="Lena Fischer")
    assert counted(signed_in("olga"), "/w/acme/search?q=len").queries <= 15
