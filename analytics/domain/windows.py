"""When a score is judged, and into which bins it falls. Pure.

The instants stand thirty days apart and end thirty days before the period does: windows that touch, never overlap and are over. So an
acceptance by sales answers one judgement of a lead only, and nothing of a window is known at its instant.
"""

import math
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

DAYS = 30
MOST = 36
PER_BIN = 10
STEPS = (1, 2, 5, 10)


class Scale(NamedTuple):
    """Bins of `width` points from 0 on; the bin number `last` has no upper end. A bin is PER_BIN grains wide: so fine is the fit."""

    width: float
    last: int

    @property
    def grain(self) -> float:
        return self.width / PER_BIN


def instants(since: datetime, until: datetime) -> list[datetime]:
    """At most MOST instants, oldest first, in UTC: none before `since`, the last one thirty times 24 hours before `until`."""
    first, end, step = since.astimezone(UTC), until.astimezone(UTC), timedelta(days=DAYS)
    found = [end - step * number for number in range(MOST, 0, -1)]
    return [at for at in found if at >= first]


def scale(threshold: float) -> Scale:
    """Bins of 1, 2 or 5 × 10ⁿ points, five to twelve of them up to `threshold` (above 0), and as many beyond it."""
    rough = threshold / 5
    ten = 10.0 ** math.floor(math.log10(rough))
    width = max((step * ten for step in STEPS if step * ten <= rough * (1 + 1e-9)), default=ten)
    return Scale(width, math.ceil(round(2 * threshold / width, 6)))
