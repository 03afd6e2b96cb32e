"""BANT and the buying phase: written down, corrected, taken back, asked for, and kept through a merge and its undoing."""

from datetime import date, timedelta
from threading import Thread
from uuid import UUID

import pytest
from django.db import connection

from kernel import clock, ids, tenancy
from kernel.audit import SYSTEM
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.merge import merge_people
from leads.actions.people import create_lead
from leads.actions.qualification import qualify, unqualify
from leads.actions.unmerge import undo_merge
from leads.domain.qualification import Answer
from leads.domain.trees import parse
from leads.models import Lead, Qualification
from leads.queries import filters, qualification, trees
from tests.cast import Cast, as_actor
from tests.conftest import NOON


@pytest.fixture
def pair(cast: Cast) -> list[UUID]:
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        return [create_lead({"name": name, "email": f"{name}@buyer.example"}, SYSTEM).pk for name in ("lena", "sven")]


def known(lead_id: UUID) -> dict[str, tuple[str, int, str]]:
    return {letter: (row.value, row.confidence, row.by) for letter, row in qualification.of_lead(lead_id).items()}


def test_the_last_word_holds_and_can_be_taken_back(cast: Cast, pair: list[UUID]) -> None:
    lead, sam = pair[0], as_actor(cast.sam)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(hours=1)):
        said = Answer("planned", " Next year ", "the call", 1, NOON)
        row, new = qualify(lead, "budget", said, actor=sam)
        assert (new, row.note, row.source, row.said_at, row.recorded_at) == (True, "Next year", "the call", NOON, clock.now())
        assert qualify(lead, "budget", Answer("approved", confidence=3), actor=as_actor(cast.mara))[1] is False
        qualify(lead, "phase", Answer("vendor_selection"), actor=sam)
        assert known(lead) == {"budget": ("approved", 3, "Mara"), "phase": ("vendor_selection", 2, "Sam")}
        unqualify(lead, "budget", actor=sam)
        unqualify(lead, "budget", actor=sam)
        assert known(lead) == {"phase": ("vendor_selection", 2, "Sam")}
        told = AuditEntry.objects.filter(target_id=str(lead), verb__contains="qualified").order_by("id").values_list("verb", "changes")
        assert list(told) == [
            ("lead.qualified", {"budget": [None, "planned"], "confidence": [None, 1]}),
            ("lead.qualified", {"budget": ["planned", "approved"], "confidence": [1, 3]}),
            ("lead.qualified", {"phase": [None, "vendor_selection"]}), ("lead.unqualified", {"budget": ["approved", None]}),
        ]  # fmt: skip


def test_the_same_said_again_today_is_no_news(cast: Cast, pair: list[UUID]) -> None:
    with tenancy.scope(cast.acme.id):
        first, _new = qualify(pair[0], "need", Answer("urgent"), actor=as_actor(cast.sam))
        assert qualify(pair[0], "need", Answer("urgent"), actor=as_actor(cast.mara)) == (first, False)
        assert known(pair[0]) == {"need": ("urgent", 2, "Sam")}


def test_what_cannot_be_is_refused(cast: Cast, pair: list[UUID]) -> None:
    with tenancy.scope(cast.acme.id):
        with pytest.raises(Refused) as wrong:
            qualify(pair[0], "budget", Answer("decider"), actor=SYSTEM)
        with pytest.raises(Refused) as gone:
            qualify(ids.new(), "budget", Answer("none"), actor=SYSTEM)
    with tenancy.scope(cast.globex.id), pytest.raises(Refused) as next_door:
        qualify(pair[0], "budget", Answer("none"), actor=SYSTEM)
    assert (wrong.value.field, gone.value.status, next_door.value.status) == ("value", 404, 404)


