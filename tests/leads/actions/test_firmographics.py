"""What is said of a company comes in by every door, the right word stands, its people are judged again and their timeline tells it."""

from datetime import timedelta
from itertools import permutations, product
from typing import Any

import pytest

from dashboard.queries import timeline
from kernel import clock, tenancy, work
from kernel.audit import SYSTEM, Actor
from kernel.models import AuditEntry, Outbox
from kernel.problems import Refused
from leads.actions import imports
from leads.actions.companies import add_company
from leads.actions.episodes import change_job
from leads.actions.firmographics import put_words, say, unsay
from leads.actions.people import change_person, create_lead
from leads.actions.segments import build_segment
from leads.domain.filters import BadFilter
from leads.domain.firmographics import Word
from leads.models import Company, FirmWord, ImportJob, Lead, Snapshot
from leads.queries import companies, firmographics, leads, membership
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.leads.conftest import Happen, message

pytestmark = pytest.mark.usefixtures("told_later")
ACME = {"email": "lena@acme.example", "name": "Lena"}


def firm(domain: str = "acme.example") -> tuple[Any, ...]:
    company = Company.objects.get(domain=domain)
    return company.size, company.industry, company.country, company.plan


def identify(at: float = 0, who: str = "u1", **traits: Any) -> dict[str, Any]:
    return message("identify", "d" + who, NOON + timedelta(hours=at), userId=who, traits={**ACME, **traits})


def group(at: float = 0, **traits: Any) -> dict[str, Any]:
    return message("group", "du1", NOON + timedelta(hours=at), userId="u1", groupId="g1", traits=traits)


def test_a_group_call_tells_of_the_company(cast: Cast, happen: Happen) -> None:
    happen(identify(), group(1, employees="51-200", industry="Steel", plan="gold", address={"country": "de"}))
    with tenancy.scope(cast.acme.id):
        assert firm() == (51, "Steel", "DE", "gold")
        words = FirmWord.objects.order_by("field").values_list("field", "source", "value", "said", "said_at")
        assert list(words)[3] == ("size", "traits", "51", "51-200", NOON + timedelta(hours=1))


def test_a_group_call_before_the_address_is_known_waits_for_the_company(cast: Cast, happen: Happen) -> None:
    happen(group(0, employees=80))
    with tenancy.scope(cast.acme.id):
        assert not Company.objects.exists()
        assert Lead.objects.get().person.attributes == {"company_size": "80"}
    happen(identify(1))
    with tenancy.scope(cast.acme.id):
        assert firm()[0] == 80


def test_traits_of_another_company_are_not_said_of_the_senders(cast: Cast, happen: Happen) -> None:
    happen(identify(), group(1, employees=5_000, website="https://www.client.example"))
    happen(identify(2, company={"name": "Acme", "employee_count": 60, "website": "acme.example"}))
    with tenancy.scope(cast.acme.id):
        assert firm()[0] == 60


def test_a_newer_trait_beats_an_older_one_in_whatever_order_they_come(cast: Cast, happen: Happen) -> None:
    happen(identify(2, company={"employees": 200}))
    happen(identify(1, company={"employees": 100}))
    with tenancy.scope(cast.acme.id):
        assert firm()[0] == 200
    happen(identify(3, company={"employees": "300+"}))
    with tenancy.scope(cast.acme.id):
        assert firm()[0] == 300


def test_a_hand_beats_traits_and_lets_go_when_it_empties(cast: Cast, happen: Happen) -> None:
    happen(identify(1, company={"employees": 100}))
    with clock.pretend(NOON + timedelta(hours=2)), tenancy.scope(cast.acme.id):
        company = Company.objects.get()
        say(company.pk, {"size": "1,000+", "country": "fr"}, as_actor(cast.mara))
        assert firm() == (1_000, "", "FR", "")
    happen(identify(3, company={"employees": 200}))
    with tenancy.scope(cast.acme.id):
        size = firmographics.told(Company.objects.get())[0]
        assert [(row.source, row.value, row.stands) for row in size.rows] == [("hand", "1000", True), ("traits", "200", False)]
        with clock.pretend(NOON + timedelta(hours=4)):
            say(company.pk, {"size": ""}, as_actor(cast.mara))
        assert firm()[0] is None
    happen(identify(5, company={"employees": 300}))
    with tenancy.scope(cast.acme.id):
        assert firm()[0] == 300
        told = [entry.changes for entry in AuditEntry.objects.filter(verb="company.changed").order_by("id")]
        assert [change["size"] for change in told] == [[None, 100], [100, 1_000], [1_000, None], [None, 300]]


def test_what_cannot_be_read_is_kept_as_refused_and_changes_nothing(cast: Cast, happen: Happen) -> None:
    happen(identify(1, company={"employees": 100}), identify(2, company={"employees": "plenty", "country": "Germany", "industry": ["x"]}))
    with tenancy.scope(cast.acme.id):
        assert firm() == (100, "", "", "")
        refused = FirmWord.objects.exclude(refused="").order_by("field").values_list("field", "value", "refused")
        assert list(refused) == [("country", "", "Germany"), ("industry", "", "['x']"), ("size", "100", "plenty")]
        company = Company.objects.get()
        for field, wrong in (("size", "-1"), ("country", "Atlantis"), ("industry", "x" * 121), ("plan", "y" * 500)):
            with pytest.raises(Refused) as caught:
                say(company.pk, {field: wrong}, SYSTEM)
            assert caught.value.field == field
        with pytest.raises(Refused):
            say(company.pk, {"shoes": "1"}, SYSTEM)


