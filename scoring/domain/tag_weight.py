"""Tag weight = time decay (when) × URL weight (where) × behaviour weight (what), with its three factors (F036, F039, F040).

Read in closed form at any instant: nothing is rewritten while it fades. queries/tag_weights.sql says the same to the database.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from scoring.domain.decay import DAY, left
from scoring.domain.tag_settings import TagSettings
from scoring.enums import Fading

DEFAULT = TagSettings()


class Weighed(NamedTuple):
    """One earning of a tag, weighed at an instant."""

    time_decay: float
    url_weight: float
    behaviour_weight: float

    @property
    def weight(self) -> float:
        return self.time_decay * self.url_weight * self.behaviour_weight


def share_left(settings: TagSettings, decays: bool, occurred_at: datetime, rate: float, at: datetime) -> float:
    """The share of an earning of `occurred_at` that counts at `at`; one put by hand does not fade, but ends with `lasts_days` too."""
    age = max((at - occurred_at) / DAY, 0.0)
    if settings.lasts_days is not None and age >= settings.lasts_days:
        return 0.0
    if not decays or settings.fading in (Fading.STEP, Fading.NONE):
        return 1.0
    if settings.fading == Fading.LINEAR and settings.lasts_days is not None:
        return 1.0 - age / settings.lasts_days
    return left(rate, occurred_at, at)


def weigh(
    occurred_at: datetime, decays: bool, url_weight: float, behaviour_weight: float, rate: float, at: datetime,
    settings: TagSettings = DEFAULT,
) -> Weighed:  # fmt: skip
    """What an earning of `occurred_at` weighs at `at`."""
    return Weighed(share_left(settings, decays, occurred_at, rate, at), url_weight, behaviour_weight)


def total(weights: Iterable[float], settings: TagSettings = DEFAULT) -> float:
    """What a lead carries of a tag: the sum, at most the cap."""
    found = sum(weights)
    return found if settings.cap is None else min(found, settings.cap)
