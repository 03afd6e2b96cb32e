"""When what a lead carries of a tag falls below a weight, in closed form (F036, F039; pure).

Between two ends of earnings what is carried is `put + fading · e^(-rate·t)`, or `put + fading - slope·t`, `t` in days since REFERENCE.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from leads.domain.snapshot import days
from scoring.domain.tag_settings import TagSettings
from scoring.enums import Fading


class Earned(NamedTuple):
    at: datetime
    weight: float
    decays: bool


@dataclass(frozen=True)
class Counted:
    """The earnings that count at an instant, summed. `rate` is None unless they fade like the score; `ends_at`: when the first ends."""

    put: float
    fading: float
    slope: float
    rate: float | None
    cap: float | None
    ends_at: datetime | None
    latest: datetime

    def weight(self, now: datetime) -> float:
        """What is carried at `now`."""
        carried = self._carried(now)
        return carried if self.cap is None else min(carried, self.cap)

    def holds(self, wanted: float, now: datetime) -> bool:
        return (self.cap is None or self.cap >= wanted) and self._carried(now) >= wanted

    def falls(self, wanted: float) -> float | None:
        """The day since REFERENCE at which the carried weight falls below `wanted` if nothing ends before; None: never by fading."""
        gap = wanted - self.put
        if self.rate is not None:
            return math.log(self.fading / gap) / self.rate if gap > 0 and self.fading > 0 else None
        return (self.fading - gap) / self.slope if gap > 0 and self.slope > 0 else None

    def _carried(self, now: datetime) -> float:
        if self.rate is not None:
            return self.put + self.fading * math.exp(-self.rate * days(now))
        return self.put + (self.fading - self.slope * days(now))


def counted(earned: Iterable[Earned], settings: TagSettings, rate: float, now: datetime) -> Counted | None:
    """The sums of those that have not ended at `now`; None when all have."""
    lasts = None if settings.lasts_days is None else timedelta(days=settings.lasts_days)
    found = [each for each in earned if lasts is None or each.at > now - lasts]
    if not found:
        return None
    fades, fading, slope = [each for each in found if each.decays], 0.0, 0.0
    for each in fades:
        if settings.fading == Fading.EXPONENTIAL:
            fading += each.weight * math.exp(rate * days(each.at))
        elif settings.fading == Fading.LINEAR and settings.lasts_days is not None:
            fading += each.weight * (1 + days(each.at) / settings.lasts_days)
            slope += each.weight / settings.lasts_days
        else:
            fading += each.weight
    return Counted(
        put=max((each.weight for each in found if not each.decays), default=0.0),
        fading=fading, slope=slope, rate=rate if settings.fading == Fading.EXPONENTIAL else None, cap=settings.cap,
        ends_at=min(each.at for each in found) + lasts if lasts else None, latest=max(each.at for each in found),
    )  # fmt: skip
