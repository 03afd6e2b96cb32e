"""REST with a secret key, end to end, and what a write key may not do."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from kernel import tenancy
from tenants.actions.api_keys import issue_key
from tests.capture.conftest import ANSWERS
from tests.capture.web.test_public_forms import sent
from tests.cast import Cast, as_actor


@pytest.fixture
def api(cast: Cast) -> Any:
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="secret", name="Key", actor=as_actor(cast.olga))

    def call(method: str, path: str, body: Any = None, status: int = 200) -> Any:
        told = {"data": json.dumps(body), "content_type": "application/json"} if body is not None else {}
        answer = Client().generic(method, f"/api/v1/{path}", headers={"Authorization": f"Bearer {key}"}, **told)
        assert answer.status_code == status, answer.content
        return answer.json() if answer.content else None

    call.key = key  # type: ignore[attr-defined]
    return call


def test_a_form_from_the_first_version_to_a_decision(cast: Cast, api: Any, pump: Any) -> None:
    form = api("POST", "forms", {"name": "Contact", "starter": "contact", "publish": True}, 201)
    assert (form["live_version"], form["funnel"]["submitted"]) == (1, 0)
    wrong = api("POST", f"forms/{form['id']}/versions", {"content": {**form["content"], "title": {}}}, 400)
    assert wrong["code"] == "no_title"
    api("POST", f"forms/{form['id']}/versions", {"content": {"fields": 3}}, 400)
    api("POST", f"forms/{form['id']}/versions", {"content": form["content"]}, 201)
    assert [one["number"] for one in api("GET", f"forms/{form['id']}/versions")["results"]] == [2, 1]
    sent(Client(), f"/f/{form['public_id']}", {**ANSWERS, "lw_homepage": "x", "f_news": "yes"})
    held = api("GET", f"submissions?state=quarantined&form={form['id']}")["results"][0]
    assert held["spam_reasons"] == [["honeypot", 100]]
    api("PATCH", f"submissions/{held['id']}", {"verdict": "release"})
    pump()
    one = api("GET", f"submissions/{held['id']}")
    assert (one["state"], one["lead_id"] is not None, [c["purpose"] for c in one["consents"]]) == ("accepted", True, ["newsletter"])
    assert api("GET", f"forms/{form['id']}")["funnel"]["submitted"] == 1
    api("GET", "submissions?state=nothing", status=400)
    api("GET", "submissions?form=nothing", status=400)
    api("DELETE", f"forms/{form['id']}", status=204)
    assert Client().get(f"/f/{form['public_id']}").status_code == 404


def test_files_codes_and_occasions(cast: Cast, api: Any) -> None:
    form = api("POST", "forms", {"name": "Registration", "starter": "registration", "publish": True}, 201)
    times = {"starts_at": "2026-12-01T10:00:00Z", "ends_at": "2026-12-01T11:00:00Z"}
    occasion = api("POST", "occasions", {"name": "Webinar", "kind": "online", "form_id": form["id"], **times}, 201)
    came = {"attendees": [{"email": "lena@fischer.example", "minutes": 42}, {"email": "nobody"}]}
    assert api("POST", f"occasions/{occasion['id']}/attendance", came) == {
        "attended": 1, "walk_ins": 1, "refused": [["2", "“nobody” is no e-mail address."]],
    }  # fmt: skip
    assert [seat["minutes"] for seat in api("GET", f"occasions/{occasion['id']}/attendance")["results"]] == [42]
    code = api("POST", "qr-codes", {"name": "Stand", "target": "http://127.0.0.1:8000/f/x", "tags": ["Fair"]}, 201)
    assert api("GET", f"qr-codes/{code['id']}")["tags"] == ["Fair"]
    told = {"name": "Report", "form_id": form["id"], "file": SimpleUploadedFile("a.pdf", b"%PDF-1.4")}
    answer = Client().post("/api/v1/assets", told, headers={"Authorization": f"Bearer {api.key}"})
    asset = f"assets/{answer.json()['id']}"
    assert (answer.status_code, api("GET", asset)["form_id"]) == (201, form["id"])
    assert api("PATCH", asset, {"name": "Report 2027"})["name"] == "Report 2027"
    parts = encode_multipart(BOUNDARY, {"file": SimpleUploadedFile("b.pdf", b"%PDF-1.7")})
    newer = Client().patch(f"/api/v1/{asset}", parts, content_type=MULTIPART_CONTENT, headers={"Authorization": f"Bearer {api.key}"})
    assert [newer.json()[name] for name in ("name", "file_name", "public_id")] == ["Report 2027", "b.pdf", answer.json()["public_id"]]
    api("PATCH", asset, {"name": " "}, status=400)
    assert {name: len(api("GET", name)["results"]) for name in ("assets", "qr-codes", "occasions", "forms")} == {
        "assets": 1, "qr-codes": 1, "occasions": 1, "forms": 1,
    }  # fmt: skip


def test_a_write_key_reads_nothing(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        _, key = issue_key(kind="write", name="Key", actor=as_actor(cast.olga))
    codes = [Client().get(f"/api/v1/{name}", headers={"Authorization": f"Bearer {key}"}).status_code for name in ("forms", "submissions")]
    assert codes == [401, 401]


def test_a_form_that_asks_the_maturity_in_a_long_text_is_refused_with_the_reason(cast: Cast, api: Any) -> None:
    field = {"key": "ready", "kind": "textarea", "label": {"en": "How far are you?"}, "maps": "maturity"}
    asked = {"title": {"en": "Survey"}, "fields": [field]}
    wrong = api("POST", "forms", {"name": "Survey", "content": asked, "publish": True}, 400)
    assert (wrong["code"], "short text" in wrong["detail"]) == ("read_kind", True)
