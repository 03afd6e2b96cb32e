"""Nobody of a company on the blacklist is written to (F069)."""

import pytest

from campaigns.actions import deliver as delivering
from campaigns.actions.deliver import deliver
from campaigns.actions.take import take
from campaigns.gateways.mailer import default_mailer
from campaigns.models import Template
from campaigns.queries import permissions, suppressions
from kernel import tenancy
from kernel.audit import SYSTEM
from leads.actions.blacklist import blacklist, lift_blacklist
from leads.actions.people import change_person, create_lead
from leads.models import Lead, Person
from tests.campaigns.conftest import Post, Queue, a_lead, told
from tests.cast import Cast


def bar(cast: Cast, lead: Lead) -> None:
    with tenancy.scope(cast.acme.id):
        blacklist(Lead.objects.get(pk=lead.pk).person.company_id, "They told us so", SYSTEM)


def test_what_waits_is_suppressed_with_the_reason(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    queue(lena)
    bar(cast, lena)
    assert deliver(cast.acme.id) == 1
    assert (post.kept(), told(cast, "state", "reason")) == ([], [("suppressed", "blacklisted")])


def test_nothing_is_queued_not_even_a_service_mail_until_it_is_lifted(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    bar(cast, lena)
    with tenancy.scope(cast.acme.id):
        Template.objects.update(purpose="service")
        assert permissions.reach("newsletter").reasons == {"blacklisted": 1}
    answer = queue(lena)
    assert (answer.state, answer.reason) == ("suppressed", "blacklisted")
    with tenancy.scope(cast.acme.id):
        lift_blacklist(Lead.objects.get(pk=lena.pk).person.company_id, "", SYSTEM)
    assert queue(lena, key="step:2").state == "queued"
    deliver(cast.acme.id)
    assert [mail["To"] for mail in post.kept()] == ["lena@fischer.example"]


def test_the_last_question_before_it_goes_asks_the_blacklist_too(cast: Cast, post: Post, lena: Lead, queue: Queue) -> None:
    queue(lena)
    sven = a_lead(cast, "Sven", "sven@other.example")
    queue(sven, key="step:2")
    with tenancy.scope(cast.acme.id):
        _claimed, taken = take()
    bar(cast, lena)
    delivering._hand_over_all(cast.acme.id, taken, default_mailer())
    assert [mail["To"] for mail in post.kept()] == ["sven@other.example"]
    deliver(cast.acme.id)
    assert sorted(told(cast, "state", "reason")) == [("sent", ""), ("suppressed", "blacklisted")]


@pytest.mark.parametrize(("address", "state"), [("new@fischer.example", "suppressed"), ("new@elsewhere.example", "queued")])
def test_an_address_at_its_domain_is_enough(cast: Cast, post: Post, lena: Lead, queue: Queue, address: str, state: str) -> None:
    other = a_lead(cast, "Nina", "nina@gmail.com")
    bar(cast, lena)
    with tenancy.scope(cast.acme.id):
        person = Lead.objects.get(pk=other.pk).person
        person.email = address
        person.save(update_fields=["email"])
    assert queue(other).state == state


def test_what_stands_with_a_person_as_their_reach_is_no_matter_of_the_blacklist(cast: Cast, lena: Lead) -> None:
    """It would outlast it: nothing renews it when the company comes off."""
    bar(cast, lena)
    with tenancy.scope(cast.acme.id):
        change_person(Lead.objects.get(pk=lena.pk).person_id, {"phone": "+8613800138000"}, SYSTEM)
        create_lead({"name": "Nina", "email": "nina@fischer.example"}, SYSTEM)
        assert set(Person.objects.filter(email__endswith="@fischer.example").values_list("email_reach", flat=True)) == {"valid"}
        closed = {"nina@fischer.example": "blacklisted"}
        assert (suppressions.open_for(closed), suppressions.closed_for(closed)) == ({}, closed)
