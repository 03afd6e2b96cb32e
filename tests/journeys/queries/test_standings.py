"""The steps that leads have used of a day, counted for all of a batch in one go."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from journeys.domain.graph import Entry, EventEntry, Graph, Node
from journeys.queries.standings import used_today
from kernel import clock, tenancy, work
from tests.conftest import NOON
from tests.journeys.world import Recorder, World

GRAPH = Graph("a", Entry([EventEntry("signup")]), nodes={"a": Node("tag", config={"tag": "x"}, next="end"), "end": Node("exit")})


def test_each_lead_has_the_steps_of_its_last_24_hours(world: World, sent: Recorder) -> None:
    ida, lena, nora = world.leads(3)
    journey = world.live(GRAPH)
    with clock.pretend(NOON):
        world.enrol(journey, ida, lena)
        work.run_until_quiet(world.workspace_id)
    for hours, used in ((1, 2), (25, 0)):
        with tenancy.scope(world.workspace_id), clock.pretend(NOON + timedelta(hours=hours)):
            found = used_today([ida.pk, lena.pk, nora.pk, ida.pk])
            assert found == ({ida.pk: used, lena.pk: used} if used else {})


def test_nothing_is_read_anew_for_each_lead(world: World) -> None:
    """Looked up lead by lead, a table that was counted while it was empty was read whole 500 times a batch."""
    people = [lead.pk for lead in world.leads(3)]
    with tenancy.scope(world.workspace_id), CaptureQueriesContext(connection) as asked:
        used_today(people)
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN " + next(one["sql"] for one in asked if "journeys_steprun" in one["sql"]))
            plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "journeys_steprun" in plan
    assert [word for word in ("Nested Loop", "SubPlan", "Function Scan") if word in plan] == []