def test_a_card_and_a_file_tell_of_it_and_of_nobodys_company_it_stays_with_the_person(acme: Cast) -> None:
    create_lead({**ACME, "company_size": "50-99", "company_country": "cn"}, as_actor(acme.mara))
    assert firm() == (50, "", "CN", "")
    lead = create_lead({"email": "max@gmail.com", "company_size": "500+"}, as_actor(acme.mara))
    assert (lead.person.company_id, lead.person.attributes) == (None, {"company_size": "500+"})
    change_person(lead.person_id, {"email": "max@globex.example"}, as_actor(acme.mara))
    assert firm("globex.example")[0] == 500
    with pytest.raises(Refused) as caught:
        create_lead({**ACME, "company_size": "a lot"}, SYSTEM)
    assert caught.value.field == "company_size"
    create_lead({**ACME, "company_size": "7"}, Actor("import", "1", "Mara"))
    assert firm()[0] == 50


def test_a_new_job_takes_nothing_of_the_old_company_along(acme: Cast) -> None:
    lead = create_lead({"name": "Max", "email": "max@gmail.com", "company_size": "500+"}, SYSTEM)
    new = change_job(lead.pk, SYSTEM, email="max@globex.example")
    assert (firm("globex.example")[0], new.person.attributes) == (None, {})


def test_a_company_is_added_before_its_people(acme: Cast) -> None:
    made = add_company("https://www.Initech.example/about", "Initech", {"size": "2k"}, as_actor(acme.mara))
    assert (made.domain, made.name, made.size) == ("initech.example", "Initech", 2_000)
    lead = create_lead({"email": "bill@initech.example"}, SYSTEM)
    assert lead.person.company_id == made.pk
    for domain, code in (("initech.example", "taken"), ("gmail.com", "invalid"), ("", "invalid"), ("no domain", "invalid")):
        with pytest.raises(Refused) as caught:
            add_company(domain, "", {}, SYSTEM)
        assert (caught.value.field, caught.value.code) == ("domain", code)


def test_a_change_scores_everybody_there_anew_asks_segments_and_stands_on_their_timeline(acme: Cast) -> None:
    people = [create_lead({"email": f"p{n}@acme.example"}, SYSTEM) for n in range(3)]
    segment = build_segment(name="Large", tree={"ask": "number", "field": "company_size", "op": "at_least", "value": 50}, actor=SYSTEM)
    work.run_until_quiet(acme.acme.id)
    fits = set(Snapshot.objects.values_list("fit", flat=True))
    say(Company.objects.get().pk, {"size": "500+"}, as_actor(acme.mara))
    work.run_until_quiet(acme.acme.id)
    assert set(Snapshot.objects.values_list("fit", flat=True)) == {fit + 10 for fit in fits}
    assert membership.members(segment.line_id) == {lead.pk for lead in people}
    rows, _ = timeline.of_lead(people[0].pk, people[0].person_id, kinds=["edit"])
    assert (rows[0].title, rows[0].detail, rows[0].actor) == ("company.changed", {"size": [None, 500]}, "Mara")
    before = Outbox.objects.count()
    say(Company.objects.get().pk, {"size": 500}, as_actor(acme.sam))
    assert Outbox.objects.count() == before


@pytest.mark.parametrize(
    ("asked", "found"),
    [("50..", {"b", "c"}), ("..50", {"a", "b"}), ("10..60", {"b"}), ("7", {"a"}), ("99999999..", set()), ("60..10", set())],
)
def test_leads_and_accounts_are_filtered_by_the_size(acme: Cast, asked: str, found: set[str]) -> None:
    for name, size in (("a", "7"), ("b", "50"), ("c", "1,000+"), ("d", "")):
        create_lead({"email": f"{name}@{name}firm.example", "name": name, "company_size": size}, SYSTEM)
    assert {lead.person.name for lead in leads.search({"company_size": [asked]})} == found
    assert {company.domain[0] for company in companies.search(companies.asked({"size": asked}))} == found


@pytest.mark.parametrize("wrong", ["", "..", "many", "-1..", "1e9", "nan..", "123456789..", "1..2..3"])
def test_a_range_that_is_none_is_refused(acme: Cast, wrong: str) -> None:
    with pytest.raises(BadFilter):
        leads.search({"company_size": [wrong]})
    if wrong:
        with pytest.raises(Refused):
            companies.search(companies.asked({"size": wrong}))


SAID = list(product((None, 20, 30, "N/A"), repeat=3))


@pytest.mark.parametrize("order", list(permutations(range(3))))
@pytest.mark.parametrize("stood", [None, 7])
def test_three_files_taken_back_in_any_order_leave_what_the_others_said(acme: Cast, order: tuple[int, ...], stood: int | None) -> None:
    """Of each company they say one of these in turn, or nothing; before them nobody has said anything, but a size may be known."""
    firms = [add_company(f"firm{n}.example", "", {}, SYSTEM).pk for n in range(len(SAID))]
    Company.objects.update(size=stood)
    files = [imports.upload(name="x.csv", data=b"email\na@one.example\n", actor=SYSTEM).pk for _ in range(3)]
    for nth, job in enumerate(files):
        words = {firm: [Word("size", said[nth], NOON + timedelta(hours=nth), "file")] for firm, said in zip(firms, SAID, strict=True)
                 if said[nth]}  # fmt: skip
        put_words(words, SYSTEM, job=job)
    standing = [0, 1, 2]
    for one in order:
        standing.remove(one)
        ImportJob.objects.filter(pk=files[one]).update(state="undone")
        assert unsay(files[one], 5, SYSTEM) <= 5
        while unsay(files[one], 200, SYSTEM):
            pass
        sizes = Company.objects.in_bulk(firms)
        for firm, said in zip(firms, SAID, strict=True):
            heard = [stood, *(said[nth] for nth in standing if isinstance(said[nth], int))]
            assert sizes[firm].size == heard[-1], (said, standing)
    assert not FirmWord.objects.exists()
