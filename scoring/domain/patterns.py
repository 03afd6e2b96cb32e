"""Frequency and recency: “at least n times in d days”, “A, then B within d days”. Pure; once in any d days."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from scoring.domain.rule_shapes import Pattern


def completed(
    pattern: Pattern, when: Sequence[datetime], last: Sequence[datetime], met: Sequence[datetime], news: datetime
) -> datetime | None:
    """When what happened at `news` completes the pattern: at `news`, or, when it became known late, at a later instant it was missing for.

    `when`, `last`: instants of what is counted and of what has to come last, `news` among them; `met`: when it gave points before. The
    instant that is `days` old is out; what happened at one instant happened in the order that is asked for.
    """
    span = timedelta(days=pattern.days)
    for end in sorted({at for at in last if news <= at < news + span}):
        enough = sum(end - span < at <= end for at in when) >= pattern.times
        if enough and not any(abs(end - before) < span for before in met):
            return end
    return None