def test_segments_ask_for_it_and_what_is_less_sure_is_unknown(cast: Cast, pair: list[UUID]) -> None:
    lena, sven = pair
    with tenancy.scope(cast.acme.id):
        qualify(lena, "authority", Answer("decider", confidence=1), actor=SYSTEM)
        decides = {"ask": "bant_authority", "values": ["decider"]}
        assert trees.members(parse(decides)) == {lena}
        assert trees.members(parse({**decides, "confidence": "likely"})) == set()
        assert trees.members(parse({**decides, "values": ["unknown"], "confidence": "sure"})) == {lena, sven}
        assert trees.members(parse({"ask": "buying_phase", "values": ["unknown"]})) == {lena, sven}


def test_windows_that_close_soon(cast: Cast, pair: list[UUID]) -> None:
    today = NOON.date()
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        for lead, days in zip(pair, (5, 31), strict=True):
            qualify(lead, "time", Answer("soon", window_start=date(2026, 1, 1), window_end=today + timedelta(days=days)), actor=SYSTEM)
        assert qualification.windows(pair) == {pair[0]: 5}
        found = {n: set(Lead.objects.filter(filters.build({"window_closes": [n]}, NOON)).values_list("id", flat=True)) for n in "45"}
        assert found == {"4": set(), "5": {pair[0]}}
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + timedelta(days=6)):
        assert qualification.windows(pair) == {pair[1]: 25}


def test_a_merge_takes_over_what_nobody_knew_and_its_undoing_gives_it_back(cast: Cast, pair: list[UUID]) -> None:
    winner, loser = pair
    with tenancy.scope(cast.acme.id):
        qualify(winner, "budget", Answer("approved"), actor=SYSTEM)
        for letter, value in (("budget", "none"), ("need", "urgent"), ("time", "soon")):
            qualify(loser, letter, Answer(value), actor=SYSTEM)
        people = {lead: Lead.objects.get(pk=lead).person_id for lead in pair}
        merge = merge_people(people[winner], people[loser], SYSTEM)
        assert {letter: row[0] for letter, row in known(winner).items()} == {"budget": "approved", "need": "urgent", "time": "soon"}
        qualify(winner, "time", Answer("later"), actor=SYSTEM)
        undo_merge(merge.pk, SYSTEM)
        assert {letter: row[0] for letter, row in known(winner).items()} == {"budget": "approved", "time": "later"}
        assert {letter: row[0] for letter, row in known(loser).items()} == {"budget": "none", "need": "urgent", "time": "soon"}
        assert Qualification.objects.exclude(merge_id=None).count() == 0


def test_what_is_said_of_a_lead_that_was_merged_away_is_said_of_the_one_it_became(cast: Cast, pair: list[UUID]) -> None:
    winner, loser = pair
    with tenancy.scope(cast.acme.id):
        last = create_lead({"name": "tom", "email": "tom@buyer.example"}, SYSTEM).pk
        people = {lead: Lead.objects.get(pk=lead).person_id for lead in (*pair, last)}
        merge_people(people[winner], people[loser], SYSTEM)
        merge_people(people[last], people[winner], SYSTEM)
        row, new = qualify(loser, "need", Answer("urgent"), actor=SYSTEM)
        assert (row.lead_id, new, known(loser)) == (last, True, {})
        assert AuditEntry.objects.get(verb="lead.qualified").target_id == str(last)
        unqualify(loser, "need", actor=SYSTEM)
        assert known(last) == {}


def test_an_answer_waits_for_the_merge_that_brings_one(transactional_db: None, cast: Cast, pair: list[UUID]) -> None:
    """Both would write the same row: whoever is second must find it."""
    winner, loser = pair
    said: list[bool] = []

    def say() -> None:
        try:
            with tenancy.scope(cast.acme.id):
                said.append(qualify(winner, "need", Answer("clear"), actor=SYSTEM)[1])
        finally:
            connection.close()

    with tenancy.scope(cast.acme.id):
        qualify(loser, "need", Answer("urgent"), actor=SYSTEM)
    other = Thread(target=say)
    with tenancy.scope(cast.acme.id):
        people = {lead: Lead.objects.get(pk=lead).person_id for lead in pair}
        merge_people(people[winner], people[loser], SYSTEM)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join(30)
    with tenancy.scope(cast.acme.id):
        assert (said, known(winner)["need"][0]) == ([False], "clear")
