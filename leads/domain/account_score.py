"""An account's own score: what its people do together (F087, C48). Pure.

The best of its people counts whole, each other one who was active lately a quarter, and several active people at once are worth
TOGETHER: a purchase that is being talked about. So no account is high by many strangers who looked once, and a merge of two people never
doubles anything. Parts are told to a tenth and add up to the score exactly.
"""

from typing import NamedTuple

SHARE, TOGETHER = 0.25, 20.0


class AccountScore(NamedTuple):
    """In points: `best`, the highest score of one person; `others`; `together`. `active`: how many people were active lately."""

    best: float
    others: float
    together: float
    active: int

    @property
    def total(self) -> float:
        return round(self.best + self.others + self.together, 1)


def account_score(best: float, others: float, active: int, several: int) -> AccountScore:
    """`others`: the sum of the scores of active people but for the best one; `several`: from so many active people on."""
    return AccountScore(round(best, 1), round(SHARE * others, 1), TOGETHER if active >= several else 0.0, active)


NONE = AccountScore(0.0, 0.0, 0.0, 0)
