"""Bins add up, the Brier score is that of what was said before, and too little is said to be too little (M12)."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.calibration import LEAST, Brier, Cell, Counted, bins, enough, fit, walk_forward
from analytics.domain.isotonic import at
from analytics.domain.windows import PER_BIN, Scale

FIRST = datetime(2026, 1, 1, tzinfo=UTC)
WINDOW = timedelta(days=30)
SCALE = Scale(10.0, 12)
CELL = st.builds(
    lambda window, grain, hits, misses: Cell(FIRST + window * WINDOW, grain, hits + misses, hits),
    st.integers(0, 3), st.integers(0, 120), st.integers(0, 30), st.integers(1, 30),
)  # fmt: skip
CELLS = st.lists(CELL, max_size=30)


def counted(cells: list[Cell]) -> dict[int, Counted]:
    found: dict[int, Counted] = {}
    for cell in cells:
        before = found.get(cell.grain // PER_BIN, Counted(0, 0, 0, 0))
        found[cell.grain // PER_BIN] = Counted(before.judged + cell.judged, before.became + cell.became, before.leads + 1, 0)
    return found


@given(CELLS)
def test_bins_add_up_and_the_fit_never_falls(cells: list[Cell]) -> None:
    rows = bins(counted(cells), cells, SCALE)
    assert sum(row.judged for row in rows) == sum(cell.judged for cell in cells)
    told = [row for row in rows if row.fitted is not None]
    assert [row.fitted for row in told] == pytest.approx(sorted(row.fitted or 0 for row in told))
    judged, became = sum(cell.judged for cell in cells), sum(cell.became for cell in cells)
    assert bool(told) == enough(judged, became)
    if told:
        assert sum((row.fitted or 0) * row.judged for row in told) == pytest.approx(became)
    for row in rows:
        assert (row.share is None) == (row.judged < 5) == (row.interval is None)


@given(CELLS)
def test_brier_is_that_of_what_was_said_before(cells: list[Cell]) -> None:
    found, score, base, judged, windows = walk_forward(cells), 0.0, 0.0, 0, 0
    for instant in sorted({cell.at for cell in cells}):
        before, now = [cell for cell in cells if cell.at < instant], [cell for cell in cells if cell.at == instant]
        if not (levels := fit(before)):
            continue
        rate = sum(cell.became for cell in before) / sum(cell.judged for cell in before)
        windows += 1
        for cell in now:
            for came in [1] * cell.became + [0] * (cell.judged - cell.became):
                judged, score, base = judged + 1, score + (at(levels, cell.grain) - came) ** 2, base + (rate - came) ** 2
    if not judged:
        assert found is None
        return
    assert found is not None
    assert (found.windows, found.judged) == (windows, judged)
    assert (found.score, found.base) == (pytest.approx(score / judged), pytest.approx(base / judged))


def test_a_score_that_knows_is_nearer_and_one_that_does_not_is_not() -> None:
    """Ten windows of 200 leads each: P rises from 0 to 0.6 with the score, or is 0.2 whatever the score."""
    chance = Random(7)

    def world(p_of: dict[int, float]) -> list[Cell]:
        return [
            Cell(FIRST + window * WINDOW, grain, 50, sum(chance.random() < p for _ in range(50)))
            for window in range(10)
            for grain, p in p_of.items()
        ]

    knows, guesses = walk_forward(world({0: 0.02, 20: 0.1, 40: 0.3, 60: 0.6})), walk_forward(world(dict.fromkeys((0, 20, 40, 60), 0.2)))
    assert knows is not None
    assert guesses is not None
    assert (knows.windows, knows.judged) == (9, 1800)
    # The best there is: the variance that is left, 0.1399 here, of 0.1896 in all.
    assert knows.score == pytest.approx((0.02 * 0.98 + 0.1 * 0.9 + 0.3 * 0.7 + 0.6 * 0.4) / 4, abs=0.01)
    assert 0.15 < (knows.skill or 0) < 0.4
    assert abs(guesses.skill or 0) < 0.03


def test_too_little_is_said_to_be_too_little() -> None:
    assert (enough(LEAST, 5), enough(LEAST - 1, 5), enough(LEAST, 4), enough(LEAST, LEAST - 4)) == (True, False, False, False)
    few = [Cell(FIRST, 10, 20, 10), Cell(FIRST + WINDOW, 10, 20, 10)]
    assert walk_forward(few) is None
    assert bins({}, [], SCALE) == []
    assert Brier(1, 10, 0, 0.0, 0.0).skill is None
    assert [(row.low, row.high) for row in bins({12: Counted(1, 0, 1, 0)}, [], SCALE)][-2:] == [(110, 120), (120, None)]
