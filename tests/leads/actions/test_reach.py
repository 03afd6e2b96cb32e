"""What stands with a person is what would be computed now, whatever happened."""

import importlib
from typing import Any

import pytest
from django.apps import apps
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from campaigns.actions.suppress import lift, suppress
from campaigns.enums import SuppressionReason
from campaigns.models import Suppression
from campaigns.queries import suppressions
from kernel import tenancy
from kernel.models import Outbox
from kernel.problems import Refused
from leads.actions.episodes import change_job
from leads.actions.erase import erase_person
from leads.actions.merge import merge_people
from leads.actions.people import change_person, create_lead
from leads.actions.reach import prove_emails, prove_phones
from leads.actions.unmerge import undo_merge
from leads.domain import contactability
from leads.enums import Proof
from leads.models import ContactProof, Lead, Person, PersonMerge
from leads.queries import dossier, leads
from tests.cast import Cast, as_actor
from tracking.actions.policy import change_policy

EMAILS = ("", "lena@fischer.example", "max@gmail.com", "info@fischer.example", "x@mailinator.com")
PHONES = ("", "+8613800138000", "+49190", "+4930123456")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("create", "change", "suppress", "lift", "merge", "unmerge", "job", "erase", "click", "call")),
        st.sampled_from(EMAILS), st.sampled_from(PHONES), st.integers(0, 5),
    ),
    max_size=14,
)  # fmt: skip
COLUMNS = ("email_reach", "phone_reach", "contactability")


def computed(person: Person) -> tuple[Any, ...]:
    block = suppressions.open_for([person.email]).get(person.email, "")
    proven = set(ContactProof.objects.values_list("value", flat=True))
    return tuple(contactability.stored(person.email, person.phone, block, proven).values())


def kept(person: Person) -> tuple[Any, ...]:
    return tuple(getattr(person, name) for name in COLUMNS)


def do(what: str, email: str, phone: str, which: int, cast: Cast) -> None:
    actor, people = as_actor(cast.mara), list(Person.objects.filter(merged_into=None).order_by("id"))
    one = people[which % len(people)] if people else None
    if what == "create":
        create_lead({"name": f"Somebody {which}", "email": email, "phone": phone}, actor)
    elif what == "suppress":
        suppress(address=email, reason=list(SuppressionReason)[which % 4], actor=actor)
    elif what == "lift":
        for row in Suppression.objects.filter(lifted_at=None)[:1]:
            lift(suppression=row, reason="they asked", actor=actor)
    elif what == "click":
        prove_emails([email], Proof.CLICK)
    elif what == "call":
        prove_phones([one.pk] if one else [])
    elif what == "unmerge":
        for merge in PersonMerge.objects.filter(undone_at=None).order_by("-id")[:1]:
            undo_merge(merge.pk, actor)
    elif one is not None and what == "change":
        change_person(one.pk, {"email": email, "phone": phone}, actor)
    elif one is not None and what == "merge":
        merge_people(one.pk, people[0].pk, actor=actor)
    elif one is not None and what == "job":
        change_job(leads.of_people([one.pk])[one.pk].pk, actor, email=email)
    elif one is not None and what == "erase":
        erase_person(person_id=one.pk, actor=actor, confirm=dossier.confirmation(one.pk))


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)  # fmt: skip
@given(steps=STEPS)
def test_stored_is_computed_over_any_history(cast: Cast, steps: list[tuple[str, str, str, int]]) -> None:
    with tenancy.scope(cast.acme.id):
        for step in steps:
            try:
                with tenancy.scope(cast.acme.id):
                    do(*step, cast)
            except Refused:
                continue
        people = list(Person.objects.all())
        assert [kept(person) for person in people] == [computed(person) for person in people]


def test_what_is_shown_is_what_is_stored() -> None:
    for email in EMAILS:
        for phone in PHONES:
            for block in ("", "unsubscribed"):
                for proven in ((), EMAILS, PHONES, EMAILS + PHONES):
                    row = contactability.stored(email, phone, block, proven)
                    shown = contactability.read(row["email_reach"], row["phone_reach"])
                    assert (shown, shown.rank) == (contactability.of(email, phone, block, proven), row["contactability"])


@pytest.mark.parametrize(
    ("off", "stored"),
    [((), ("disposable", "invalid", 1)), (("email", "phone"), ("unchecked", "unchecked", 3)), (("disposable",), ("valid", "invalid", 3))],
)
def test_the_workspace_says_what_is_judged(cast: Cast, off: tuple[str, ...], stored: tuple[Any, ...]) -> None:
    with tenancy.scope(cast.acme.id):
        actor = as_actor(cast.adam)
        change_policy(actor=actor, off=off, addresses="truncate", cookieless=True)
        lead = create_lead({"email": "x@mailinator.com", "phone": "+4915"}, actor)
        assert kept(Person.objects.get(pk=lead.person_id)) == stored


