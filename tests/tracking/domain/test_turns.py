"""The queue before the inbox: in order within a workspace, in turn among them, and room for whoever comes."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from tracking.domain.turns import Turns

ROOM = 1_000
arrivals = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 400), st.integers(1, 60)), max_size=80)


@given(arrivals, st.integers(1, 100))
def test_all_that_was_taken_comes_out_in_the_order_of_its_workspace(arrivals: list[tuple[int, int, int]], most: int) -> None:
    turns: Turns[int, tuple[int, int, int]] = Turns(ROOM)
    taken, out = defaultdict(list), defaultdict(list)
    for number, (key, size, events) in enumerate(arrivals):
        if turns.add(key, (key, number, events), size, events):
            taken[key].append(number)
        assert turns.taken <= ROOM
    while turns:
        group = turns.next(most)
        assert len(group) == 1 or sum(events for _, _, events in group) <= most
        for key, number, _events in group:
            out[key].append(number)
    assert (out, turns.taken, turns.next(most)) == (taken, 0, [])


@given(arrivals)
def test_whoever_comes_anew_finds_room(arrivals: list[tuple[int, int, int]]) -> None:
    """However much others sent: each leaves four fifths of what it found."""
    turns: Turns[int, int] = Turns(ROOM)
    for number, (key, size, events) in enumerate(arrivals):
        turns.add(key, number, size, events)
    free = ROOM - turns.taken
    assert free >= ROOM * 0.8 ** len(turns.shares)
    assert turns.add(99, -1, free // 5, 1)


def test_one_alone_holds_a_fifth_of_it() -> None:
    turns: Turns[str, int] = Turns(ROOM)
    assert [turns.add("noisy", number, 50, 1) for number in range(6)] == [True] * 4 + [False] * 2
    assert (turns.add("quiet", 7, 50, 1), turns.next(3)) == (True, [0, 7, 1])


def test_a_newcomer_does_not_wait_for_what_another_has_waiting() -> None:
    turns: Turns[str, int] = Turns(ROOM)
    for number in range(300):
        turns.add("noisy", number, 1, 20)
    turns.add("quiet", -1, 1, 1)
    assert turns.next(2_000)[:2] == [0, -1]


def test_one_that_has_more_events_than_a_group_goes_alone() -> None:
    turns: Turns[str, str] = Turns(ROOM)
    turns.add("a", "large", 1, 5_000)
    turns.add("b", "small", 1, 1)
    assert (turns.next(2_000), turns.next(2_000)) == (["large"], ["small"])
