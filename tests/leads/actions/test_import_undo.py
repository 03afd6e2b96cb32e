"""A file is taken back: who came with it goes, who was changed has again what they had, unless somebody did something since."""

from dataclasses import asdict
from importlib import import_module
from itertools import permutations
from typing import Any

import pytest
from django.apps import apps

from kernel import clock, tenancy, work
from kernel.audit import SYSTEM
from kernel.models import Delivery
from kernel.problems import Refused
from leads.actions import imports, lists
from leads.actions.firmographics import say
from leads.actions.flags import add_flag
from leads.actions.import_undo import take_back, take_back_some
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import assign_owner, change_person, create_lead
from leads.actions.segments import archive_segment, build_segment
from leads.models import Company, FirmWord, Identifier, ImportJob, ImportMark, Lead, Person, StageVisit
from leads.queries import import_marks, membership
from leads.queries.firmographics import of_file
from leads.queries.import_forecast import Forecast, forecast
from scoring.actions.tags import define_tag, tag_lead
from scoring.models import LedgerEntry
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.leads.actions.test_imports import run
from tests.leads.conftest import Happen, message


def told(cast: Cast, job: ImportJob) -> dict[str, Any]:
    with tenancy.scope(cast.acme.id):
        return asdict(import_marks.preview(job.pk))


def undo(cast: Cast, job: ImportJob, expected: int | None = None) -> ImportJob:
    with tenancy.scope(cast.acme.id):
        take_back(job.pk, expected, as_actor(cast.mara))
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        found: ImportJob = ImportJob.objects.get(pk=job.pk)
        return found


def test_people_whom_a_file_made_go_with_all_that_follows_from_them(cast: Cast) -> None:
    data = b"email,name,phone,company,stage\na@one.example,A,,One,mql\nb@two.example,B,13800138000,Two,\n,C,13900139000,,\n"
    job = run(cast, data, mapping=["email", "name", "phone", "company", "stage"])
    with tenancy.scope(cast.acme.id):
        made = build_segment(name="Known", tree={"all": [{"ask": "known"}]}, actor=SYSTEM)
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert len(membership.members(made.line_id)) == 3
    assert told(cast, job) == {"removed": 3, "restored": 0, "partly": 0, "same": 0, "kept": {}}
    done = undo(cast, job, expected=3)
    assert (done.state, done.removed, done.restored, done.kept, done.undone_by) == ("undone", 3, 0, 0, "Mara")
    with tenancy.scope(cast.acme.id):
        left = [model.objects.count() for model in (Person, Lead, StageVisit, Identifier, ImportMark, Company)]
        assert left == [0, 0, 0, 0, 0, 0]


