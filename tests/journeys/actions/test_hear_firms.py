"""A company grows, somebody has a new job: their leads enter what waits for it, once per change (F009)."""

from journeys.domain.graph import Entry, FirmEntry, Graph, Node, Reentry
from journeys.models import Enrolment, Journey
from kernel import tenancy, work
from kernel.audit import SYSTEM
from leads.actions.blacklist import blacklist
from leads.actions.episodes import change_job
from leads.actions.firmographics import say
from leads.actions.people import create_lead
from leads.models import Company, Lead
from leads.queries import jobs
from tests.cast import Cast
from tests.journeys.world import World
from tests.leads.conftest import Happen, happen, message

__all__ = ["happen"]
NODES = {"w": Node("wait", config={"days": 1}, next="e"), "e": Node("exit")}


def live(world: World, entry: Entry) -> Journey:
    return world.live(Graph(start="w", entry=entry, reentry=Reentry("always"), nodes=NODES))


def entered(journey: Journey) -> list[tuple[str, str]]:
    rows = Enrolment.objects.filter(journey=journey).order_by("id").values_list("lead__person__email", "entry_key")
    return [(email, key.partition(":")[0]) for email, key in rows]


def test_a_company_that_grows_lets_its_people_in_once_per_change(cast: Cast, world: World) -> None:
    grown = live(world, Entry(firm=[FirmEntry("size", "at_least", 50)]))
    german = live(world, Entry(firm=[FirmEntry("country", "is", "DE")], lead={"ask": "text", "field": "name", "op": "is", "values": ["B"]}))
    with tenancy.scope(cast.acme.id):
        for name in "ab":
            create_lead({"name": name.upper(), "email": f"{name}@one.example"}, SYSTEM)
        create_lead({"email": "c@two.example"}, SYSTEM)
        one, two = Company.objects.order_by("domain")
    steps: list[tuple[Company, dict[str, str], int]] = [
        (one, {"size": "10-49"}, 0), (one, {"size": "50+", "country": "DE"}, 2), (one, {"size": "500+"}, 2),
        (two, {"industry": "Steel"}, 2),
    ]  # fmt: skip
    for company, given, count in steps:
        with tenancy.scope(cast.acme.id):
            say(company.pk, given, SYSTEM)
        work.run_until_quiet(cast.acme.id)
        with tenancy.scope(cast.acme.id):
            assert len(entered(grown)) == count
    with tenancy.scope(cast.acme.id):
        assert sorted(entered(grown)) == [("a@one.example", "firm"), ("b@one.example", "firm")]
        assert entered(german) == [("b@one.example", "firm")]
        blacklist(two.pk, "No", SYSTEM)
        say(two.pk, {"size": 90}, SYSTEM)
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert len(entered(grown)) == 2


def test_a_new_job_lets_the_new_lead_in_and_the_old_job_is_kept_with_its_dates(cast: Cast, world: World, happen: Happen) -> None:
    moved = live(world, Entry(employment=True))
    happen(message("identify", "d1", userId="u1", traits={"email": "lena@one.example", "title": "CTO", "company": "One"}))
    happen(message("identify", "d2", userId="u1", traits={"email": "lena@two.example", "title": "CEO", "company": "Two"}))
    with tenancy.scope(cast.acme.id):
        old, new = Lead.objects.order_by("number")
        assert list(Enrolment.objects.values_list("lead_id", "journey_id", "entry_key")) == [(new.pk, moved.pk, f"job:{new.pk}")]
        third = change_job(new.pk, SYSTEM, company="Three", title="Founder")
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert list(Enrolment.objects.filter(state="active").values_list("lead_id", flat=True)) == [third.pk]
        told = jobs.of_person(third.person_id)
        assert [(job.company, job.title, job.lead_id) for job in told] == [
            ("Three", "Founder", third.pk), ("Two", "CEO", new.pk), ("One", "CTO", old.pk),
        ]  # fmt: skip
        assert [job.until for job in told[:2]] == [None, told[0].since]
        assert (told[1].since, told[2].since, told[2].until) == (old.closed_at, third.person.known_at, old.closed_at)
