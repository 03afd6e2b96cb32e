"""A score as parts that sum exactly to what is shown."""

import math
from collections.abc import Sequence


def tenths(value: float) -> int:
    """To one decimal, as whole tenths (halves go up); a hair's breadth below a half is rounding of the sum and goes up too."""
    return math.floor(value * 10 + 0.5 + 1e-9)


def share_out(values: Sequence[float], total: int) -> list[int]:
    """Whole tenths for each value whose sum is `total`: rounded down, and the rest to those that lost most (largest remainder)."""
    exact = [value * 10 for value in values]
    floors = [math.floor(value) for value in exact]
    missing = total - sum(floors)
    order = sorted(range(len(values)), key=lambda i: (floors[i] - exact[i], i))
    for i in order[: max(missing, 0)]:
        floors[i] += 1
    for i in order[::-1][: max(-missing, 0)]:
        floors[i] -= 1
    return floors


def parts(values: Sequence[float]) -> tuple[int, list[int], int]:
    """(score, parts, floor) in tenths: sum(parts) + floor == score. The floor is what keeps a score from going below zero."""
    exact = math.fsum(values)
    plain = tenths(exact)
    score = max(plain, 0)
    return score, share_out(values, plain), score - plain
