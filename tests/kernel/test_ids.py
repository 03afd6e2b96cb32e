import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel import ids

RANDOM = (1 << 44) - 1


@given(st.integers(31_536_000, 7_258_118_400_000_000 // 1000).map(lambda ms: datetime.fromtimestamp(ms / 1000, UTC)))
def test_an_id_tells_its_instant(at: datetime) -> None:
    made = ids.new(at)
    assert made.version == 7
    assert timedelta(0) <= at - ids.time_of(made) < timedelta(milliseconds=1.01)


def test_ids_of_one_instant_sort_in_the_order_of_making() -> None:
    at = datetime(2018, 5, 1, tzinfo=UTC)
    made = [ids.new(at) for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == 5000


@given(st.uuids())
def test_short_and_back(value: UUID) -> None:
    assert ids.unshort(ids.short(value)) == value


def test_what_is_no_short_id_is_none() -> None:
    assert [ids.unshort(text) for text in ("", "x" * 21, "x" * 23, "!" * 22, "z" * 22)] == [None] * 5


@given(st.integers(0, 3000))
def test_many_are_as_if_made_one_by_one(count: int) -> None:
    before, made, after = ids.new(), ids.many(count), ids.new()
    assert made == sorted(made)
    assert (len(set(made)), {value.version for value in made} - {7}) == (count, set())
    assert all(ids.time_of(before) <= ids.time_of(value) <= ids.time_of(after) for value in made)


@given(st.lists(st.integers(1_000, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)), min_size=1))
def test_the_span_of_many_is_from_the_first_to_the_last(instants: list[datetime]) -> None:
    assert ids.span([ids.new(at) for at in instants]) == (min(instants), max(instants))


@given(st.integers(2, 4_000_000_000_000).map(lambda ms: datetime.fromtimestamp(ms / 1000, UTC)))
def test_the_least_of_an_instant_stands_before_its_others_and_after_those_before(at: datetime) -> None:
    assert ids.new(at - timedelta(milliseconds=2)) < ids.least(at) <= ids.new(at)


def test_other_threads_may_take_all_that_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Taken(list[int]):
        def extend(self, _fresh: Iterable[int]) -> None:
            self.clear()

    monkeypatch.setattr(ids, "_noise", Taken())
    assert len({ids.new() for _ in range(3)}) == 3


def test_one_and_many_of_an_instant_sort_in_the_order_of_making() -> None:
    made = [key for _ in range(50) for key in (ids.new(), *ids.many(20))]
    assert made == sorted(made)


def test_a_process_and_those_that_it_forks_make_ids_of_their_own(tmp_path: Path) -> None:
    """Both begin with the same counter in the same millisecond: only what is random tells their ids apart."""
    ids.new()  # so that random bits are at hand
    told = tmp_path / "child"
    if (child := os.fork()) == 0:
        try:
            told.write_text(str([ids.new().int & RANDOM for _ in range(600)]))
        finally:
            os._exit(0)
    ours = [ids.new().int & RANDOM for _ in range(600)]
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    theirs = json.loads(told.read_text())
    assert len({*ours, *theirs}) == 1_200
