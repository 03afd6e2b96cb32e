"""Pages of leads: what members see and do, and that the neighbour sees nothing."""

import csv
import io
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kernel import tenancy, work
from leads.actions.people import create_lead
from leads.models import Company, ImportJob, Lead, Segment
from leads.queries import text_search
from tests.cast import Cast, as_actor

SignedIn = Callable[[str], Client]


@pytest.fixture
def lead(cast: Cast) -> Lead:
    with tenancy.scope(cast.acme.id):
        return create_lead(
            {"name": "王小明🚀", "email": "wang@acme.example", "company": "=cmd|calc", "source": "expo"}, as_actor(cast.mara)
        )


def test_the_list_shows_filters_and_exports(cast: Cast, lead: Lead, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    page = mara.get("/w/acme/leads?stage=name&q=王")
    assert (page.status_code, page.context["count"]) == (200, 1)
    assert "王小明🚀" in page.content.decode()
    assert mara.get("/w/acme/leads?stage=mql").context["count"] == 0
    assert mara.get("/w/acme/leads?shoe=1").status_code == 400
    rows = list(csv.DictReader(io.StringIO(mara.get("/w/acme/leads/export.csv").content.decode("utf-8-sig"))))
    assert [(row["Name"], row["Company"], row["Stage"]) for row in rows] == [("王小明🚀", "'=cmd|calc", "name")]
    assert signed_in("vera").get("/w/acme/leads/export.csv").status_code == 403


def test_a_list_by_words_that_everybody_has_does_not_wait_for_its_counts(
    cast: Cast, lead: Lead, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara = signed_in("mara")
    assert "/w/acme/leads/counts" not in mara.get("/w/acme/leads?q=acme").content.decode()
    monkeypatch.setattr(text_search, "RARE", 0)
    page = mara.get("/w/acme/leads?q=acme&sort=reach")
    assert [(chip["key"], chip["count"]) for chip in page.context["chips"]][:2] == [(None, None), ("awareness", None)]
    assert "王小明🚀" in page.content.decode()
    place = "/w/acme/leads/counts?known=yes&amp;q=acme&amp;sort=reach"
    assert [f'{how}="{place}"' in page.content.decode() for how in ("hx-get", "href")] == [True, True]
    piece, alone = (
        mara.get("/w/acme/leads/counts?q=acme&known=yes&sort=reach", headers=headers) for headers in ({"HX-Request": "true"}, {})
    )
    for counts in (piece, alone):
        assert {chip["key"]: chip["count"] for chip in counts.context["chips"] if chip["count"]} == {None: 1, "name": 1}
        assert "1 lead matches" in counts.content.decode()
    assert '<span class="num" id="chip-name" hx-swap-oob="true">1</span>' in piece.content.decode()
    assert "/w/acme/leads?q=acme&amp;known=yes&amp;sort=reach&amp;stage=name" in alone.content.decode()
    assert mara.get("/w/acme/leads/counts?q=acme&stage=mql").context["count"] == 0
    assert mara.get("/w/acme/leads/counts?shoe=1")["Location"] == "/w/acme/leads?shoe=1"


def test_a_lead_is_made_edited_and_moved_by_hand(cast: Cast, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    assert mara.post("/w/acme/leads/new", {"email": "nonsense"}).status_code == 400
    assert mara.post("/w/acme/leads/new", {"name": "Lena", "email": "lena@acme.example", "owner": cast.sam.pk}).status_code == 302
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.select_related("person").get()
    assert (lead.owner_id, lead.person.name) == (cast.sam.pk, "Lena")
    edit = {"name": "Lena Fischer", "email": "lena@acme.example", "title": "CTO", "company": lead.person.company_name}
    assert mara.post(f"/w/acme/leads/{lead.pk}/edit", edit).status_code == 302
    assert mara.post(f"/w/acme/leads/{lead.pk}/move", {"to": "mql", "reason": "manual", "through": "on"}).status_code == 302
    assert mara.post(f"/w/acme/leads/{lead.pk}/move", {"to": "target", "reason": "manual"}).status_code == 400
    assert mara.post(f"/w/acme/leads/{lead.pk}/move", {"to": "target", "reason": "manual", "note": "Too early"}).status_code == 302
    with tenancy.scope(cast.acme.id):
        lead.refresh_from_db()
        assert (lead.stage, lead.visit_no, lead.person.__class__.objects.get().title) == ("target", 2, "CTO")


def test_a_filter_is_saved_as_a_segment(cast: Cast, lead: Lead, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    saved = mara.post("/w/acme/segments/save", {"name": "New names", "query": "known=yes&stage=name"})
    assert saved["Location"] == "/w/acme/leads?known=yes&stage=name"
    assert "New names" in mara.get("/w/acme/segments").content.decode()
    with tenancy.scope(cast.acme.id):
        segment = Segment.objects.get()
    assert segment.filters == {"known": ["yes"], "stage": ["name"]}
    mara.post(f"/w/acme/segments/{segment.pk}/archive")
    assert "New names" not in mara.get("/w/acme/segments", headers={"hx-request": "true"}).context["rows"]


def test_a_file_is_mapped_looked_at_imported_and_reported(cast: Cast, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    file = SimpleUploadedFile("x.csv", b"Who;Mail\nLena;lena@acme.example\nTom;tom at acme\n")
    there = mara.post("/w/acme/imports", {"file": file})["Location"]
    page = mara.get(there)
    assert [column["field"] for column in page.context["columns"]] == ["attribute", "email"]
    assert [bool(row.problem) for row in page.context["rows"]] == [False, True]
    assert mara.post(there, {"field": ["name", "email"], "start": "1"}).status_code == 302
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        job = ImportJob.objects.get()
        assert (job.state, job.made, job.refused) == ("done", 1, 1)
    assert mara.get(there).status_code == 200
    assert mara.get(there, headers={"hx-request": "true"}).status_code == 200
    rows = list(csv.reader(io.StringIO(mara.get(f"{there}/refusals.csv").content.decode("utf-8-sig"))))
    assert [row[:4] for row in rows] == [["Who", "Mail", "Row", "Column"], ["Tom", "tom at acme", "3", "Mail"]]
    assert signed_in("sam").get("/w/acme/imports").status_code == 403


def test_a_file_is_taken_back_once_its_number_was_shown_and_typed(cast: Cast, signed_in: SignedIn) -> None:
    mara = signed_in("mara")
    data = b"email\n" + b"".join(f"p{n}@firm.example\n".encode() for n in range(120))
    there = mara.post("/w/acme/imports", {"file": SimpleUploadedFile("x.csv", data)})["Location"]
    assert mara.get(there).context["forecast"].made == 120
    assert mara.get(f"{there}/undo").status_code == 302
    mara.post(there, {"field": ["email"], "start": "1"})
    work.run_until_quiet(cast.acme.id)
    assert f"{there}/undo" in mara.get(there).content.decode()
    assert mara.get(f"{there}/undo").context["found"].removed == 120
    assert mara.post(f"{there}/undo", {"expected": "120"}).status_code == 400
    assert mara.post(f"{there}/undo", {"expected": "119", "typed": "119"}).status_code == 409
    assert signed_in("sam").post(f"{there}/undo", {"expected": "120", "typed": "120"}).status_code == 403
    assert mara.post(f"{there}/undo", {"expected": "120", "typed": "120"}).status_code == 302
    work.run_until_quiet(cast.acme.id)
    assert mara.get(there).context["job"].removed == 120
    with tenancy.scope(cast.acme.id):
        assert not Lead.objects.exists()


def test_of_two_files_with_the_same_people_either_can_be_taken_back(cast: Cast, signed_in: SignedIn) -> None:
    mara, files = signed_in("mara"), []
    for _ in range(2):
        files.append(mara.post("/w/acme/imports", {"file": SimpleUploadedFile("x.csv", b"email\na@firm.example\n")})["Location"])
        mara.post(files[-1], {"field": ["email"], "start": "1"})
        work.run_until_quiet(cast.acme.id)
    for there in files:
        page = mara.get(f"{there}/undo")
        assert (page.context["found"].changing, "names some of these people" in page.content.decode()) == (0, True)
    assert mara.post(f"{files[1]}/undo", {"expected": "0"}).status_code == 302
    work.run_until_quiet(cast.acme.id)
    page = mara.get(f"{files[0]}/undo")
    assert (page.context["found"].changing, "names some of these people" in page.content.decode()) == (1, False)


def test_a_file_is_counted_and_taken_back_over_rest(cast: Cast, signed_in: SignedIn) -> None:
    mara, head = signed_in("mara"), {"headers": {"x-workspace": "acme"}}
    file = SimpleUploadedFile("x.csv", b"email\na@firm.example\nnonsense\n")
    job = mara.post("/api/v1/imports", {"file": file, "start": "false"}, **head).json()["id"]
    assert mara.get(f"/api/v1/imports/{job}/forecast", **head).json() == {"rows": 2, "of": 2, "made": 1, "matched": 0, "refused": 1}
    mara.patch(f"/api/v1/imports/{job}", {"start": True}, content_type="application/json", **head)
    work.run_until_quiet(cast.acme.id)
    count = {"changing": 1, "removed": 1, "restored": 0, "partly": 0, "same": 0, "kept": {}}
    undo = f"/api/v1/imports/{job}/undo"
    assert mara.post(undo, {"dry_run": True}, content_type="application/json", **head).json() == count
    assert mara.post(undo, {"expected": 2}, content_type="application/json", **head).status_code == 409
    assert mara.post(undo, {"expected": 1}, content_type="application/json", **head).status_code == 202
    work.run_until_quiet(cast.acme.id)
    assert mara.get(f"/api/v1/imports/{job}", **head).json()["state"] == "undone"


def test_every_page_opens_and_the_neighbour_gets_404(cast: Cast, lead: Lead, signed_in: SignedIn) -> None:
    with tenancy.scope(cast.acme.id):
        company = Company.objects.get()
    own = ["leads", "leads/new", f"leads/{lead.pk}/edit", f"leads/{lead.pk}/move", "segments", "lifecycle", "accounts", "imports"]
    own.append(f"accounts/{company.pk}")
    mara, otto = signed_in("mara"), signed_in("otto")
    assert {path: mara.get(f"/w/acme/{path}").status_code for path in own} == dict.fromkeys(own, 200)
    assert {path: otto.get(f"/w/acme/{path}").status_code for path in own} == dict.fromkeys(own, 404)
    foreign = [f"leads/{lead.pk}/edit", f"leads/{lead.pk}/move", f"accounts/{company.pk}"]
    assert {path: otto.get(f"/w/globex/{path}").status_code for path in foreign} == dict.fromkeys(foreign, 404)
