"""The fit never falls, keeps the number of hits, and is the nearest of all that never fall (M12)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.isotonic import Level, at, fit

CELL = st.tuples(st.integers(0, 12), st.integers(0, 9), st.integers(0, 9)).map(lambda c: (float(c[0]), c[1] + c[2], c[2]))
CELLS = st.lists(CELL, max_size=20)


@given(CELLS)
def test_it_rises_and_keeps_every_case(cells: list[tuple[float, int, int]]) -> None:
    levels = fit(cells)
    assert [level.p for level in levels] == sorted({level.p for level in levels})
    assert sum(level.judged for level in levels) == sum(judged for _, judged, _ in cells)
    assert sum(level.hits for level in levels) == sum(hits for *_, hits in cells)
    assert fit(reversed(cells)) == levels


@given(CELLS)
def test_it_is_the_nearest(cells: list[tuple[float, int, int]]) -> None:
    """The min-max formula of Robertson, Wright and Dykstra: p(x) = max over j ≤ x of min over k ≥ x of the mean from j to k."""
    places = sorted({place for place, judged, _ in cells if judged})
    sums = {place: [sum(cell[i] for cell in cells if cell[0] == place) for i in (1, 2)] for place in places}

    def mean(first: int, last: int) -> float:
        inside = places[first : last + 1]
        return sum(sums[place][1] for place in inside) / sum(sums[place][0] for place in inside)

    levels = fit(cells)
    for i, place in enumerate(places):
        nearest = max(min(mean(j, k) for k in range(i, len(places))) for j in range(i + 1))
        assert at(levels, place) == pytest.approx(nearest)


def test_a_place_between_and_below() -> None:
    levels = fit([(10, 4, 1), (20, 4, 0), (30, 2, 2)])
    assert levels == [Level(10, 8, 1), Level(30, 2, 2)]
    assert [at(levels, place) for place in (0, 10, 29.9, 30, 99)] == [0.125, 0.125, 0.125, 1.0, 1.0]
