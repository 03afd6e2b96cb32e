"""Rules that look clever because they know the end: what they ask about comes to be known only after the outcome.

The replay itself cannot be fooled (nothing counts before it was known), but such a rule gives no points when they are needed, and in a
report over today's fields it would shine.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scoring.domain.engine import Book, score
from scoring.domain.fit import Profile, judge
from scoring.domain.past import Past, Told

# At least so many leads, and so large a share of those to whom the rule applies.
LEAST, SHARE = 3, 0.2
Counts = dict[str, list[int]]


@dataclass(frozen=True)
class Leak:
    """`late` of `leads` with the outcome met the rule only after it; `undated` meet it today by a value nobody knows the date of."""

    rule: str
    leads: int
    late: int
    undated: int


def count(counts: Counts, past: Past, told: Sequence[Told], book: Book, today: Profile | None) -> None:
    """Add one lead to `counts`: rule → [leads with the outcome that meet it, of these late, undated]."""
    last = next((profile for _, profile in reversed(told) if profile), None)
    final = _fit(book, last)
    for rule in _fit(book, today) - final:
        counts.setdefault(rule, [0, 0, 0])[2] += 1
    if past.outcome_at is None:
        return
    then = next((profile for moment, profile in reversed(told) if profile and moment.at < past.outcome_at), None)
    early = _fit(book, then)
    for rule in final:
        _add(counts, rule, rule not in early)
    first: dict[str, bool] = {}
    at = {moment.activity.event_id: moment.at for moment, _ in told if moment.activity}
    for entry in score(book, [moment.activity for moment, _ in told if moment.activity]).entries:
        known = at[entry.event_id] if entry.event_id else entry.occurred_at
        first.setdefault(entry.rule, known >= past.outcome_at)
    for rule, late in first.items():
        _add(counts, rule, late)


def _fit(book: Book, profile: Profile | None) -> set[str]:
    return {fit.rule for fit in judge(book.rules, profile) if fit.points > 0} if profile else set()


def _add(counts: Counts, rule: str, late: bool) -> None:
    row = counts.setdefault(rule, [0, 0, 0])
    row[0] += 1
    row[1] += late


def found(counts: Mapping[str, Iterable[int]]) -> list[Leak]:
    """The rules that leak, worst first."""
    leaks = [Leak(rule, *numbers) for rule, numbers in counts.items()]
    return sorted((leak for leak in leaks if _leaks(leak)), key=lambda leak: (-leak.late - leak.undated, leak.rule))


def _leaks(leak: Leak) -> bool:
    return (leak.late >= LEAST and leak.late >= SHARE * leak.leads) or leak.undated >= LEAST
