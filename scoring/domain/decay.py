"""How points fade, and the one number that says it at every instant."""

import math
from datetime import datetime, timedelta

DAY = timedelta(days=1)


def left(rate: float, since: datetime, at: datetime) -> float:
    """The share of a behavioural point of `since` that is left at `at`; 1 before it happened."""
    return math.exp(-rate * max((at - since) / DAY, 0.0))


def factor(rate: float, days: float) -> float:
    """The share left after `days`."""
    return math.exp(-rate * days)
