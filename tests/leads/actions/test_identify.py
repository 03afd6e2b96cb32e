"""Events → people and leads."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel import tenancy
from leads.models import Company, Identifier, Lead, Person, PersonMerge, StageVisit
from leads.queries import leads
from tests.cast import Cast
from tests.leads.conftest import Happen, message
from tracking.models import Visitor

DAY = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("told_later")
GOOGLE = {"page": {"url": "https://acme.example/pricing?utm_source=google&utm_medium=cpc&utm_term=crm"}}
LINKEDIN = {"page": {"url": "https://acme.example/blog?utm_source=linkedin&utm_medium=social"}}


def identified(device: str, email: str, at: datetime = DAY, **traits: object) -> dict[str, object]:
    return message("identify", device, at, traits={"email": email, **traits})


def people() -> list[Person]:
    return list(Person.objects.filter(merged_into=None).order_by("created_at", "id"))


def test_a_visit_makes_an_anonymous_person_with_a_lead_in_awareness(cast: Cast, happen: Happen) -> None:
    happen(message("page", "d1", DAY, context=GOOGLE), door="import")
    with tenancy.scope(cast.acme.id):
        person, lead = Person.objects.get(), Lead.objects.get()
        assert (person.known_at, person.first_source, person.first_channel, person.search_intent) == (None, "google", "paid_search", "crm")
        assert (lead.created_at, lead.stage, lead.known, lead.history) == (DAY, "awareness", False, True)
        assert list(StageVisit.objects.values_list("stage", "visit_no", "entered_at", "reason")) == [("awareness", 1, DAY, "first_seen")]


def test_identify_before_and_after_the_visit_end_in_the_same_person(cast: Cast, happen: Happen) -> None:
    visit, who = message("page", "d1", DAY, context=GOOGLE), identified("d1", "Lena@Acme.example", DAY + timedelta(minutes=5), name="Lena")
    happen(who, door="import")
    happen(visit, door="import")
    happen(
        {**visit, "anonymousId": "d2"}, {**who, "anonymousId": "d2", "traits": {"email": "lu@acme.example", "name": "Lu"}}, door="import"
    )
    with tenancy.scope(cast.acme.id):
        lena, lu = (Person.objects.get(email=email) for email in ("lena@acme.example", "lu@acme.example"))
        assert [lena.first_source, lu.first_source] == ["google", "google"]
        assert [lena.landing_page, lu.landing_page] == [lena.landing_page] * 2
        assert list(Lead.objects.values_list("stage", flat=True)) == ["name", "name"]
        assert Company.objects.get().domain == "acme.example"


def test_first_touch_stays_and_last_touch_follows(cast: Cast, happen: Happen) -> None:
    happen(message("page", "d1", DAY, context=GOOGLE), door="import")
    happen(message("page", "d1", DAY + timedelta(days=1), context=LINKEDIN), door="import")
    with tenancy.scope(cast.acme.id):
        person = Person.objects.get()
        assert (person.first_touch["source"], person.last_touch["source"], person.first_source) == ("google", "linkedin", "google")


def test_the_earliest_device_brings_the_first_touch_in_whatever_order_its_messages_are_heard(cast: Cast, happen: Happen) -> None:
    """The page that led to an identify may be heard after it, when somebody else's device has brought a first touch meanwhile."""
    phone, laptop = message("page", "phone", DAY, context=LINKEDIN), message("page", "laptop", DAY - timedelta(hours=1), context=GOOGLE)
    happen(phone, identified("phone", "lena@acme.example"), door="import")
    happen(identified("laptop", "lena@acme.example"), door="import")
    happen(laptop, door="import")
    with tenancy.scope(cast.acme.id):
        person = Person.objects.get(merged_into=None)
        assert (person.first_source, person.first_touch["at"]) == ("google", laptop["timestamp"])


def test_the_first_touch_of_a_shared_device_stays_with_who_came_by_it(cast: Cast, happen: Happen) -> None:
    """Lu, who has a first touch of her own, uses Lena's device later: what led Lena there is not how Lu came."""
    happen(message("page", "desk", DAY, context=GOOGLE), identified("desk", "lena@acme.example"), door="import")
    later = DAY + timedelta(days=1)
    happen(message("page", "phone", later, context=LINKEDIN), identified("phone", "lu@acme.example", later), door="import")
    happen(identified("desk", "lu@acme.example", later + timedelta(hours=1)), door="import")
    with tenancy.scope(cast.acme.id):
        assert [Person.objects.get(email=f"{who}@acme.example").first_source for who in ("lena", "lu")] == ["google", "linkedin"]


