"""Which early act goes with coming back? A comparison of shares, with the doubt that few cases leave (F089). Pure."""

from dataclasses import dataclass
from datetime import timedelta

from analytics.domain.rates import share, wilson

# Early: within so long after the first sight of a person. Back: anything of their own in so long after that.
EARLY, BACK = timedelta(days=14), timedelta(days=30)
# Of fewer nothing is said.
LEAST = 5


@dataclass(frozen=True)
class Counted:
    """`did`: people who did it early; `did_back`: those of them who came back. `people`, `back`: everybody."""

    event: str
    did: int
    did_back: int
    people: int
    back: int


@dataclass(frozen=True)
class Lift:
    """One event. Rates in percent; `lift`: how many times as often those who did it early came back as those who did not, None where none
    of those did. `sure`: by how many points of percent at least, with the doubt of both shares taken off; below zero it may be chance."""

    event: str
    did: int
    did_back: int
    others: int
    others_back: int
    rate: float
    others_rate: float
    lift: float | None
    sure: float


def lift(row: Counted) -> Lift | None:
    """None where too few did it or did not."""
    others, others_back = row.people - row.did, row.back - row.did_back
    mine, theirs = wilson(row.did_back, row.did), wilson(others_back, others)
    if min(row.did, others) < LEAST or mine is None or theirs is None:
        return None
    rate, others_rate = share(row.did_back, row.did) or 0.0, share(others_back, others) or 0.0
    times = row.did_back * others / (others_back * row.did) if others_back else None
    return Lift(row.event, row.did, row.did_back, others, others_back, rate, others_rate, times, 100 * (mine.low - theirs.high))


def ranked(rows: list[Counted]) -> list[Lift]:
    """The surest first; names decide between equals."""
    return sorted((one for one in map(lift, rows) if one), key=lambda one: (-one.sure, one.event))
