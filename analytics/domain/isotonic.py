"""The rising step function that lies nearest to what came: pool adjacent violators. Pure, and exact in whole numbers."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Level(NamedTuple):
    """From the place `least` on, `hits` of `judged` came; the last level has no end."""

    least: float
    judged: int
    hits: int

    @property
    def p(self) -> float:
        """The fitted probability, 0 to 1."""
        return self.hits / self.judged


def fit(cells: Iterable[tuple[float, int, int]]) -> list[Level]:
    """Levels out of (place, judged, hits) in any order; no level without a case, and each higher than the one before (M12).

    Of all functions that never fall it is the one with the least squared distance to the cases, so its own Brier score is the least too.
    """
    levels: list[Level] = []
    for level in _by_place(cells):
        levels.append(level)
        while len(levels) > 1 and levels[-2].hits * levels[-1].judged >= levels[-1].hits * levels[-2].judged:
            high, low = levels.pop(), levels.pop()
            levels.append(Level(low.least, low.judged + high.judged, low.hits + high.hits))
    return levels


def _by_place(cells: Iterable[tuple[float, int, int]]) -> list[Level]:
    found: dict[float, Level] = {}
    for place, judged, hits in cells:
        before = found.get(place, Level(place, 0, 0))
        found[place] = Level(place, before.judged + judged, before.hits + hits)
    return [found[place] for place in sorted(found) if found[place].judged]


def at(levels: Sequence[Level], place: float) -> float:
    """The fitted probability at `place`; below the first level that of the first. `levels` must not be empty."""
    return levels[max(bisect_right(levels, place, key=lambda level: level.least) - 1, 0)].p
