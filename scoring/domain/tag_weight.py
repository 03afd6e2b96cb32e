"""Tag weight = time decay (when) × URL weight (where) × behaviour weight (what), with its three factors (F039, F040)."""

from datetime import datetime
from typing import NamedTuple

from scoring.domain.decay import left


class Weighed(NamedTuple):
    """One earning of a tag, weighed at an instant."""

    time_decay: float
    url_weight: float
    behaviour_weight: float

    @property
    def weight(self) -> float:
        return self.time_decay * self.url_weight * self.behaviour_weight


def weigh(occurred_at: datetime, decays: bool, url_weight: float, behaviour_weight: float, rate: float, at: datetime) -> Weighed:
    """What an earning of `occurred_at` weighs at `at`; one put by hand does not fade."""
    return Weighed(left(rate, occurred_at, at) if decays else 1.0, url_weight, behaviour_weight)
