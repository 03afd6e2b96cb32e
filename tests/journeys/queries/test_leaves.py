"""The question `journey` of condition trees: the database and memory agree at any instant, and members follow what happens to passages."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journeys.actions.journeys import create_journey
from journeys.actions.publish import archive
from journeys.actions.withdraw import withdraw
from journeys.domain.graph import Entry, EventEntry, Graph, Node
from journeys.models import Journey
from kernel import clock
from kernel.audit import SYSTEM
from kernel.problems import Refused
from leads.actions.segments import build_segment, checked
from leads.domain.trees import parse, turning
from leads.models import Lead
from leads.queries import membership as standings
from leads.queries import trees
from leads.queries.words import sentence
from tests.cast import Cast
from tests.journeys.world import World
from tests.leads.actions.test_membership import settle

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
STAYING = Graph("w", Entry([EventEntry("signup")]), nodes={"w": Node("wait", config={"days": 60}, next="x"), "x": Node("exit")})
LEAVING = Graph("x", Entry([EventEntry("signup")]), nodes={"x": Node("exit", config={"reason": "done"})})


@pytest.fixture
def lives(acme: Cast, noon: datetime) -> tuple[list[Lead], dict[str, Journey]]:
    """Ten days ago the first entered Stay, the second entered it and was taken out four days ago, the third went through Leave two days
    ago, the fourth did nothing."""
    world = World(acme.acme.id)
    leads, journeys = [world.lead() for _ in range(4)], {"stay": world.live(STAYING, "Stay"), "leave": world.live(LEAVING, "Leave")}
    with clock.pretend(noon - 10 * DAY):
        world.enrol(journeys["stay"], *leads[:2])
        world.run()
    with clock.pretend(noon - 4 * DAY):
        withdraw(world.passage(leads[1]).pk, SYSTEM)
    with clock.pretend(noon - 2 * DAY):
        world.enrol(journeys["leave"], leads[2])
        world.run()
    return leads, journeys


@pytest.mark.parametrize(
    ("journey", "what", "days", "holds"),
    [
        ("stay", "inside", 0, [0]), ("stay", "entered", 0, [0, 1]), ("*", "entered", 0, [0, 1, 2]), ("*", "entered", 5, [2]),
        ("stay", "exited", 0, [1]), ("stay", "exited", 5, [1]), ("stay", "exited", 3, []), ("*", "finished", 3, [2]),
        ("leave", "finished", 0, [2]), ("stay", "goal", 0, []), ("*", "inside", 5, []),
    ],
)  # fmt: skip
def test_a_leaf_asks_who_is_inside_and_how_passages_ended(
    lives: tuple[list[Lead], dict[str, Journey]], journey: str, what: str, days: int, holds: list[int]
) -> None:
    leads, journeys = lives
    which = journey if journey == "*" else str(journeys[journey].pk)
    node = parse({"ask": "journey", "journey": which, "what": what, "days": days})
    assert trees.members(node) == {leads[number].pk for number in holds}
    assert sentence(node).count("Stay") == (journey == "stay")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=st.sampled_from(["inside", "entered", "finished", "goal", "exited"]), which=st.sampled_from(["*", "stay", "leave"]),
       days=st.sampled_from([0, 1, 2, 4, 9.5, 10, 30]), later=st.sampled_from([0, 0.5, 3, 20]))  # fmt: skip
def test_the_database_and_memory_agree_and_foretell(
    lives: tuple[list[Lead], dict[str, Journey]], noon: datetime, what: str, which: str, days: float, later: float
) -> None:
    leads, journeys = lives
    node = parse({"ask": "journey", "journey": str(journeys[which].pk) if which in journeys else "*", "what": what, "days": days})
    now, ids = noon + later * DAY, [lead.pk for lead in leads]
    asked, judged = trees.asked(node, ids, now), trees.judged(node, ids, now)
    assert asked == {lead: (one.verdict.holds, one.verdict.until) for lead, one in judged.items()}
    for lead, known in trees.known([node], ids).items():
        at = turning(node, known, now)
        assert (at is None) == (not asked[lead][0] or not days)
        if at:
            assert [trees.asked(node, [lead], at + gap)[lead][0] for gap in (-SECOND, SECOND)] == [True, False]


def test_members_follow_what_happens_to_passages(lives: tuple[list[Lead], dict[str, Journey]]) -> None:
    leads, journeys = lives
    found = build_segment(name="Inside", tree={"ask": "journey"}, actor=SYSTEM)
    settle()
    assert standings.members(found.line_id) == {leads[0].pk}
    archive(journeys["stay"].pk, SYSTEM)
    settle()
    assert standings.members(found.line_id) == set()


@pytest.mark.parametrize("journey", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_journey_that_is_not_there_is_refused(acme: Cast, journey: str) -> None:
    with pytest.raises(Refused, match="There is no such journey"):
        checked({"ask": "journey", "journey": journey})


def test_a_draft_may_be_named(acme: Cast) -> None:
    draft = create_journey(kind="custom", name="Soon", actor=SYSTEM)
    assert sentence(checked({"ask": "journey", "journey": str(draft.pk), "what": "goal", "days": 7})) == (
        "reached the goal of “Soon” in the last 7 days"
    )
