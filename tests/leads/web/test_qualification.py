"""BANT and the buying phase on the page of a lead."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from kernel import clock, ids, tenancy
from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from leads.queries import qualification
from tests.cast import Cast
from tests.conftest import NOON

SignedIn = Callable[[str], Client]


@pytest.fixture
def lead(cast: Cast) -> UUID:
    with tenancy.scope(cast.acme.id):
        return UUID(str(create_lead({"name": "Lena", "email": "lena@buyer.example"}, SYSTEM).pk))


def known(cast: Cast, lead_id: UUID) -> dict[str, str]:
    with tenancy.scope(cast.acme.id):
        return {letter: row.value for letter, row in qualification.of_lead(lead_id).items()}


def test_marketers_and_sdrs_write_it_down_and_everybody_reads_it(cast: Cast, lead: UUID, signed_in: SignedIn) -> None:
    page, there = f"/w/acme/leads/{lead}", f"/w/acme/leads/{lead}/qualification"
    said = {"value": "quarter", "confidence": "3", "source": "<i>their</i> CFO", "note": "After the fair", "said_on": "2026-10-01"}
    with clock.pretend(NOON):
        end = NOON.date() + timedelta(days=4)
        assert signed_in("sam").post(f"{there}/time", {**said, "window_end": str(end)}).status_code == 302
        assert signed_in("mara").post(f"{there}/phase", {"value": "vendor_selection", "confidence": "1"}).status_code == 302
        assert signed_in("vera").post(f"{there}/phase", {"value": "awareness", "confidence": "1"}).status_code == 403
        shown = signed_in("vera").get(page).content.decode()
    assert ["&lt;i&gt;their&lt;/i&gt; CFO" in shown, "Window closes in 4 days" in shown, "Vendor selection" in shown] == [True] * 3
    assert known(cast, lead) == {"time": "quarter", "phase": "vendor_selection"}


def test_an_empty_answer_takes_it_back_and_nonsense_changes_nothing(cast: Cast, lead: UUID, signed_in: SignedIn) -> None:
    mara, there = signed_in("mara"), f"/w/acme/leads/{lead}/qualification"
    mara.post(f"{there}/need", {"value": "clear", "confidence": "2"})
    for wrong in ({"value": "decider"}, {"value": "vague", "confidence": "x"}, {"value": "vague", "confidence": "2", "said_on": "soon"}):
        assert mara.post(f"{there}/need", wrong).status_code == 302
        assert known(cast, lead) == {"need": "clear"}
    mara.post(f"{there}/need", {"value": ""})
    assert known(cast, lead) == {}
    assert mara.post(f"{there}/colour", {"value": "none"}).status_code == 404
    assert mara.post(f"/w/acme/leads/{ids.new()}/qualification/need", {"value": "clear"}).status_code == 404
