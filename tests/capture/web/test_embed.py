"""The embed's doors: CORS without credentials, the origins of the sites, errors by field, one submission however often it is sent."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from capture.models import Submission
from capture.queries import forms
from kernel import clock, tenancy
from leads.models import Lead
from tests.capture.conftest import ANSWERS, Publish
from tests.capture.web.test_public_forms import HIDDEN
from tests.cast import Cast, as_actor
from tracking.actions.sites import add_site
from tracking.models import Event

SITE = "https://www.acme.example"


@pytest.fixture
def site(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        add_site(name="Site", url=SITE, allowed_origins=[SITE], actor=as_actor(cast.olga))


def ask(form: Any, verb: str, told: dict[str, Any], origin: str = SITE) -> Any:
    body = json.dumps({"aid": "browser-0001", "url": f"{SITE}/contact?utm_source=fair", "language": "zh-hans", **told})
    return Client().post(f"/f/{form.public_id}/{verb}", body, content_type="text/plain", headers={"Origin": origin})


def test_fields_then_errors_then_thanks(cast: Cast, site: None, published: Publish, pump: Any) -> None:
    form = published()
    with clock.pretend(clock.now() - timedelta(seconds=30)):
        answer = ask(form, "fields", {})
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (200, "*")
    assert "Access-Control-Allow-Credentials" not in answer.headers
    html = answer.json()["html"]
    assert ("工作邮箱" in html, "<script" in html, "style=" in html) == (True, False, False)
    hidden = {name: [value] for name, value in HIDDEN.findall(html)}
    values = {**hidden, **{name: [value] for name, value in ANSWERS.items()}}
    wrong = ask(form, "send", {"values": {**values, "f_email": ["no"]}})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (422, ["f_email"])
    assert re.search(r'name="f_name" value="Lena Fischer"', wrong.json()["html"])
    sent = [ask(form, "send", {"values": values}).json() for _ in range(3)]
    assert ([one["ok"] for one in sent], len({one["id"] for one in sent})) == ([True] * 3, 1)
    pump()
    with tenancy.scope(cast.acme.id):
        assert Submission.objects.get().attribution["source"] == "fair"
        assert Event.objects.get(name="contact_request_submitted").source == "fair"
        assert Lead.objects.filter(person__email="lena@fischer.example").count() == 1


def test_the_form_speaks_the_language_of_its_page(cast: Cast, site: None, published: Publish) -> None:
    form = published()
    said = {language: "工作邮箱" in ask(form, "fields", {"language": language}).json()["html"] for language in
            ("zh", "zh-CN", "ZH-Hant-TW", "zh_CN", "zh-hans", "en-GB", "de", "", "z")}  # fmt: skip
    assert said == {
        **dict.fromkeys(("zh", "zh-CN", "ZH-Hant-TW", "zh_CN", "zh-hans"), True),
        **dict.fromkeys(("en-GB", "de", "", "z"), False),
    }


def test_an_origin_that_no_site_lists_is_refused_with_the_mend(cast: Cast, site: None, published: Publish) -> None:
    answer = ask(published(), "send", {"values": {}}, origin="https://evil.example")
    assert (answer.status_code, "page Sites" in answer.json()["detail"]) == (403, True)


def test_a_known_browser_learns_no_value_and_a_strict_form_asks_all(cast: Cast, site: None, published: Publish, pump: Any) -> None:
    form = published()
    ask(form, "send", {"values": {name: [value] for name, value in ANSWERS.items()}})
    pump()
    html = ask(form, "fields", {}).json()["html"]
    assert ('name="f_email"' in html, "fischer" in html.lower()) == (False, False)


@pytest.mark.parametrize("body", ["", "[]", '{"values": 3}', '{"values": {"f_email": {"a": 1}}}', '{"aid": 5, "url": []}'])
def test_whatever_is_posted_nothing_breaks(cast: Cast, published: Publish, body: str) -> None:
    form = published()
    for verb in ("fields", "send", "glance"):
        answer = Client().post(f"/f/{form.public_id}/{verb}", body, content_type="text/plain")
        assert answer.status_code in (200, 204, 422)


@pytest.mark.parametrize("body", [b"{", b"[" * 100_000, b'{"values":' * 20_000, b"\xff"])
def test_what_is_no_json_is_refused_with_the_mend(cast: Cast, published: Publish, body: bytes) -> None:
    form = published()
    for verb in ("fields", "send", "glance"):
        answer = Client().post(f"/f/{form.public_id}/{verb}", body, content_type="text/plain")
        assert (answer.status_code, "JSON" in answer.json()["detail"]) == (400, True)


def test_what_no_database_stores_is_replaced_as_the_door_does(cast: Cast, site: None, published: Publish) -> None:
    """Bytes that are no UTF-8, NUL, half a pair: in the address of the page, in its campaign, in the answers and in the key."""
    form = published()
    values = ", ".join(f'"{name}": ["{value}"]' for name, value in ANSWERS.items())
    for number, bad in enumerate((b"\xff", b"\\u0000", b"\\ud800", b"%00", b"%FF")):
        told = f'{{"url": "{SITE}/?utm_source=a~", "referrer": "r~", "values": {{{values}, "lw_key": ["{number}~"], "~": ["~"]}}}}'
        body = told.encode().replace(b"~", bad)
        answer = Client().post(f"/f/{form.public_id}/send", body, content_type="text/plain", headers={"Origin": SITE})
        assert (answer.status_code, answer.json()["ok"]) == (200, True)
    with tenancy.scope(cast.acme.id):
        kept = Submission.objects.all()
        assert {one.attribution["source"] for one in kept} == {"a\ufffd"}
        assert sorted({one.referrer for one in kept}) == ["r%00", "r%FF", "r\ufffd"]


def test_answers_of_any_depth_are_no_answers(cast: Cast, site: None, published: Publish) -> None:
    deep = "[" * 700 + "]" * 700
    body = f'{{"values": {{"f_name": [{deep}], "f_email": [null, 5], "f_message": {deep}}}}}'
    answer = Client().post(f"/f/{published().public_id}/send", body, content_type="text/plain", headers={"Origin": SITE})
    assert answer.status_code in (400, 422)


def test_a_preflight_is_answered_and_a_get_is_not(cast: Cast, published: Publish) -> None:
    address = f"/f/{published().public_id}/send"
    assert [Client().options(address).status_code, Client().get(address).status_code] == [204, 405]


def test_what_happens_on_the_hosted_page_is_counted_by_field(cast: Cast, published: Publish, pump: Any) -> None:
    form, client = published(), Client()
    for event, at_field in (("form_viewed", ""), ("form_started", "f_name"), ("form_abandoned", "f_phone"), ("anything_else", "")):
        told = json.dumps({"event": event, "field": at_field, "url": "http://testserver/f/x"})
        assert client.post(f"/f/{form.public_id}/glance", told, content_type="text/plain").status_code == 204
    pump()
    with tenancy.scope(cast.acme.id):
        funnel = forms.funnels(form.pk)[form.pk]
        assert (funnel.viewed, funnel.started, funnel.left) == (1, 1, (("phone", 1),))
        assert not Event.objects.filter(name="anything_else").exists()
