"""A tablet at a stand: who comes second says so, and neither writes over the other."""

from typing import Any

import msgspec
from django.test import Client

from capture.domain import starters
from capture.models import Submission
from kernel import tenancy
from leads.models import Person
from tests.capture.conftest import ANSWERS, Publish
from tests.capture.web.test_public_forms import opened, sent
from tests.cast import Cast
from tracking.models import Event, Visitor

LENA, TOM = ANSWERS["f_email"], "tom@globex.example"
TOMS = {"f_name": "Tom Bauer", "f_email": TOM, "f_company": "Globex", "f_message": "Send me prices."}
NOT_YOU = 'name="lw_other"'


def messages() -> dict[str, list[str]]:
    """E-mail → what that person's record says they wrote."""
    email_of = dict(Person.objects.filter(merged_into=None).values_list("id", "email"))
    person_of = dict(Visitor.objects.values_list("id", "person_id"))
    found: dict[str, list[str]] = {email: [] for email in email_of.values()}
    for event in Event.objects.filter(name="contact_request_submitted").order_by("id"):
        found[email_of[person_of[event.visitor_id]]].append(event.properties["message"])
    return found


def test_not_you_is_a_new_visitor_who_is_asked_everything(cast: Cast, published: Publish, pump: Any) -> None:
    form, client = published(), Client()
    address = f"/f/{form.public_id}"
    assert NOT_YOU not in client.get(address).content.decode()
    sent(client, address, ANSWERS)
    pump()
    before = client.cookies["lw_aid"].value
    page = client.get(address).content.decode()
    assert (NOT_YOU in page, 'name="f_email"' in page) == (True, False)
    answer = client.post(address, {"lw_other": "yes"})
    assert (answer.status_code, answer.headers["Location"], client.cookies["lw_aid"].value == before) == (303, address, False)
    page = client.get(address).content.decode()
    assert (NOT_YOU in page, 'name="f_email"' in page) == (False, True)
    sent(client, address, TOMS)
    pump()
    with tenancy.scope(cast.acme.id):
        assert messages() == {LENA: ["Please call me."], TOM: ["Send me prices."]}
        assert sorted(Person.objects.values_list("email", "company_name")) == [(LENA, "Fischer GmbH"), (TOM, "Globex")]


def test_another_address_in_the_same_browser_is_another_person(cast: Cast, published: Publish, pump: Any) -> None:
    """A form that asks everything of everybody: nobody presses anything, the address tells."""
    content = starters.content("contact")
    assert content is not None
    form, client = published(content=msgspec.structs.replace(content, ask_always=True)), Client()
    for answers in (ANSWERS, TOMS):
        sent(client, f"/f/{form.public_id}", answers)
        pump()
    with tenancy.scope(cast.acme.id):
        assert messages() == {LENA: ["Please call me."], TOM: ["Send me prices."]}
        assert sorted(Person.objects.values_list("email", "company_name")) == [(LENA, "Fischer GmbH"), (TOM, "Globex")]
        assert list(Submission.objects.order_by("id").values_list("email", "person_id")) == [(LENA, None), (TOM, None)]


def test_an_embed_offers_it_too(cast: Cast, published: Publish, pump: Any) -> None:
    form, client = published(), Client()
    sent(client, f"/f/{form.public_id}", ANSWERS)
    pump()
    assert opened(client, f"/f/{form.public_id}").keys() == {"lw_key", "lw_time"}
    told = {"aid": client.cookies["lw_aid"].value}
    html = Client().post(f"/f/{form.public_id}/fields", told, content_type="application/json").json()["html"]
    assert (NOT_YOU in html, 'name="f_email"' in html) == (True, False)
