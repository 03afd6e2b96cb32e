"""Double opt-in: nothing is known of a person before they confirm; links that machines open confirm nothing."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from campaigns.actions.suppress import suppress
from campaigns.enums import SuppressionReason
from campaigns.queries import suppressions
from capture.actions.assets import add_asset
from capture.models import Consent, Notice, Submission
from kernel import clock, tenancy
from leads.actions.blacklist import blacklist
from leads.actions.people import create_lead
from leads.models import Company, Lead, Person
from tests.capture.conftest import Publish
from tests.capture.web.test_public_forms import sent
from tests.capture.web.test_public_things import PDF
from tests.cast import Cast, as_actor
from tracking.actions.policy import change_policy
from tracking.models import Event

LINK = re.compile(r"http\S+(/f/confirm/[^\s\"<]+)")
FILE = re.compile(r'href="http[^"]+?(/a/[^"]+)"[^>]*>Open “(\w+)”')
ANSWERS = {"f_email": "lena@fischer.example", "f_news": "yes"}


def link_in(post: Any) -> str:
    mail = post.kept()[-1]
    body = mail.get_body(("plain",)).get_content().replace("=\n", "")
    return LINK.findall(body)[0]


def test_a_subscription_counts_from_its_confirmation(cast: Cast, published: Publish, pump: Any, post: Any) -> None:
    form = published("newsletter")
    answer = sent(Client(), f"/f/{form.public_id}", ANSWERS)
    assert "One more step" in answer.content.decode()
    pump()
    with tenancy.scope(cast.acme.id):
        assert [row.state for row in Submission.objects.all()] == ["waiting"]
        assert [(row.kind, row.state) for row in Notice.objects.all()] == [("confirm", "sent")]
        assert (Consent.objects.count(), Lead.objects.filter(known=True).count()) == (0, 0)
        assert list(Event.objects.values_list("name", flat=True)) == ["form_submitted"]
    link = link_in(post)
    assert Client().get(link).status_code == 200
    with tenancy.scope(cast.acme.id):
        assert [row.state for row in Submission.objects.all()] == ["waiting"]
    for _ in range(2):
        assert Client().post(link).status_code == 200
    pump()
    with tenancy.scope(cast.acme.id):
        assert [row.state for row in Submission.objects.all()] == ["confirmed"]
        assert list(Consent.objects.values_list("purpose", "given")) == [("newsletter", True)]
        lead = Lead.objects.select_related("person").get(known=True)
        assert (lead.person.email, lead.person.attributes["email_verified"]) == ("lena@fischer.example", True)
        assert lead.person.email_reach == "confirmed"
        assert Event.objects.filter(name="newsletter_subscribed").count() == 1


def test_who_unsubscribed_may_come_back_by_confirming(cast: Cast, published: Publish, pump: Any, post: Any) -> None:
    with tenancy.scope(cast.acme.id):
        suppress(address="lena@fischer.example", reason=SuppressionReason.UNSUBSCRIBED, actor=as_actor(cast.mara))
    sent(Client(), f"/f/{published('newsletter').public_id}", ANSWERS)
    pump()
    Client().post(link_in(post))
    with tenancy.scope(cast.acme.id):
        assert suppressions.open_for(["lena@fischer.example"]) == {}


def test_a_dead_mailbox_gets_no_mail_and_the_reason_is_kept(cast: Cast, published: Publish, pump: Any, post: Any) -> None:
    with tenancy.scope(cast.acme.id):
        suppress(address="lena@fischer.example", reason=SuppressionReason.HARD_BOUNCE, actor=as_actor(cast.mara))
    sent(Client(), f"/f/{published('newsletter').public_id}", ANSWERS)
    pump()
    assert post.raw() == []
    with tenancy.scope(cast.acme.id):
        row = Notice.objects.get()
        assert (row.state, row.last_error) == ("failed", "The address is suppressed: hard_bounce.")


@pytest.mark.parametrize("by_person", [False, True])
def test_a_company_on_the_blacklist_gets_no_mail_of_a_form_either(
    cast: Cast, published: Publish, pump: Any, post: Any, by_person: bool
) -> None:
    with tenancy.scope(cast.acme.id):
        company = Company.objects.create(name="Fischer", domain="other.example" if by_person else "fischer.example")
        if by_person:
            create_lead({"email": "lena@fischer.example"}, as_actor(cast.mara))
            Person.objects.update(company=company)
        blacklist(company.pk, "They told us so", as_actor(cast.mara))
    sent(Client(), f"/f/{published('newsletter').public_id}", ANSWERS)
    pump()
    assert post.raw() == []
    with tenancy.scope(cast.acme.id):
        row = Notice.objects.get()
        assert (row.state, row.last_error) == ("failed", "The address is suppressed: blacklisted.")


def test_a_token_that_is_not_ours_confirms_nothing(cast: Cast, published: Publish, pump: Any, post: Any) -> None:
    sent(Client(), f"/f/{published('newsletter').public_id}", ANSWERS)
    pump()
    link = link_in(post)
    assert [Client().post(link[:-1] + ("A" if link[-1] != "A" else "B")).status_code, Client().get("/f/confirm/x").status_code] == [
        404,
        404,
    ]


def test_an_address_gets_one_mail_to_confirm_in_a_day_whoever_posts_it(cast: Cast, published: Publish, pump: Any, post: Any) -> None:
    """Four posts by two browsers at two forms: one mail; what is kept says so, and a day later the address is asked again (row 19)."""
    forms, mine, theirs = [published("newsletter"), published("newsletter", name="Another")], Client(), Client()
    posts = ((mine, forms[0]), (mine, forms[1]), (theirs, forms[0]))
    told = [sent(client, f"/f/{form.public_id}", ANSWERS).content.decode() for client, form in posts]
    pump()
    again = sent(theirs, f"/f/{forms[1].public_id}", ANSWERS).content.decode()
    pump()
    assert ["within the last 24 hours" in text for text in (*told, again)] == [False, True, True, True]
    assert len(post.kept()) == 1
    with tenancy.scope(cast.acme.id):
        assert [row.state for row in Submission.objects.all()] == ["waiting"] * 4
        assert Notice.objects.count() == 1
    with clock.pretend(clock.now() + timedelta(hours=23)):
        sent(Client(), f"/f/{forms[0].public_id}", ANSWERS)
    with clock.pretend(clock.now() + timedelta(hours=25)):
        sent(Client(), f"/f/{forms[0].public_id}", ANSWERS)
    with tenancy.scope(cast.acme.id):
        assert Notice.objects.count() == 2


def test_a_link_confirms_what_the_same_browser_sent_and_nobody_elses(cast: Cast, published: Publish, pump: Any, post: Any) -> None:
    forms, mine = [published("newsletter"), published("newsletter", name="Another")], Client()
    for client, form in ((mine, forms[0]), (mine, forms[1]), (Client(), forms[1])):
        sent(client, f"/f/{form.public_id}", ANSWERS)
    pump()
    Client().post(link_in(post))
    with tenancy.scope(cast.acme.id):
        assert [row.state for row in Submission.objects.order_by("id")] == ["confirmed", "confirmed", "waiting"]


def test_who_confirms_before_a_file_gets_it(cast: Cast, published: Publish, pump: Any, post: Any) -> None:
    """No link was mailed: the page of the confirmation is where the file is; both, where one mail confirms two."""
    form, mine = published("newsletter"), Client()
    for name in ("Report", "Prices"):
        with tenancy.scope(cast.acme.id):
            file = {"file_name": f"{name}.pdf", "size": len(PDF), "content": io.BytesIO(PDF)}
            asset = add_asset(name=name, actor=as_actor(cast.mara), form=form, **file)  # type: ignore[arg-type]
        assert "/a/" not in sent(mine, f"/d/{asset.public_id}", ANSWERS).content.decode()
    pump()
    link = link_in(post)
    assert "/a/" not in mine.get(link).content.decode()
    for page in (mine.post(link), mine.get(link)):
        files = FILE.findall(page.content.decode())
        assert [name for _path, name in files] == ["Report", "Prices"]
        assert [b"".join(mine.get(path).streaming_content) for path, _name in files] == [PDF, PDF]  # type: ignore[attr-defined]


def test_a_throw_away_address_sent_in_haste_is_held_back(cast: Cast, published: Publish, post: Any) -> None:
    form = published("newsletter")
    Client().post(f"/f/{form.public_id}", {"f_email": "x@mailinator.com", "f_news": "yes"})
    with tenancy.scope(cast.acme.id):
        told = Submission.objects.values_list("state", "spam_reasons")
        assert list(told) == [("quarantined", [["too_fast", 20], ["disposable", 40]])]
        assert Notice.objects.count() == 0


def test_a_throw_away_address_costs_nothing_where_nobody_looks_it_up(cast: Cast, published: Publish) -> None:
    form = published("newsletter")
    with tenancy.scope(cast.acme.id):
        change_policy(actor=as_actor(cast.adam), off=["disposable"], addresses="truncate", cookieless=True)
    Client().post(f"/f/{form.public_id}", {"f_email": "x@mailinator.com", "f_news": "yes"})
    with tenancy.scope(cast.acme.id):
        assert list(Submission.objects.values_list("state", "spam_reasons")) == [("waiting", [["too_fast", 20]])]
