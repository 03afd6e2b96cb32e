"""Rates that are honest about nothing: no share of zero, no growth over zero, and how far a share of few may be off."""

import math
from typing import NamedTuple

from scoring.domain.goodness import Z95


class Interval(NamedTuple):
    """Between which shares (0 to 1) the true one lies, with 95 % confidence."""

    low: float
    high: float


def share(part: int, whole: int) -> float | None:
    """`part` of `whole` in percent; None when there is no whole."""
    return 100 * part / whole if whole else None


def growth(this: int, last: int) -> float | None:
    """Lead velocity rate: (this − last) / last × 100, with the brackets that the source omits; None when last is zero (F124)."""
    return (this - last) / last * 100 if last else None


def wilson(part: int, whole: int) -> Interval | None:
    """The interval of Wilson for `part` of `whole`: right for few cases and for shares near 0 and 1; None when there is no whole (M12)."""
    if not whole:
        return None
    p, spread = part / whole, Z95 * Z95 / whole
    middle = (p + spread / 2) / (1 + spread)
    half = Z95 * math.sqrt(p * (1 - p) / whole + spread / whole / 4) / (1 + spread)
    return Interval(max(middle - half, 0.0) if part else 0.0, min(middle + half, 1.0) if part < whole else 1.0)
