"""A lead may begin in any stage, with every stage on the way written as its first visit (F067)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from kernel import clock, tenancy
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.people import create_lead, put_cards
from leads.domain import import_rows
from leads.domain.cards import Card
from leads.domain.lifecycle import ORDER
from leads.enums import MoveReason
from leads.models import Lead, StageVisit
from tests.cast import Cast
from tests.conftest import NOON

LENA = {"name": "Lena", "email": "lena@buyer.example"}


def visits(lead: Lead) -> list[tuple[str, int, str]]:
    found = StageVisit.objects.filter(lead=lead).order_by("entered_at", "recorded_at", "id").values_list("stage", "visit_no", "reason")
    return sorted(found, key=lambda visit: ORDER.index(visit[0]))


@pytest.mark.parametrize("stage", ORDER[2:])
def test_each_stage_can_be_the_first_with_its_visit_numbered_one(cast: Cast, stage: str) -> None:
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        lead = create_lead({**LENA, "stage": stage.upper()}, SYSTEM, at=NOON - timedelta(days=3))
        assert (lead.stage, lead.visit_no, lead.stage_entered_at) == (stage, 1, NOON - timedelta(days=3))
        known = visits(lead)
        assert [visit[0] for visit in known if visit[0] not in ("awareness", "friend")] == list(ORDER[2 : ORDER.index(stage) + 1])
        assert {visit[1] for visit in known} == {1}


def test_it_goes_on_and_never_back_and_nonsense_is_refused(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        assert create_lead({**LENA, "stage": "target"}, SYSTEM).stage == "target"
        assert create_lead({**LENA, "stage": "engaged"}, SYSTEM).stage == "target"
        assert create_lead({**LENA, "stage": "friend"}, SYSTEM).stage == "target"
        assert create_lead({**LENA, "stage": "sql"}, SYSTEM).stage == "sql"
        with pytest.raises(Refused) as refused:
            create_lead({**LENA, "stage": "warm"}, SYSTEM)
    assert refused.value.field == "stage"


def test_a_row_of_a_file_and_the_form_say_it_too(cast: Cast, signed_in: Callable[[str], Client]) -> None:
    card = import_rows.read(["a@buyer.example", "Opportunity"], ["Mail", "Stand"], ["email", "stage"], "UTC", NOON)
    assert isinstance(card, Card)
    with tenancy.scope(cast.acme.id):
        put_cards([card], SYSTEM, NOON, MoveReason.IMPORTED, history=True)
    signed_in("mara").post("/w/acme/leads/new", {"name": "Bo", "email": "b@buyer.example", "stage": "mql"})
    with tenancy.scope(cast.acme.id):
        found = {lead.person.email: lead for lead in Lead.objects.select_related("person")}
        assert {email: lead.stage for email, lead in found.items()} == {"a@buyer.example": "opportunity", "b@buyer.example": "mql"}
        assert visits(found["a@buyer.example"])[-1] == ("opportunity", 1, "imported")


def test_of_two_rows_of_one_person_the_one_that_is_further_on_holds(cast: Cast) -> None:
    """The order of the rows says nothing of the life of a lead: one that stands further on stays there."""
    columns = ["email", "stage"]
    for address, stages in (("a@buyer.example", ("opportunity", "engaged")), ("b@buyer.example", ("engaged", "opportunity"))):
        cards = [import_rows.read([address, stage], columns, columns, "UTC", NOON) for stage in stages]
        with tenancy.scope(cast.acme.id):
            found = put_cards([card for card in cards if isinstance(card, Card)], SYSTEM, NOON, MoveReason.IMPORTED, history=True)
            assert len(found) == 2
            assert Lead.objects.get(pk=found[0][0]).stage == "opportunity"
