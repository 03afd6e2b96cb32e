"""Row 19: many forms from one address within a minute. Whoever names an address proves it; nobody who is real is lost."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.test import Client

from campaigns.actions.suppress import suppress
from campaigns.enums import SuppressionReason
from campaigns.queries import suppressions
from capture.actions.decide import release
from capture.domain import starters
from capture.models import Form, Notice, Submission
from kernel import clock, tenancy
from kernel.problems import Refused
from leads.models import Lead
from tests.capture.conftest import ANSWERS, Publish
from tests.capture.web.test_confirm import link_in
from tests.capture.web.test_public_forms import sent, states
from tests.cast import Cast, as_actor
from tracking.models import Event


def guest(number: int) -> str:
    return f"guest-{number}@fair.example"


def crowd(form: Form, count: int = 6, **answers: str) -> list[str]:
    """So many forms of different people from one address within a minute; what each of them read."""
    with clock.pretend(clock.now()):
        all_sent = [sent(Client(), f"/f/{form.public_id}", {**ANSWERS, "f_email": guest(n), **answers}) for n in range(count)]
    return [answer.content.decode() for answer in all_sent]


def names(cast: Cast) -> list[str]:
    with tenancy.scope(cast.acme.id):
        return list(Event.objects.filter(name__contains="submitted").order_by("id").values_list("name", flat=True))


def test_one_of_a_crowd_is_asked_for_a_mail_that_is_read(cast: Cast, published: Publish, pump: Any, post: Any) -> None:
    """Whatever the form asks; then it goes its way, and is told once."""
    assert ["One more step" in text for text in crowd(published())] == [False] * 5 + [True]
    assert states(cast) == [("accepted", 0)] * 5 + [("waiting", 20)]
    pump()
    assert names(cast) == ["contact_request_submitted"] * 5
    assert Client().post(link_in(post)).status_code == 200
    pump()
    assert (states(cast)[-1], names(cast)) == (("confirmed", 20), ["contact_request_submitted"] * 6)
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.filter(known=True).count() == 6


def test_a_stranger_of_a_crowd_who_names_no_address_is_held_back(cast: Cast, published: Publish) -> None:
    asked = starters.content("contact")
    assert asked is not None
    form = published(content=msgspec.structs.replace(asked, fields=tuple(one for one in asked.fields if one.maps != "email")))
    with clock.pretend(clock.now()):
        for number in range(6):
            sent(Client(), f"/f/{form.public_id}", {**ANSWERS, "f_message": f"Hello {number}"})
    assert states(cast) == [("accepted", 0)] * 5 + [("quarantined", 20)]


@pytest.mark.parametrize(("news", "silent"), [("", True), ("yes", False)])
def test_who_only_proves_to_be_real_stays_unsubscribed(
    cast: Cast, published: Publish, pump: Any, post: Any, news: str, silent: bool
) -> None:
    with tenancy.scope(cast.acme.id):
        suppress(address=guest(5), reason=SuppressionReason.UNSUBSCRIBED, actor=as_actor(cast.mara))
    crowd(published(), **({"f_news": news} if news else {}))
    pump()
    assert Client().post(link_in(post)).status_code == 200
    with tenancy.scope(cast.acme.id):
        assert Submission.objects.get(email=guest(5)).state == "confirmed"
        assert bool(suppressions.open_for([guest(5)])) == silent


def test_who_has_used_a_mail_gets_another_for_the_next_form(cast: Cast, published: Publish, pump: Any, post: Any) -> None:
    """The link that was used confirms nothing more; an unused one stays the only one within 24 hours."""
    newsletter = published("newsletter", name="News")
    answers = {"f_email": guest(5), "f_news": "yes"}
    sent(Client(), f"/f/{newsletter.public_id}", answers)
    sent(Client(), f"/f/{newsletter.public_id}", answers)
    pump()
    with tenancy.scope(cast.acme.id):
        assert Notice.objects.count() == 1
    assert Client().post(link_in(post)).status_code == 200
    with clock.pretend(clock.now() + timedelta(minutes=30)):
        crowd(published())
        pump()
    with tenancy.scope(cast.acme.id):
        assert list(Notice.objects.filter(kind="confirm").values_list("submission__email", "state")) == [(guest(5), "sent")] * 2


def test_a_member_lets_one_of_a_crowd_go_and_none_that_asked_for_double_opt_in(cast: Cast, published: Publish, signed_in: Any) -> None:
    crowd(published())
    sent(Client(), f"/f/{published('newsletter', name='News').public_id}", {"f_email": "lena@fischer.example", "f_news": "yes"})
    with tenancy.scope(cast.acme.id):
        one, other = Submission.objects.filter(state="waiting").order_by("id")
    page = signed_in("mara").get(f"/w/acme/submissions/{one.pk}").content.decode()
    assert 'value="release"' in page
    assert "Many came from one place within a minute" in page
    with tenancy.scope(cast.acme.id):
        assert release(submission_id=one.pk, actor=as_actor(cast.mara)).state == "accepted"
        with pytest.raises(Refused):
            release(submission_id=other.pk, actor=as_actor(cast.mara))
