"""Competitors stand with leads; what was lost to them is counted."""

from collections.abc import Callable
from uuid import UUID

import pytest

from kernel import tenancy
from kernel.audit import SYSTEM
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.merge import merge_people
from leads.actions.unmerge import undo_merge
from leads.domain.filters import parse
from leads.models import Lead, PersonMerge
from leads.queries import leads
from sales.actions.competitors import drop_competitor, name_competitor
from sales.actions.opportunity import Deal, lose, open_opportunity
from sales.models import CompetitorMention
from sales.queries import competitors, opportunities
from sales.queries.competitors import Lost
from tests.cast import Cast

Lena, Pump = Callable[..., UUID], Callable[[], int]


def standing(lead_id: UUID) -> list[tuple[str, str]]:
    return [(row.name, row.standing) for row in competitors.of_lead(lead_id)]


def test_the_last_word_about_one_holds(cast: Cast, lena: Lena) -> None:
    lead_id = lena()
    with tenancy.scope(cast.acme.id):
        new = [
            name_competitor(lead_id, name, said, actor=SYSTEM)[1]
            for name, said in (("Initech", "considers"), (" INITECH ", "considers"), ("initech", "chose"), ("Hooli", "uses"))
        ]
        assert (new, sorted(standing(lead_id))) == ([True, False, False, True], [("Hooli", "uses"), ("Initech", "chose")])
        assert AuditEntry.objects.filter(verb="competitor.named").count() == 3


@pytest.mark.parametrize(("name", "said", "field"), [("  ", "uses", "name"), ("Hooli", "hates", "standing")])
def test_what_is_none_is_refused(cast: Cast, lena: Lena, name: str, said: str, field: str) -> None:
    lead_id = lena()
    with tenancy.scope(cast.acme.id), pytest.raises(Refused) as refused:
        name_competitor(lead_id, name, said, actor=SYSTEM)
    assert refused.value.field == field


def test_a_neighbours_lead_is_none(cast: Cast, lena: Lena) -> None:
    lead_id = lena()
    with tenancy.scope(cast.acme.id):
        row, _new = name_competitor(lead_id, "Hooli", "uses", actor=SYSTEM)
    with tenancy.scope(cast.globex.id):
        for what in (lambda: name_competitor(lead_id, "Hooli", "uses", actor=SYSTEM), lambda: drop_competitor(row.pk, actor=SYSTEM)):
            with pytest.raises(Refused) as refused:
                what()
            assert refused.value.status == 404


def test_a_word_is_taken_back(cast: Cast, lena: Lena) -> None:
    lead_id = lena()
    with tenancy.scope(cast.acme.id):
        row, _new = name_competitor(lead_id, "Hooli", "uses", actor=SYSTEM)
        assert drop_competitor(row.pk, actor=SYSTEM) == lead_id
        assert standing(lead_id) == []


def test_a_lost_deal_names_them_and_is_counted_by_currency(cast: Cast, lena: Lena) -> None:
    lead_id = lena()
    lost = (("10", "USD", "Hooli"), ("5", "USD", "HOOLI "), ("7", "EUR", "Hooli"), ("3", "USD", "Initech"), ("9", "USD", ""))
    with tenancy.scope(cast.acme.id):
        for number, (value, currency, to) in enumerate(lost):
            deal, _new = open_opportunity(lead_id, Deal(name=f"Deal {number}", value=value, currency=currency), actor=SYSTEM)
            lose(deal.pk, actor=SYSTEM, reason="price", lost_to=to)
        assert sorted(standing(lead_id)) == [("Hooli", "chose"), ("Initech", "chose")]
        assert [(row.name.casefold(), row.currency, row.deals, row.value_minor) for row in competitors.lost_deals()] == [
            ("hooli", "USD", 2, 1500), ("hooli", "EUR", 1, 700), ("initech", "USD", 1, 300),
        ]  # fmt: skip
        assert [deal.name for deal in opportunities.opportunities("lost", "hooli")] == ["Deal 2", "Deal 1", "Deal 0"]
        assert isinstance(competitors.lost_deals()[0], Lost)


def test_leads_are_found_by_them(cast: Cast, lena: Lena) -> None:
    ada, bert = lena("Ada"), lena("Bert")
    with tenancy.scope(cast.acme.id):
        name_competitor(ada, "Hooli", "uses", actor=SYSTEM)
        for value, expected in (("HOOLI", [ada]), ("-", [bert]), ("Initech", [])):
            assert [lead.pk for lead in leads.search(parse([("competitor", [value])]))] == expected


def test_they_follow_a_merge_and_come_back(cast: Cast, lena: Lena, pump: Pump) -> None:
    winner, loser = lena("Ada"), lena("Bert")
    with tenancy.scope(cast.acme.id):
        name_competitor(loser, "Hooli", "uses", actor=SYSTEM)
        merge_people(*[Lead.objects.get(pk=lead).person_id for lead in (winner, loser)], actor=SYSTEM)
    pump()
    with tenancy.scope(cast.acme.id):
        assert [standing(winner), standing(loser)] == [[("Hooli", "uses")], []]
        undo_merge(PersonMerge.objects.get().pk, SYSTEM)
    pump()
    with tenancy.scope(cast.acme.id):
        assert [standing(winner), standing(loser)] == [[], [("Hooli", "uses")]]
        assert CompetitorMention.objects.count() == 1
