"""Journeys end for a company on the blacklist, and nobody of it enters (F069)."""

from collections.abc import Callable

from journeys.domain.graph import Entry, EventEntry, Graph, Node
from journeys.models import Enrolment
from kernel import tenancy
from kernel.audit import SYSTEM
from leads.actions.blacklist import blacklist, lift_blacklist
from leads.actions.merge import merge_people
from leads.actions.people import change_person
from leads.models import Company, Lead
from tests.journeys.world import Recorder, World

WAITING = Graph(
    start="w", entry=Entry([EventEntry("signup")]), nodes={"w": Node("wait", config={"days": 1}, next="x"), "x": Node("exit")}
)  # fmt: skip


def of_company(world: World, company: Company) -> Lead:
    return world.lead(company=company)


def test_passages_end_and_nobody_enters_until_it_is_lifted(world: World, sent: Recorder, pump: Callable[[], int]) -> None:
    with tenancy.scope(world.workspace_id):
        alpha, beta = (Company.objects.create(name=name, domain=f"{name}.example") for name in ("alpha", "beta"))
    inside, late, other = of_company(world, alpha), of_company(world, alpha), of_company(world, beta)
    journey = world.live(WAITING)
    assert world.enrol(journey, inside, other) == 2
    with tenancy.scope(world.workspace_id):
        blacklist(alpha.pk, "They told us so", SYSTEM)
    pump()
    assert [(world.passage(lead).state, world.passage(lead).end_reason) for lead in (inside, other)] == [
        ("exited", "blacklisted"), ("active", ""),
    ]  # fmt: skip
    assert world.enrol(journey, late) == 0
    with tenancy.scope(world.workspace_id):
        lift_blacklist(alpha.pk, "", SYSTEM)
    pump()
    assert (world.passage(inside).state, world.enrol(journey, late)) == ("exited", 1)


def test_a_passage_ends_when_the_person_comes_to_a_barred_company(world: World, sent: Recorder, pump: Callable[[], int]) -> None:
    with tenancy.scope(world.workspace_id):
        alpha = Company.objects.create(name="alpha", domain="alpha.example")
        blacklist(alpha.pk, "They told us so", SYSTEM)
    lead = world.lead()
    assert world.enrol(world.live(WAITING), lead) == 1
    with tenancy.scope(world.workspace_id):
        change_person(lead.person_id, {"email": "lena@alpha.example"}, SYSTEM)
    pump()
    assert (world.passage(lead).state, world.passage(lead).end_reason) == ("exited", "blacklisted")


def test_passages_that_a_merge_brings_to_a_barred_company_end(world: World, sent: Recorder, pump: Callable[[], int]) -> None:
    with tenancy.scope(world.workspace_id):
        alpha = Company.objects.create(name="alpha", domain="alpha.example")
        blacklist(alpha.pk, "They told us so", SYSTEM)
    inside, winner = world.lead(), of_company(world, alpha)
    assert world.enrol(world.live(WAITING), inside) == 1
    with tenancy.scope(world.workspace_id):
        merge_people(winner.person_id, inside.person_id, SYSTEM)
    pump()
    with tenancy.scope(world.workspace_id):
        assert not Enrolment.objects.filter(state="active").exists()