def test_fields_stage_and_identifiers_go_back_to_what_they_were(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        lead = create_lead({"name": "Lena", "email": "lena@firm.example", "attributes": {"size": "small", "seat": "left"}}, SYSTEM)
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        before = Person.objects.filter(pk=lead.person_id).values().get()
        stood = Lead.objects.filter(pk=lead.pk).values("stage", "visit_no", "stage_entered_at").get()
    data = "email,name,phone,title,size,floor,stage\nlena@firm.example,Magda,+8613800138000,CEO,large,3,target\n"
    job = run(cast, data.encode(), mapping=["email", "name", "phone", "title", "attribute", "attribute", "stage"])
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.get().stage == "target"
        assert Person.objects.get().attributes == {"size": "large", "seat": "left", "floor": "3"}
    assert told(cast, job) == {"removed": 0, "restored": 1, "partly": 0, "same": 0, "kept": {}}
    done = undo(cast, job)
    assert (done.removed, done.restored, done.kept) == (0, 1, 0)
    with tenancy.scope(cast.acme.id):
        assert Person.objects.values().get() == before
        assert Lead.objects.values("stage", "visit_no", "stage_entered_at").get() == stood
        assert list(Identifier.objects.values_list("kind", "value")) == [("email", "lena@firm.example")]


def test_what_was_changed_since_stays_and_the_rest_goes_back(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        lead = create_lead({"name": "Lena", "email": "lena@firm.example", "title": "Buyer"}, SYSTEM)
        create_lead({"name": "Theo", "email": "theo@firm.example"}, SYSTEM)
    job = run(cast, b"email,name,title\nlena@firm.example,Magda,CEO\ntheo@firm.example,Theo,\n")
    with tenancy.scope(cast.acme.id):
        change_person(lead.person_id, {"title": "CFO"}, as_actor(cast.sam))
    assert told(cast, job) == {"removed": 0, "restored": 0, "partly": 1, "same": 1, "kept": {}}
    undo(cast, job)
    with tenancy.scope(cast.acme.id):
        assert Person.objects.filter(pk=lead.person_id).values_list("name", "title").get() == ("Lena", "CFO")


def test_whoever_was_dealt_with_since_stays_with_the_reason(cast: Cast) -> None:
    names = ("owned", "moved", "edited", "again", "untouched")
    job = run(cast, b"email\n" + b"".join(f"{name}@x{n}.example\n".encode() for n, name in enumerate(names)))
    with tenancy.scope(cast.acme.id):
        lead = {name: Lead.objects.get(person__email=f"{name}@x{n}.example") for n, name in enumerate(names)}
        assign_owner(lead["owned"].pk, cast.sam.pk, as_actor(cast.sam))
        move_stage(Move(lead["moved"].pk, "engaged", "manual", NOON), as_actor(cast.sam))
        change_person(lead["edited"].person_id, {"name": "Edda"}, as_actor(cast.sam))
    run(cast, b"email,stage\nagain@x3.example,target\n", mapping=["email", "stage"])
    kept = {"assigned": 1, "moved": 1, "changed": 1, "other_file": 1}
    assert told(cast, job) == {"removed": 1, "restored": 0, "partly": 0, "same": 0, "kept": kept}
    done = undo(cast, job, expected=1)
    assert (done.removed, done.kept) == (1, 4)
    with tenancy.scope(cast.acme.id):
        assert import_marks.kept(job.pk) == kept
        assert set(Lead.objects.values_list("pk", flat=True)) == {lead[name].pk for name in names[:4]}


def test_the_market_class_that_a_file_gave_goes_back_unless_it_was_given_anew(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        for name in ("one", "two"):
            create_lead({"email": f"a@{name}.example", "market_class": "small_b"}, SYSTEM)
    job = run(cast, b"email,market class,title\na@one.example,big_b,CEO\na@two.example,big_b,CEO\n")
    with tenancy.scope(cast.acme.id):
        create_lead({"email": "b@two.example", "market_class": "big_c"}, SYSTEM)
    undo(cast, job)
    with tenancy.scope(cast.acme.id):
        assert dict(Company.objects.values_list("domain", "market_class")) == {"one.example": "small_b", "two.example": "big_c"}


def test_who_is_on_a_list_stays_until_the_list_is_in_the_archive(cast: Cast) -> None:
    job = run(cast, b"email\na@one.example\n")
    with tenancy.scope(cast.acme.id):
        made = lists.make_list(name="Fair", lead_ids=Lead.objects.values_list("id", flat=True), actor=SYSTEM)
    assert told(cast, job)["kept"] == {"listed": 1}
    with tenancy.scope(cast.acme.id):
        archive_segment(segment_id=made.pk, actor=SYSTEM)
    undo(cast, job)
    with tenancy.scope(cast.acme.id):
        assert membership.members(made.line_id) == set()


def test_many_people_go_back_in_portions(cast: Cast) -> None:
    job = run(cast, b"email\n" + b"".join(f"p{n}@company{n % 50}.example\n".encode() for n in range(1_100)))
    done = undo(cast, job, expected=1_100)
    assert (done.state, done.removed) == ("undone", 1_100)
    with tenancy.scope(cast.acme.id):
        assert (Person.objects.count(), Company.objects.count()) == (0, 0)


def test_it_is_taken_back_once_and_only_as_it_was_shown(cast: Cast) -> None:
    job = run(cast, b"email\na@one.example\n")
    with tenancy.scope(cast.acme.id), pytest.raises(Refused, match="1 people now, not 2"):
        take_back(job.pk, 2, as_actor(cast.mara))
    undo(cast, job, expected=1)
    with tenancy.scope(cast.acme.id), pytest.raises(Refused, match="already"):
        take_back(job.pk, None, as_actor(cast.mara))


def test_a_file_that_waits_or_came_before_is_not_taken_back(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        waiting = imports.upload(name="x.csv", data=b"email\na@one.example\n", actor=as_actor(cast.mara))
        with pytest.raises(Refused, match="ended"):
            take_back(waiting.pk, None, as_actor(cast.mara))
    old = run(cast, b"email\na@two.example\n")
    with tenancy.scope(cast.acme.id):
        ImportJob.objects.filter(pk=old.pk).update(undoable=False)
        with pytest.raises(Refused, match="ended"):
            take_back(old.pk, None, as_actor(cast.mara))


def test_a_file_says_first_how_many_it_would_make_change_and_not_take(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        create_lead({"email": "lena@firm.example"}, SYSTEM)
        data = b"email,name\nlena@firm.example,Lena\nnew@firm.example,New\nNEW@firm.example,Twin\nnonsense,X\n"
        job = imports.upload(name="x.csv", data=data, actor=as_actor(cast.mara))
        assert forecast(job.pk, job.mapping, "UTC") == Forecast(rows=4, of=4, made=1, matched=2, refused=1)
    done = run(cast, data)
    assert (done.made, done.matched, done.refused) == (1, 2, 1)


def test_news_of_people_who_are_gone_already_hurts_nobody(cast: Cast) -> None:
    """The stations further on have not heard of the import yet when it is taken back."""
    with tenancy.scope(cast.acme.id):
        job = imports.upload(name="x.csv", data=b"email,title\na@one.example,CEO\nb@two.example,CEO\n", actor=as_actor(cast.mara))
        imports.start_import(job_id=job.pk, actor=as_actor(cast.mara))
    imports.run_chunks(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        take_back(job.pk, 2, as_actor(cast.mara))
        assert take_back_some() == 2
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert (Person.objects.count(), LedgerEntry.objects.count(), Delivery.objects.exclude(state="done").count()) == (0, 0, 0)


def test_an_episode_that_a_file_opened_goes_and_the_one_before_stays(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        lead = create_lead({"name": "Lena", "email": "lena@firm.example"}, SYSTEM)
        Lead.objects.filter(pk=lead.pk).update(closed_at=NOON, closed_reason="lost")
    job = run(cast, b"email,title\nlena@firm.example,CEO\n")
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.count() == 2
    assert undo(cast, job).restored == 1
    with tenancy.scope(cast.acme.id):
        assert (Lead.objects.get().pk, Person.objects.get().title) == (lead.pk, "")


def sizes() -> dict[str, int | None]:
    return dict(Company.objects.values_list("domain", "size"))


def test_what_a_file_said_of_companies_is_taken_back_and_what_stood_before_stands_again(cast: Cast) -> None:
    head = b"email,name,company_size\n"
    with tenancy.scope(cast.acme.id):
        create_lead({"email": "a@none.example"}, SYSTEM)
        create_lead({"email": "a@hand.example"}, SYSTEM)
    run(cast, head + b"a@file.example,A,20\n")
    job = run(cast, head + b"a@none.example,B,30\na@hand.example,C,30\na@file.example,D,30\na@new.example,E,30\n")
    with tenancy.scope(cast.acme.id):
        assert sizes() == {"none.example": 30, "hand.example": 30, "file.example": 30, "new.example": 30}
        say(Company.objects.get(domain="hand.example").pk, {"size": 70}, as_actor(cast.sam))
    assert undo(cast, job).state == "undone"
    with tenancy.scope(cast.acme.id):
        assert sizes() == {"none.example": None, "hand.example": 70, "file.example": 20}
        words = FirmWord.objects.values_list("company__domain", "source", "value")
        assert sorted(words) == [("file.example", "file", "20"), ("hand.example", "hand", "70")]


def test_a_file_that_only_said_how_big_companies_are_can_be_taken_back(cast: Cast) -> None:
    run(cast, b"email\na@one.example\n")
    job = run(cast, b"email,company_size\na@one.example,30\n")
    assert undo(cast, job, expected=0).state == "undone"
    with tenancy.scope(cast.acme.id):
        assert (sizes(), FirmWord.objects.count()) == ({"one.example": None}, 0)


def test_of_two_files_taken_back_the_earlier_first_neither_word_stands(cast: Cast) -> None:
    first = run(cast, b"email,company_size\na@one.example,20\nz@two.example,\n")
    second = run(cast, b"email,name,company_size\na@one.example,A,30\nb@one.example,B,30\n")
    with tenancy.scope(cast.acme.id):
        create_lead({"email": "c@one.example"}, SYSTEM)
    undo(cast, first)
    with tenancy.scope(cast.acme.id):
        assert sizes() == {"one.example": 30}
    undo(cast, second)
    with tenancy.scope(cast.acme.id):
        assert (sizes(), FirmWord.objects.count()) == ({"one.example": None}, 0)


def test_a_second_file_holds_nobody_once_it_is_taken_back(cast: Cast) -> None:
    first = run(cast, b"email,title\na@one.example,CEO\nb@one.example,CEO\n")
    second = run(cast, b"email,title\na@one.example,CFO\nb@one.example,CEO\n")
    assert told(cast, first) == {"removed": 0, "restored": 0, "partly": 0, "same": 0, "kept": {"changed": 1, "other_file": 1}}
    undo(cast, second)
    assert undo(cast, first).removed == 2
    with tenancy.scope(cast.acme.id):
        assert Person.objects.count() == 0


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_a_list_imported_three_times_stays_until_the_last_one_is_taken_back(cast: Cast, order: tuple[int, ...]) -> None:
    files = [run(cast, b"email,title\na@one.example,CEO\nb@two.example,CEO\n") for _ in range(3)]
    for one in order[:2]:
        assert undo(cast, files[one], expected=0).state == "undone"
        with tenancy.scope(cast.acme.id):
            assert (Person.objects.count(), Company.objects.count()) == (2, 2)
    assert undo(cast, files[order[2]], expected=2).removed == 2
    with tenancy.scope(cast.acme.id):
        assert [model.objects.count() for model in (Person, Lead, Company, Identifier, ImportMark)] == [0] * 5


def test_whom_two_files_name_goes_with_both_unless_a_hand_came_in_between(cast: Cast) -> None:
    first = run(cast, b"email,title\na@one.example,CEO\nb@one.example,CEO\n")
    with tenancy.scope(cast.acme.id):
        change_person(Person.objects.get(email="a@one.example").pk, {"name": "Anna"}, as_actor(cast.sam))
    second = run(cast, b"email,title\na@one.example,CFO\nb@one.example,CFO\n")
    undo(cast, first)
    assert told(cast, second) == {"removed": 1, "restored": 1, "partly": 0, "same": 0, "kept": {}}
    undo(cast, second)
    with tenancy.scope(cast.acme.id):
        assert list(Person.objects.values_list("name", "title")) == [("Anna", "CEO")]


def test_who_was_tagged_by_hand_or_flagged_stays(cast: Cast) -> None:
    job = run(cast, b"email\nvip@one.example\nflag@one.example\n")
    with tenancy.scope(cast.acme.id):
        define_tag("VIP", "factual", "", SYSTEM)
        tag_lead(Lead.objects.get(person__email="vip@one.example").pk, "VIP", SYSTEM)
        add_flag(Lead.objects.get(person__email="flag@one.example").pk, "odd", SYSTEM)
    assert told(cast, job) == {"removed": 0, "restored": 0, "partly": 0, "same": 0, "kept": {"tagged": 1, "flagged": 1}}


def test_a_stage_that_does_not_go_back_makes_it_partly(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        lead = create_lead({"name": "Lena", "email": "lena@firm.example"}, SYSTEM)
    job = run(cast, b"email,title,stage\nlena@firm.example,CEO,target\n", mapping=["email", "title", "stage"])
    with tenancy.scope(cast.acme.id):
        move_stage(Move(lead.pk, "mql", "manual", NOON), as_actor(cast.sam))
    assert told(cast, job) == {"removed": 0, "restored": 0, "partly": 1, "same": 0, "kept": {}}
    undo(cast, job)
    with tenancy.scope(cast.acme.id):
        assert (Lead.objects.get().stage, Person.objects.get().title) == ("mql", "")


def test_an_address_that_they_used_since_stays_theirs_with_its_company(cast: Cast, happen: Happen) -> None:
    with tenancy.scope(cast.acme.id):
        create_lead({"name": "Lena", "phone": "+8613800138000"}, SYSTEM)
    job = run(cast, b"phone,email,title\n+8613800138000,lena@firm.example,CEO\n")
    happen(message("identify", "d1", clock.now(), userId="u1", traits={"email": "lena@firm.example"}))
    undo(cast, job)
    with tenancy.scope(cast.acme.id):
        found = Person.objects.select_related("company").get(phone="+8613800138000")
        assert (found.email, found.title, found.company.domain) == ("lena@firm.example", "", "firm.example")
        assert Identifier.objects.filter(kind="email", value="lena@firm.example").exists()


def test_a_value_that_nobody_can_read_leaves_the_word_to_the_file_before(cast: Cast) -> None:
    first = run(cast, b"email,company_size\na@one.example,50\n")
    second = run(cast, b"email,company_size\na@one.example,N/A\n")
    with tenancy.scope(cast.acme.id):
        word = FirmWord.objects.get()
        assert (word.value, word.refused, word.job_id) == ("50", "N/A", first.pk)
        assert not of_file(second.pk)
    undo(cast, first)
    with tenancy.scope(cast.acme.id):
        assert sizes() == {"one.example": None}


def test_of_an_address_that_they_used_since_the_name_of_its_company_stays_too(cast: Cast, happen: Happen) -> None:
    with tenancy.scope(cast.acme.id):
        create_lead({"name": "Lena", "phone": "+8613800138000"}, SYSTEM)
    job = run(cast, b"phone,email,company,title\n+8613800138000,lena@firm.example,Firm Ltd,CEO\n")
    happen(message("identify", "d1", clock.now(), userId="u1", traits={"email": "lena@firm.example"}))
    undo(cast, job)
    with tenancy.scope(cast.acme.id):
        found = Person.objects.select_related("company").get(phone="+8613800138000")
        assert (found.email, found.company.domain, found.company_name, found.title) == (
            "lena@firm.example", "firm.example", "Firm Ltd", ""
        )  # fmt: skip


def test_of_an_address_that_they_used_since_nothing_is_offered_to_go_back(cast: Cast, happen: Happen) -> None:
    with tenancy.scope(cast.acme.id):
        create_lead({"name": "Lena", "phone": "+8613800138000"}, SYSTEM)
    job = run(cast, b"phone,email\n+8613800138000,lena@gmail.com\n")
    assert told(cast, job) == {"removed": 0, "restored": 1, "partly": 0, "same": 0, "kept": {}}
    happen(message("identify", "d1", clock.now(), userId="u1", traits={"email": "lena@gmail.com"}))
    assert told(cast, job) == {"removed": 0, "restored": 0, "partly": 0, "same": 0, "kept": {"changed": 1}}


def test_what_a_file_noted_before_there_could_be_several_is_read_still(cast: Cast) -> None:
    first = run(cast, b"email,company_size\na@one.example,20\n")
    run(cast, b"email,company_size\na@one.example,30\n")
    with tenancy.scope(cast.acme.id):
        word = FirmWord.objects.get()
        layers = word.had
        word.had = {**layers[0], "first": layers[1]["stood"]}
        word.save()
    import_module("leads.migrations.0029_heard_before").fill(apps, None)
    with tenancy.scope(cast.acme.id):
        assert FirmWord.objects.get().had == layers
        assert (layers[0]["job"], layers[0]["stood"], layers[1]) == (str(first.pk), 20, {"stood": None})