def test_an_anonymous_device_is_joined_into_the_known_person(cast: Cast, happen: Happen) -> None:
    happen(identified("phone", "lena@acme.example", DAY + timedelta(days=1)), door="import")
    happen(message("page", "laptop", DAY, context=GOOGLE), door="import")
    happen(identified("laptop", "lena@acme.example", DAY + timedelta(days=2)), door="import")
    with tenancy.scope(cast.acme.id):
        (person,) = people()
        assert (person.first_source, person.created_at) == ("google", DAY)
        assert Visitor.objects.filter(person_id=person.pk).count() == 2
        merge = PersonMerge.objects.get()
        assert (merge.winner_id, merge.reason, len(merge.moved["visitors"])) == (person.pk, "identified", 1)
        assert sorted(Lead.objects.values_list("closed_reason", "stage")) == [("", "name"), ("merged", "awareness")]


def test_two_identified_people_on_one_device_stay_two(cast: Cast, happen: Happen) -> None:
    happen(identified("shared", "lena@acme.example"), identified("shared", "tom@acme.example", DAY + timedelta(minutes=1)))
    happen(message("page", "shared"))
    with tenancy.scope(cast.acme.id):
        lena, tom = (Person.objects.get(email=f"{name}@acme.example") for name in ("lena", "tom"))
        assert lena.pk != tom.pk
        assert list(Visitor.objects.order_by("episode").values_list("episode", "person_id")) == [(1, lena.pk), (2, tom.pk)]
        assert PersonMerge.objects.count() == 0
        assert tom.last_active_at is not None
        assert lena.last_active_at is not None
        assert tom.last_active_at > lena.last_active_at


def test_user_id_and_email_of_one_message_are_one_person(cast: Cast, happen: Happen) -> None:
    happen(message("identify", "d1", userId="u1"), identified("d2", "lena@acme.example"))
    happen(message("identify", "d3", userId="u1", traits={"email": "lena@acme.example"}))
    with tenancy.scope(cast.acme.id):
        (person,) = people()
        assert sorted(Identifier.objects.filter(person=person).values_list("kind", "value")) == [
            ("email", "lena@acme.example"), ("user_id", "u1"),
        ]  # fmt: skip
        assert Visitor.objects.filter(person_id=person.pk).count() == 3


def test_aliases_in_a_circle_end_in_one_person(cast: Cast, happen: Happen) -> None:
    for name in "abc":
        happen(message("identify", f"device-{name}", userId=name))
    for before, after in ("ab", "bc", "ca"):
        happen(message("alias", "", userId=after, previousId=before))
    with tenancy.scope(cast.acme.id):
        (person,) = people()
        assert Identifier.objects.filter(person=person).count() == 3
        assert Lead.objects.filter(closed_at=None).count() == 1


def test_traits_fill_fields_and_the_rest_is_kept(cast: Cast, happen: Happen) -> None:
    traits = {
        "firstName": "小明", "lastName": "王", "jobTitle": "CTO", "company": {"name": "华光", "industry": "Energy"}, "country": "cn",
        "plan": "pro", "phone": "13800138000",
    }  # fmt: skip
    happen(identified("d1", "wang@qq.com", **traits), message("group", "d1", groupId="g1", traits={"name": "Huaguang"}))
    with tenancy.scope(cast.acme.id):
        (person,) = people()
        assert (person.name, person.title, person.company_name, person.industry) == ("王小明", "CTO", "Huaguang", "Energy")
        assert (person.country, person.phone, person.attributes) == ("CN", "+8613800138000", {"plan": "pro", "company_industry": "Energy"})
        assert person.company is None


def test_the_same_batch_twice_changes_nothing(cast: Cast, happen: Happen) -> None:
    who = {**identified("d1", "lena@acme.example"), "messageId": "m1"}
    happen(who)
    with tenancy.scope(cast.acme.id):
        from leads.actions.identify import identify  # noqa: PLC0415
        from tracking.models import Event  # noqa: PLC0415

        before = list(Person.objects.values()), list(StageVisit.objects.values())
        identify([event.pk for event in Event.objects.all()])
        assert (list(Person.objects.values()), list(StageVisit.objects.values())) == before


def test_the_list_finds_who_came(cast: Cast, happen: Happen) -> None:
    happen(identified("d1", "wang@acme.example", name="王小明🚀"))
    with tenancy.scope(cast.acme.id):
        for text in ("王", "小明", "🚀", "WANG", "w", "acme"):
            assert [lead.person.name for lead in leads.search({"q": [text], "known": ["yes"]})] == ["王小明🚀"], text
        assert list(leads.search({"q": ["gnaw"]})) == []
