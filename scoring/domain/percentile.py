"""A score as a place among others: above how many of a hundred (F083). Pure.

The order is that of the lists, by the key that does not change while scores fade; so a place holds until somebody does something.
"""

from bisect import bisect_left
from collections.abc import Sequence

# Where a lead without interest stands: below all that have some.
NOWHERE = -1e300
SHARES = [n / 100 for n in range(101)]


def key(rank_key: float | None) -> float:
    """What is compared."""
    return NOWHERE if rank_key is None else rank_key


def of_count(below: int, leads: int) -> int | None:
    """Percent of `leads`, itself among them, that stand below: never 100. None where there is nobody to compare with."""
    return 100 * below // leads if leads > 1 else None


def of_bounds(bounds: Sequence[float], rank_key: float | None) -> int:
    """The same by the keys that stand at each hundredth, SHARES."""
    return min(max(bisect_left(bounds, key(rank_key)) - 1, 0), 99)
