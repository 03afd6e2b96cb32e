"""Leads over REST."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kernel import clock, tenancy, work
from leads.actions.people import create_lead
from tests.cast import Cast, as_actor

Ask = Callable[..., Any]


@pytest.fixture
def ask(cast: Cast, signed_in: Callable[[str], Client]) -> Ask:
    """`ask("get", "/leads", {…}, by="mara")` in acme."""

    def send(method: str, path: str, data: Any = None, by: str = "mara", slug: str = "acme") -> Any:
        more = {} if method == "get" else {"content_type": "application/json"}
        return getattr(signed_in(by), method)(f"/api/v1{path}", data, headers={"x-workspace": slug}, **more)

    return send


def test_a_lead_is_made_found_again_changed_and_moved(ask: Ask) -> None:
    made = ask("post", "/leads", {"name": "王小明", "email": "Wang@Acme-corp.cn", "company": "华光", "source": "expo"})
    assert made.status_code == 201, made.content
    lead = made.json()
    assert (lead["stage"], lead["label"], lead["person"]["email"], lead["first_touch"]["source"]) == (
        "name",
        "Name-01",
        "wang@acme-corp.cn",
        "expo",
    )
    again = ask("post", "/leads", {"email": "wang@acme-corp.cn", "title": "CTO"}).json()
    assert (again["id"], again["person"]["title"], again["person"]["name"]) == (lead["id"], "CTO", "王小明")
    changed = ask("patch", f"/leads/{lead['id']}", {"phone": "+86 138 0013 8000"}).json()
    assert changed["person"]["phone"] == "+8613800138000"
    assert ask("get", "/leads/by-identifier", {"phone": "+8613800138000"}).json()["id"] == lead["id"]
    moved = ask("post", f"/leads/{lead['id']}/stage", {"to": "mql", "through": True, "reason": "fast_lane"}).json()
    assert (moved["stage"], moved["label"], moved["lane"]) == ("mql", "MQL-01", "harvest")
    visits = ask("get", f"/leads/{lead['id']}/stages").json()["results"]
    assert [(v["label"], v["reason"]) for v in visits] == [
        ("Awareness-01", "manual"), ("Name-01", "manual"), ("Engaged-01", "passed"), ("Target-01", "passed"), ("MQL-01", "fast_lane"),
    ]  # fmt: skip


def test_bad_input_names_the_field_and_the_mend(ask: Ask) -> None:
    cases = [
        ({"email": "nonsense"}, "/email"), ({"name": "a\x00b"}, "/name"), ({}, "/email"),
        ({"email": "a@b.de", "country": "Germany"}, "/country"),
        ({"name": "x" * 201}, "/name"), ({"name": "x", "at": (clock.now() + timedelta(days=2)).isoformat()}, "/at"),
    ]  # fmt: skip
    for given, pointer in cases:
        answer = ask("post", "/leads", given)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, pointer), answer.content
    for query in ({"shoe": "1"}, {"stage": "gone"}, {"sort": "luck"}, {"limit": "0"}, {"cursor": "%%"}, {"created": "soon"}):
        assert ask("get", "/leads", query).status_code == 400


def test_a_cursor_of_another_order_is_refused(ask: Ask) -> None:
    """Else whoever walks on by it begins at the top again, and does not notice."""
    for name in ("lena", "ida"):
        ask("post", "/leads", {"email": f"{name}@acme.example"})
    cursor = parse_qs(urlsplit(ask("get", "/leads", {"limit": "1", "sort": "created"}).json()["next"]).query)["cursor"][0]
    assert ask("get", "/leads", {"limit": "1", "sort": "created", "cursor": cursor}).status_code == 200
    answer = ask("get", "/leads", {"limit": "1", "sort": "reach", "cursor": cursor})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/cursor")


def test_a_move_back_needs_a_reason_and_an_illegal_one_is_refused(ask: Ask) -> None:
    lead = ask("post", "/leads", {"email": "lena@acme.example"}).json()
    ask("post", f"/leads/{lead['id']}/stage", {"to": "mql"})
    assert ask("post", f"/leads/{lead['id']}/stage", {"to": "awareness", "note": "x"}).status_code == 409
    assert ask("post", f"/leads/{lead['id']}/stage", {"to": "target"}).status_code == 409
    back = ask("post", f"/leads/{lead['id']}/stage", {"to": "target", "note": "Budget is gone"})
    assert (back.status_code, back.json()["label"]) == (200, "Target-01")
    assert ask("post", f"/leads/{lead['id']}/stage", {"to": "mql"}).json()["label"] == "MQL-02"


def test_pages_follow_each_other_without_a_gap(ask: Ask) -> None:
    for number in range(7):
        ask("post", "/leads", {"email": f"lead{number}@acme.example"})
    for sort in ("created", "score", "activity", "stage"):
        seen: list[str] = []
        answer = ask("get", "/leads", {"limit": 3, "sort": sort}).json()
        while True:
            seen += [row["id"] for row in answer["results"]]
            if not answer["next"]:
                break
            answer = ask("get", answer["next"].partition("/api/v1")[2]).json()
        assert (len(seen), len(set(seen))) == (7, 7), sort


def test_the_neighbour_sees_nothing(cast: Cast, ask: Ask) -> None:
    with tenancy.scope(cast.acme.id):
        lead = create_lead({"email": "lena@acme.example"}, as_actor(cast.mara))
    for path in (f"/leads/{lead.pk}", f"/leads/{lead.pk}/stages", "/leads/by-identifier?email=lena@acme.example"):
        assert ask("get", path, by="otto", slug="globex").status_code == 404
    assert ask("post", f"/leads/{lead.pk}/stage", {"to": "mql"}, by="otto", slug="globex").status_code == 404
    assert ask("get", "/leads", by="otto", slug="globex").json()["results"] == []
    assert ask("post", "/leads", {"email": "x@y.de"}, by="vera").status_code == 403


def test_segments_stages_and_companies(ask: Ask) -> None:
    ask("post", "/leads", {"email": "lena@acme.example", "company": "Acme"})
    assert [row["key"] for row in ask("get", "/stages").json()["results"]][:3] == ["awareness", "friend", "name"]
    assert [(row["name"], row["people"]) for row in ask("get", "/companies").json()["results"]] == [("Acme", 1)]
    first = ask("post", "/segments", {"name": "Hot", "filters": {"stage": ["mql"]}}).json()
    second = ask("post", "/segments", {"name": "Hot", "filters": {"stage": ["mql", "sql"]}}).json()
    assert (first["version"], second["version"]) == (1, 2)
    assert [row["id"] for row in ask("get", "/segments").json()["results"]] == [second["id"]]
    assert ask("post", "/segments", {"name": "Bad", "filters": {"shoe": ["1"]}}).status_code == 400


def test_a_file_is_imported(cast: Cast, signed_in: Callable[[str], Client], ask: Ask) -> None:
    file = SimpleUploadedFile("leads.csv", "姓名,邮箱\n王小明,wang@acme.example\n坏行,nonsense\n".encode("gb18030"))
    job = signed_in("mara").post("/api/v1/imports", {"file": file}, headers={"x-workspace": "acme"}).json()
    work.run_until_quiet(cast.acme.id)
    done = ask("get", f"/imports/{job['id']}").json()
    assert {key: done[key] for key in ("state", "encoding", "rows", "done", "made", "refused")} == {
        "state": "done", "encoding": "gb18030", "rows": 2, "done": 2, "made": 1, "refused": 1,
    }  # fmt: skip
    (refused,) = ask("get", f"/imports/{job['id']}/refusals").json()["results"]
    assert (refused["row"], refused["column"], refused["cells"]) == (3, "邮箱", ["坏行", "nonsense"])


@pytest.mark.parametrize("body", ["[]", "5", "null", '"text"', '[{"email": "a@b.example"}]'])
def test_a_body_that_is_no_object_is_told_so(ask: Ask, body: str) -> None:
    answer = ask("post", "/leads", body)
    assert (answer.status_code, answer.json()["detail"]) == (400, "Send a JSON object: {…}.")


def test_the_jobs_of_a_person_are_told_with_their_dates(ask: Ask) -> None:
    lead = ask("post", "/leads", {"email": "lena@acme-corp.cn", "company": "Acme", "title": "CTO"}).json()
    new = ask("post", f"/leads/{lead['id']}/job-change", {"company": "Globex", "title": "CEO"}).json()
    found = ask("get", f"/people/{lead['person']['id']}/jobs").json()["results"]
    assert [(one["company"], one["title"], one["lead_id"]) for one in found] == [("Globex", "CEO", new["id"]), ("Acme", "CTO", lead["id"])]
    assert (found[0]["until"], found[0]["since"]) == (None, found[1]["until"])
    assert ask("get", "/people/0192c0de-0000-7000-8000-000000000000/jobs").status_code == 404
