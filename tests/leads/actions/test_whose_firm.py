"""What a message says of a company is said of the one that it speaks of, at the time at which it was said."""

from datetime import timedelta
from typing import Any

import pytest

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions.episodes import change_job
from leads.actions.people import change_person, create_lead
from leads.models import Company, FirmWord, Lead
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.leads.conftest import Happen, message

pytestmark = pytest.mark.usefixtures("told_later")


def identify(at: float, email: str = "", who: str = "u1", **traits: Any) -> dict[str, Any]:
    """One of `who` in their own device; they have an address in a company where `email` says so."""
    told = {"email": email, **traits} if email else traits
    return message("identify", "d" + who, NOON + timedelta(hours=at), userId=who, traits=told)


def sizes() -> dict[str, int | None]:
    return dict(Company.objects.values_list("domain", "size"))


def words() -> list[tuple[Any, ...]]:
    return list(FirmWord.objects.order_by("company__domain", "source").values_list("company__domain", "source", "value", "said_at"))


def test_what_is_said_with_an_older_address_is_said_of_that_company(cast: Cast, happen: Happen) -> None:
    happen(identify(0, "lena@old.example"))
    happen(identify(1, "lena@acme.example"))
    happen(identify(2, "lena@old.example", company={"employees": 9}))
    with tenancy.scope(cast.acme.id):
        assert sizes() == {"old.example": 9, "acme.example": None}
    elsewhere = {"website": "client.example", "size": 4}
    happen(identify(3, "lena@acme.example", company={"employees": 500}), identify(4, "lena@old.example", company=elsewhere))
    with tenancy.scope(cast.acme.id):
        assert sizes() == {"old.example": 9, "acme.example": 500}


def test_a_new_job_in_the_same_batch_hears_nothing_of_what_was_said_in_the_old_one(cast: Cast, happen: Happen) -> None:
    happen(identify(0, "lena@acme.example"))
    happen(
        identify(1, "lena@acme.example", company={"employees": 500}), identify(2, company={"employees": 501}),
        identify(3, "lena@globex.example"),
    )  # fmt: skip
    with tenancy.scope(cast.acme.id):
        assert sizes() == {"acme.example": 500, "globex.example": None}
    happen(identify(2.5, company={"employees": 502}), identify(4, company={"employees": 20}))
    with tenancy.scope(cast.acme.id):
        assert sizes() == {"acme.example": 500, "globex.example": 20}


def test_a_job_that_a_hand_changed_ends_what_is_said_late_of_the_old_one(cast: Cast, happen: Happen) -> None:
    happen(identify(0, "lena@acme.example"))
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(hours=3)):
        change_job(Lead.objects.get().pk, SYSTEM, email="lena@globex.example")
    happen(identify(2, company={"employees": 9}))
    with tenancy.scope(cast.acme.id):
        assert sizes() == {"acme.example": None, "globex.example": None}


def test_what_waited_for_a_company_beats_nothing_that_was_said_of_it_since(cast: Cast, happen: Happen) -> None:
    happen(identify(0, "max@gmail.com", "max", company_size=10))
    happen(identify(24, "lena@acme.example", "lena", company={"employees": 500}))
    with tenancy.scope(cast.acme.id):
        lead = Lead.objects.get(person__email="max@gmail.com")
        change_person(lead.person_id, {"email": "max@acme.example"}, as_actor(cast.mara))
        assert sizes() == {"acme.example": 500}


def test_what_waited_stands_where_nobody_said_anything_and_has_the_time_of_its_person(cast: Cast, happen: Happen) -> None:
    happen(identify(0, "max@gmail.com", "max", company_size=10))
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(days=9)):
        change_person(Lead.objects.get().person_id, {"email": "max@acme.example"}, as_actor(cast.mara))
        assert words() == [("acme.example", "traits", "10", NOON)]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_whoever_comes_new_in_a_batch_says_it_when_they_said_it(cast: Cast, happen: Happen, order: tuple[int, int]) -> None:
    said = [
        identify(0, "new@acme.example", "new", company_size=10), identify(1, "lena@acme.example", "lena", company={"employees": 500}),
        identify(2, "new@acme.example", "new"),
    ]  # fmt: skip
    happen(*(said[place] for place in order), said[2])
    with tenancy.scope(cast.acme.id):
        assert words() == [("acme.example", "traits", "500", NOON + timedelta(hours=1))]


def test_a_form_says_it_once(cast: Cast, happen: Happen) -> None:
    happen({**identify(0, "new@acme.example", "new", company_size=10), "messageId": "form-1"})
    with tenancy.scope(cast.acme.id):
        assert words() == [("acme.example", "form", "10", NOON)]


def test_a_card_that_brings_the_address_dates_what_waited_as_well(acme: Cast) -> None:
    with clock.pretend(NOON):
        create_lead({"name": "Max", "user_id": "max", "company_size": "10"}, SYSTEM)
    with clock.pretend(NOON + timedelta(days=9)):
        create_lead({"user_id": "max", "email": "max@acme.example"}, SYSTEM)
    assert words() == [("acme.example", "traits", "10", NOON)]
