"""A merge undone gives its numbers back: whoever was merged for a while is numbered on like a twin who never was."""

from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from journeys.models import Enrolment
from kernel import tenancy
from leads.actions.lifecycle import Move, move_stages
from leads.models import StageVisit
from leads.queries import history
from sales.models import HandOff
from tests.leads.stage import DAY, Stage
from tracking.models import Session

STAGES = ("name", "engaged", "target", "mql", "sql", "target", "mql")


def go(stage: Stage, number: int, to: str) -> None:
    lead = stage.lead(number)
    stage.settle(lambda: move_stages([Move(lead, to, "manual", stage.now, note="by hand")], stage.actor))


def numbered(stage: Stage, number: int) -> tuple[list[Any], ...]:
    """Stays, hand-offs that stand, and the causes of journeys that a stay gave, of one person's lead."""
    lead = stage.lead(number)
    with tenancy.scope(stage.cast.acme.id):
        handed = HandOff.objects.filter(lead_id=lead).exclude(close_reason="unmerged").order_by("visit_no")
        entered = Enrolment.objects.filter(lead_id=lead, entry_key__startswith="stage:").exclude(entry_key__contains=":unmerged:")
        sessions = Session.objects.filter(visitor__person_id=stage.people[number]).order_by("number")
        return (
            [visit.label for visit in history.visits(lead)],
            list(handed.values_list("visit_no", "state")),
            sorted(entered.values_list("entry_key", flat=True)),
            list(sessions.values_list("number", flat=True)),
        )


def test_an_mql_that_only_a_merge_had_brought_leaves_its_number_to_the_next(stage: Stage) -> None:
    """And the queue gets that next one: its number is not taken by the hand-off of the visit that was undone."""
    for number in (0, 1):
        stage.person(number, {})
    stage.browses(0, "d0")
    go(stage, 1, "mql")
    stage.undo(stage.merge(0, 1))
    assert [label for label in numbered(stage, 0)[0] if label.startswith("MQL")] == []
    go(stage, 0, "mql")
    assert numbered(stage, 0)[0][-1] == "MQL-01"
    assert numbered(stage, 0)[1] == [(1, "open")]
    assert numbered(stage, 0)[3] == [1]
    assert numbered(stage, 1)[1] == [(1, "open")]
    with tenancy.scope(stage.cast.acme.id):
        assert StageVisit.objects.exclude(undone_at=None).filter(stage="mql", visit_no=1).count() == 1


def test_a_hand_off_that_waited_waits_again_after_a_merge_that_moved_its_lead_on(stage: Stage) -> None:
    """The winner waited in the queue; the loser was accepted already; undone, both are where they were."""
    for number in (0, 1):
        stage.person(number, {})
    go(stage, 0, "mql")
    go(stage, 1, "mql")
    go(stage, 1, "sql")
    before = [numbered(stage, number) for number in (0, 1)]
    assert before[0][1] == [(1, "open")]
    stage.undo(stage.merge(0, 1))
    assert [numbered(stage, number) for number in (0, 1)] == before


MOVES = st.lists(st.sampled_from(STAGES), max_size=4)


@given(ours=MOVES, theirs=MOVES, winners=st.lists(st.sampled_from([0, 1]), min_size=1, max_size=2), later=MOVES)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
def test_whoever_was_merged_for_a_while_is_numbered_like_a_twin(
    ours: list[str], theirs: list[str], winners: list[int], later: list[str], stage: Stage
) -> None:
    first = Stage(stage.cast)
    first.now = stage.now = stage.now + DAY
    for _ in range(4):
        first.newcomer()
    for number, moves in ((0, ours), (1, theirs)):
        for to in moves:
            for each in (number, number + 2):
                go(first, each, to)
    for winner in winners:
        first.undo(first.merge(winner, 1 - winner))
    for number in range(4):
        for to in later:
            go(first, number, to)
    stage.now = first.now
    assert [numbered(first, number) for number in (0, 1)] == [numbered(first, number) for number in (2, 3)]
