"""Testing a draft in a browser and over the API: begin, watch, read, approve, publish."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape

from django.test import Client

from kernel import clock, tenancy
from scoring.models import Backtest, Rulebook
from tests.cast import Cast
from tests.conftest import NOON
from tests.scoring.people import Office

SignIn = Callable[[str], Client]
ROOT = "/w/acme/scoring"
FORM = {"days": "90", "outcome": "sql", "patience_days": "30", "capacity": "20", "threshold": "60"}


def test_a_draft_is_tested_approved_and_published(office: Office, cast: Cast, signed_in: SignIn) -> None:
    lead = office.lead(NOON, name="=cmd()")
    office.did(lead, "offline_meeting_attended", NOON)
    with clock.pretend(NOON + timedelta(days=1)):
        mara, sam, vera = signed_in("mara"), signed_in("sam"), signed_in("vera")
        assert mara.get(f"{ROOT}/tests").status_code == 200
        assert (mara.post(f"{ROOT}/tests", FORM).status_code, mara.post(f"{ROOT}/draft/begin").status_code) == (400, 302)
        assert mara.post(f"{ROOT}/draft", {"threshold": "45"}).status_code == 302
        assert "not as it stands now" in mara.get(f"{ROOT}/draft").content.decode()
        wrong = mara.post(f"{ROOT}/tests", {**FORM, "days": "many"})
        assert (wrong.status_code, "many" in wrong.content.decode()) == (400, True)
        there = mara.post(f"{ROOT}/tests", FORM)["Location"]
        assert "Leads replayed" in vera.get(there).content.decode()
        assert "HX-Refresh" not in vera.get(there, headers={"hx-request": "true"})
        assert vera.post(f"{there}/cancel").status_code == 403
        office.run(NOON + timedelta(days=1))
        assert vera.get(there, headers={"hx-request": "true"})["HX-Refresh"] == "true"
        text = unescape(vera.get(there).content.decode())
        assert "1 leads stand higher, 0 lower (100.0 % of all)" in text
        assert "Approve for" not in text
        assert vera.get(f"{there}/export").status_code == 403
        rows = mara.get(f"{there}/export").content.decode("utf-8-sig").splitlines()
        assert (rows[0].split(",")[:2], rows[1].split(",")[:2]) == (["lead", "name"], [str(lead), "'=cmd()"])
        assert sam.post(f"{there}/approve", {"side": "marketing"}).status_code == 403
        assert sam.post(f"{there}/approve", {"side": "sales"}).status_code == 302
        assert mara.post(f"{there}/approve", {"side": "marketing"}).status_code == 302
        assert "Type 1, their number" in mara.get(f"{ROOT}/draft").content.decode()
        assert mara.post(f"{there}/shadow", {"on": "yes"}).status_code == 302
        assert "In the shadow" in vera.get(there).content.decode()
        assert mara.post(f"{there}/shadow").status_code == 302
        assert mara.post(f"{ROOT}/draft/publish", {"confirmation": "1"}).status_code == 302
    assert "Live" in vera.get(f"{ROOT}/versions/2").content.decode()
    assert signed_in("otto").get(there).status_code == 404


def test_a_cancelled_and_an_empty_test_say_so(office: Office, signed_in: SignIn) -> None:
    mara = signed_in("mara")
    mara.post(f"{ROOT}/draft/begin")
    first = mara.post(f"{ROOT}/tests", FORM)["Location"]
    assert mara.post(f"{first}/cancel").status_code == 302
    assert "The test was cancelled" in mara.get(first).content.decode()
    second = mara.post(f"{ROOT}/tests", FORM)["Location"]
    office.run(NOON + timedelta(days=400))
    assert "No leads in this period" in mara.get(second).content.decode()
    assert mara.get(f"{ROOT}/tests").content.decode().count('class="row-link"') == 2
    with tenancy.scope(office.workspace.id):
        assert list(Backtest.objects.order_by("created_at").values_list("state", flat=True)) == ["cancelled", "done"]


def test_the_pages_of_a_draft_with_a_decay_that_is_refused_by_now_can_be_read(office: Office, signed_in: SignIn) -> None:
    """So that it can be mended or dropped: the button is on its page."""
    mara = signed_in("mara")
    mara.post(f"{ROOT}/draft/begin")
    with tenancy.scope(office.workspace.id):
        draft = Rulebook.objects.get(version=2)
        draft.rules["decay"] = {"factor": 0.5, "days": 4.9}
        draft.save()
    there = mara.post(f"{ROOT}/tests", FORM)["Location"]
    office.run(NOON + timedelta(days=1))
    assert [mara.get(page).status_code for page in (f"{ROOT}/draft", f"{ROOT}/versions/2", there)] == [200, 200, 200]
    assert mara.post(f"{ROOT}/draft", {"threshold": "50"}).status_code == 400
    assert mara.post(f"{ROOT}/draft/drop").status_code == 302