@pytest.fixture
def four(cast: Cast) -> list[Lead]:
    with tenancy.scope(cast.acme.id):
        actor = as_actor(cast.mara)
        cards = [{"email": "lena@fischer.example"}, {"email": "max@gmail.com"}, {"email": "gone@fischer.example"}, {}]
        found = [create_lead({"name": f"Person {number}", **card}, actor) for number, card in enumerate(cards)]
        suppress(address="gone@fischer.example", reason=SuppressionReason.HARD_BOUNCE, actor=actor)
    return found


def test_lists_filter_sort_page_and_export_it(cast: Cast, four: list[Lead], signed_in: Any) -> None:
    with tenancy.scope(cast.acme.id):
        ordered = [lead.person.name for lead in leads.search({}, "reach")]
        assert ordered == ["Person 0", "Person 1", "Person 2", "Person 3"]
        for filters, name in (
            ({"contactable": ["good"]}, "Person 0"),
            ({"contactable": ["nothing"]}, "Person 3"), ({"email_reach": ["hard_bounce"]}, "Person 2"),
            ({"email_reach": ["-"]}, "Person 3"),
        ):  # fmt: skip
            assert [lead.person.name for lead in leads.search(filters)] == [name]
    client = signed_in("mara")
    page = client.get("/w/acme/leads?sort=reach").content.decode()
    assert [page.index(f"Person {number}") for number in range(4)] == sorted(page.index(f"Person {number}") for number in range(4))
    assert client.get("/w/acme/leads?contactable=maybe").status_code == 400
    assert client.get("/w/acme/leads?email_reach=maybe").status_code == 400
    assert "no,hard_bounce," in client.get("/w/acme/leads/export.csv").content.decode()


def test_pages_of_the_sorted_list_follow_each_other(cast: Cast, four: list[Lead]) -> None:
    with tenancy.scope(cast.acme.id):
        seen, cursor = [], ""
        for _ in range(4):
            page = leads.page(leads.search({}), "reach", cursor=cursor, size=1)
            seen += [row.person.name for row in page.rows]
            cursor = page.next
        assert (seen, cursor) == ([f"Person {number}" for number in range(4)], "")


def test_the_migration_reads_rows_that_are_there(cast: Cast, four: list[Lead]) -> None:
    with tenancy.scope(cast.acme.id):
        before = {person.pk: kept(person) for person in Person.objects.all()}
        Person.objects.update(email_reach="", phone_reach="", contactability=0)
    importlib.import_module("campaigns.migrations.0004_fill_contactability").fill(apps, None)
    with tenancy.scope(cast.acme.id):
        assert {person.pk: kept(person) for person in Person.objects.all()} == before
        assert sorted(row[2] for row in before.values()) == [0, 1, 2, 3]


def test_who_comes_back_and_is_silenced_again_can_be_erased_again(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        actor = as_actor(cast.mara)
        for _ in range(2):
            person = create_lead({"email": "back@fischer.example"}, actor).person_id
            suppress(address="back@fischer.example", reason=SuppressionReason.COMPLAINT, actor=actor)
            erase_person(person_id=person, actor=actor, confirm=dossier.confirmation(person))
        [kept_silent] = Suppression.objects.filter(lifted_at=None)
        assert kept_silent.address.startswith("erased:")


def test_a_proof_is_kept_once_and_announced_once(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        lead = create_lead({"email": "Lena@Gmail.com", "phone": "+8613800138000"}, as_actor(cast.mara))
        assert kept(lead.person) == ("free", "mobile", 3)
        for _ in range(2):
            prove_emails(["LENA@gmail.com ", "no address"], Proof.CLICK)
            prove_phones([lead.person_id])
        lead.person.refresh_from_db()
        assert kept(lead.person) == ("confirmed", "reached", 4)
        proofs = ContactProof.objects.order_by("value").values_list("value", "how")
        assert list(proofs) == [("+8613800138000", "call"), ("lena@gmail.com", "click")]
        assert [str(lead.pk) in row.payload for row in Outbox.objects.filter(kind="leads.ReachChanged")] == [True, True]


def test_a_new_address_has_no_proof_and_the_old_one_keeps_its_own(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        actor = as_actor(cast.mara)
        person = create_lead({"email": "lena@fischer.example"}, actor).person
        prove_emails(["lena@fischer.example"], Proof.OPT_IN)
        assert kept(change_person(person.pk, {"email": "lena@other.example"}, actor)) == ("valid", "", 3)
        assert kept(change_person(person.pk, {"email": "lena@fischer.example"}, actor)) == ("confirmed", "", 4)
