"""Pages: many leads are counted first, then moved, then put back."""

from collections.abc import Callable

import pytest
from django.test import Client

from kernel import ids, tenancy
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from leads.models import Lead, MoveBatch, StageVisit
from tests.cast import Cast

SignedIn = Callable[[str], Client]
URL = "/w/acme/leads/many"


def people(cast: Cast, number: int) -> None:
    with tenancy.scope(cast.acme.id):
        for n in range(number):
            create_lead({"email": f"lead{n}@firm.example"}, SYSTEM)


def stages(cast: Cast) -> list[str]:
    with tenancy.scope(cast.acme.id):
        return sorted(Lead.objects.values_list("stage", flat=True).distinct())


def test_they_are_counted_moved_and_put_back(cast: Cast, signed_in: SignedIn) -> None:
    people(cast, 3)
    mara = signed_in("mara")
    page = mara.get(f"{URL}?q=firm&known=yes&to=engaged&reason=engaged")
    assert (page.context["planned"].moving, page.context["query"], page.context["typed"]) == (3, "known=yes&q=firm", False)
    sent = {"to": "engaged", "reason": "engaged", "query": "known=yes&q=firm", "note": "<b>The fair</b>", "expected": "3"}
    assert mara.post(URL, {**sent, "expected": "2"}).status_code == 409
    assert mara.post(URL, {**sent, "note": " "}).status_code == 400
    assert mara.post(URL, {**sent, "query": "shoes=red"}).status_code == 400
    other = mara.post(URL, {**sent, "digest": "0" * 32}, headers={"accept-language": "zh-hans"})
    assert (other.status_code, "请重新查看" in other.content.decode()) == (409, True)
    assert stages(cast) == ["name"]
    assert mara.post(URL, {**sent, "digest": page.context["digest"]}).status_code == 302
    assert stages(cast) == ["engaged"]
    page = mara.get(URL)
    assert [(one["count"], one["to"]) for one in page.context["batches"]] == [(3, "Engaged")]
    assert "&lt;b&gt;The fair&lt;/b&gt;" in page.content.decode()
    with tenancy.scope(cast.acme.id):
        batch = MoveBatch.objects.get()
    assert signed_in("vera").post(f"{URL}/{batch.pk}/undo").status_code == 403
    assert mara.post(f"{URL}/{batch.pk}/undo").status_code == 302
    assert mara.post(f"{URL}/{batch.pk}/undo").status_code == 409
    assert mara.post(f"{URL}/{ids.new()}/undo").status_code == 404
    assert stages(cast) == ["name"]


def test_who_cannot_move_is_told_with_why(cast: Cast, signed_in: SignedIn) -> None:
    people(cast, 2)
    page = signed_in("mara").get(f"{URL}?known=yes&to=friend")
    assert [(one["stage"], one["count"], str(one["why"])) for one in page.context["left"]] == [
        ("name", 2, "No way leads from there to this stage.")
    ]
    assert page.context["planned"].moving == 0
    zh = signed_in("mara").get(f"{URL}?known=yes&to=friend", headers={"accept-language": "zh-hans"})
    assert "No way leads" not in zh.content.decode()


@pytest.mark.parametrize("query", ["to=engaged", "known=yes&to=nowhere", "known=yes&to=engaged&reason=mood", "shoes=red&to=engaged"])
def test_bad_addresses_are_pages_too(cast: Cast, signed_in: SignedIn, query: str) -> None:
    page = signed_in("mara").get(f"{URL}?{query}")
    assert page.status_code == (200 if query == "to=engaged" else 400)
    assert page.context["planned"] is None
    assert signed_in("vera").get(f"{URL}?{query}").status_code == 403


def test_a_hundred_are_typed(cast: Cast, signed_in: SignedIn) -> None:
    people(cast, 100)
    mara = signed_in("mara")
    sent = {"to": "engaged", "reason": "engaged", "query": "known=yes", "note": "All", "expected": "100", "through": "on"}
    assert mara.post(URL, {**sent, "typed": "10"}).status_code == 400
    assert mara.post(URL, {**sent, "typed": "100"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        assert StageVisit.objects.filter(stage="engaged").count() == 100
