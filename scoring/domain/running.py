"""What the limited parts of one lead's score came to so far, and what a new entry has to give up because of them.

A correction is an entry at the same instant that fades as what it corrects, so a part that was at its cap falls like all interest, and
the parts still add up to the score. An entry never gives up more than it brought: what was given under an earlier rulebook stays.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol
from uuid import UUID

from msgspec.structs import replace

from scoring.domain import patterns
from scoring.domain.engine import Entry
from scoring.domain.kernels import left
from scoring.domain.limits import CAP, FLOOR, PATTERN, TOTAL, WINDOW, Limiter, Scope, base_of
from scoring.domain.worth import Worth

# Rounding is not worth an entry.
LEAST = 1e-6


class Standing(Protocol):
    """What of an account the limits look at."""

    as_of: datetime | None

    def score(self, at: datetime) -> float: ...

    def left(self, at: datetime) -> float: ...

    def shares(self, amount: float, at: datetime) -> list[tuple[str, float]]: ...


class Running:
    """`worths`: scope → what it is worth; `gifts`: rule with a window → (instant, points) of its entries; `seen`: rule that a pattern
    watches → its instants; `met`: pattern → when it was met."""

    __slots__ = ("counted", "gifts", "limiter", "met", "rate", "seen", "worths")

    def __init__(self, limiter: Limiter, rate: float) -> None:
        self.limiter, self.rate = limiter, rate
        self.worths: dict[str, Worth] = defaultdict(Worth)
        self.counted: set[tuple[str, UUID]] = set()
        self.gifts: dict[str, list[tuple[datetime, float]]] = defaultdict(list)
        self.seen: dict[str, list[datetime]] = defaultdict(list)
        self.met: dict[str, list[datetime]] = defaultdict(list)

    def copy(self) -> "Running":
        """One on which something can be tried."""
        other = Running(self.limiter, self.rate)
        other.worths.update({key: worth.copy() for key, worth in self.worths.items()})
        other.counted = set(self.counted)
        other.gifts.update({key: list(gifts) for key, gifts in self.gifts.items()})
        other.seen.update({key: list(instants) for key, instants in self.seen.items()})
        other.met.update({key: list(instants) for key, instants in self.met.items()})
        return other

    def scopes(self, rule: str, dimension: str) -> Iterator[Worth]:
        """The sums in which an entry counts."""
        return (self.worths[key] for key in self.limiter.counted(rule, dimension))

    def add(self, entry: Entry) -> None:
        """Count an entry that was given or taken."""
        if entry.decays:
            for worth in self.scopes(entry.rule, entry.dimension):
                worth.add(entry.kernel, entry.points, entry.occurred_at, self.rate)
            if (base := base_of(entry.rule)) in self.limiter.windows:
                self.gifts[base].append((entry.occurred_at, entry.points))
            if entry.reverses_id is None:
                self.happened(entry.rule, entry.occurred_at, entry.event_id)

    def happened(self, rule: str, at: datetime, event_id: UUID | None) -> None:
        """Remember what patterns look at; what one event took from several parts happened once."""
        if rule in self.limiter.patterns:
            if event_id is None or (rule, event_id) not in self.counted:
                self.seen[rule].append(at)
            if event_id is not None:
                self.counted.add((rule, event_id))
        elif rule.startswith(PATTERN):
            self.met[rule.removeprefix(PATTERN)].append(at)

    def patterns(self, entry: Entry) -> Iterator[Entry]:
        """What `entry`, which is counted already, completes. Each has to be counted before the next is asked for."""
        for pattern in self.limiter.patterns.get(entry.rule, ()):
            when, last = self.seen[pattern.when], self.seen[pattern.then or pattern.when]
            at = patterns.completed(pattern, when, last, self.met[pattern.name], entry.occurred_at)
            if at is not None:
                rule = f"{PATTERN}{pattern.name}"
                yield replace(
                    entry,
                    rule=rule,
                    dimension=pattern.dimension,
                    points=round(pattern.points, 4),
                    occurred_at=at,
                    reason=pattern.label,
                    effect_key=f"{rule}:{at:%Y%m%d%H%M%S%f}",
                    url_weight=1.0,
                    kernel=self.limiter.kernel(rule, at),
                )

    def corrections(self, entry: Entry, account: Standing) -> Iterator[Entry]:
        """What `entry`, which is counted already, gives up: to its window, its rule, its group, its dimension, the total, in this order.

        Each has to be counted before the next is asked for.
        """
        at, rest = account.as_of or entry.occurred_at, entry.points
        if entry.decays:
            for key, reason, change in self._changes(entry, at):
                points = max(min(change(), 0.0), -rest) if rest > 0 else min(max(change(), 0.0), -rest)
                if abs(points) >= LEAST:
                    rest += points
                    yield replace(entry, rule=key, points=points, reason=reason, effect_key=f"{key}:{entry.effect_key}")
        if self.limiter.total is not None and rest > 0:
            yield from self._total(entry, rest, at, account)

    def _changes(self, entry: Entry, at: datetime) -> Iterator[tuple[str, str, Callable[[], float]]]:
        """(rule of the correction, reason, points that would bring the part back inside its limits)."""
        if entry.rule in self.limiter.windows and entry.points > 0:
            window, label = self.limiter.windows[entry.rule], self.limiter.labels[entry.rule]
            reason = f"Capped at {window.points:g} in {window.days} days: {label}"
            yield f"{WINDOW}{entry.rule}", reason, lambda: window.points - self._in_window(entry, window.days)
        share = left(entry.kernel, self.rate, entry.occurred_at, at)
        for scope in self.limiter.of.get(entry.rule, ()) if share else ():
            limit = scope.cap if entry.points > 0 else scope.floor
            if limit is not None:
                word = f"{CAP}{scope.key}" if entry.points > 0 else f"{FLOOR}{scope.key}"
                reason = f"Capped at {limit:g}: {scope.label}" if entry.points > 0 else f"Never below {limit:g}: {scope.label}"
                yield word, reason, partial(self._outside, scope, limit, at, share, entry.points > 0)

    def _outside(self, scope: Scope, limit: float, at: datetime, share: float, cap: bool) -> float:
        worth = self.worths[scope.key]
        return (limit - (worth.most(self.rate, at) if cap else worth.least(self.rate, at))) / share

    def _in_window(self, entry: Entry, days: int) -> float:
        """The most that any span of `days` with the instant of `entry` in it holds."""
        gifts, span, at = self.gifts[entry.rule], timedelta(days=days), entry.occurred_at
        ends = {when for when, _ in gifts if at <= when < at + span}
        return max(sum(points for when, points in gifts if end - span < when <= end) for end in ends)

    def _total(self, entry: Entry, rest: float, at: datetime, account: Standing) -> Iterator[Entry]:
        """Who somebody is stays; what is over goes from what fades."""
        total = self.limiter.total or 0.0
        share = left(entry.kernel, self.rate, entry.occurred_at, at) if entry.decays else 1.0
        over = min(account.score(at) - total, max(account.left(at), 0.0))
        taken = min(over / share, rest) if share else 0.0
        shares = [(entry.kernel, taken)] if entry.decays else account.shares(taken, at)
        for number, (kernel, amount) in enumerate(shares):
            if amount >= LEAST:
                key = f"{CAP}{TOTAL}:{entry.effect_key}"
                yield replace(
                    entry,
                    rule=f"{CAP}{TOTAL}",
                    dimension=entry.dimension if entry.decays else "behaviour",
                    points=-amount,
                    decays=True,
                    kernel=kernel,
                    occurred_at=entry.occurred_at if entry.decays else at,
                    reason=f"Capped at {total:g}: Score in total",
                    effect_key=f"{key}:{kernel}" if number else key,
                    reverses_id=None,
                )


def start(limiter: Limiter | None, rate: float) -> Running | None:
    """A lead of whom nothing is counted yet; None where nothing is limited."""
    return Running(limiter, rate) if limiter else None
