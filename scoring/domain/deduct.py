"""Taking points away without leaving a debt.

A debt that fades would let a score rise while nothing happens. So what is taken comes first from interest, which fades anyway, as an
entry that fades with it; the rest comes from fit and stays taken; and never more is taken than there is (floor 0, A11.1).
"""

from typing import NamedTuple


class Taken(NamedTuple):
    """What is taken from the part that fades, and from the part that does not."""

    fading: float
    lasting: float


def deduct(fit: float, interest: float, points: float) -> Taken:
    """How to take up to `points` (a positive number) from a lead that has `fit` and, at this instant, `interest`."""
    due = min(points, max(fit + interest, 0.0))
    fading = min(due, max(interest, 0.0))
    return Taken(fading, due - fading)


def to_reach(fit: float, interest: float, most: float) -> Taken:
    """How to bring the score down to at most `most`."""
    return deduct(fit, interest, max(fit + interest - max(most, 0.0), 0.0))
