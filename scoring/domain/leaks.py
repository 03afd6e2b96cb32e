"""Rules that look clever because they know the end: what they ask about comes to be known only after the outcome.

The replay itself cannot be fooled (nothing counts before it was known), but such a rule gives no points when they are needed, and in a
report over today's fields it would shine. A rule that takes points leaks likewise by the leads that failed: “reason of loss” is written
down once a lead is lost, and would have told them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from scoring.domain.engine import Book, score
from scoring.domain.fit import Profile, judge
from scoring.domain.limits import CAP, FLOOR
from scoring.domain.past import Past, Told

# At least so many leads, and so large a share of those to whom the rule applies.
LEAST, SHARE = 3, 0.2
Counts = dict[str, list[int]]


@dataclass(frozen=True)
class Leak:
    """`late` of `leads` with the outcome met the rule only after it; `undated` meet it today by a value nobody knows the date of.
    `takes`: the rule takes points, and `leads` are those that had the outcome or failed (given back by sales, or lost), late after
    whichever came first."""

    rule: str
    leads: int
    late: int
    undated: int
    takes: bool = False


def count(counts: Counts, past: Past, told: Sequence[Told], book: Book, today: Profile | None) -> None:
    """Add one lead to `counts`: rule → [leads at their end that meet it, of these late, undated, all of these for a rule that takes]."""
    last = next((profile for _, profile in reversed(told) if profile), None)
    final = _fit(book, last)
    for rule, takes in _new(_fit(book, today), final):
        _row(counts, rule, takes)[2] += 1
    ends = [end for end in (past.outcome_at, past.failed_at) if end]
    for taking, end in ((False, past.outcome_at), (True, min(ends, default=None))):
        if end is not None:
            _count_by(counts, told, book, end, final, taking)


def _count_by(counts: Counts, told: Sequence[Told], book: Book, end: datetime, final: Mapping[str, bool], taking: bool) -> None:
    """The rules that take points, or those that give them, by an end of their own."""
    then = next((profile for moment, profile in reversed(told) if profile and moment.at < end), None)
    early = _fit(book, then)
    met = [(rule, takes, rule not in early) for rule, takes in final.items()]
    for rule, takes, late in (*met, *_behaviour(told, book, end)):
        if takes == taking:
            _add(counts, rule, takes, late)


def _new(today: Mapping[str, bool], final: Mapping[str, bool]) -> list[tuple[str, bool]]:
    return [(rule, takes) for rule, takes in today.items() if rule not in final]


def _behaviour(told: Sequence[Told], book: Book, end: datetime) -> list[tuple[str, bool, bool]]:
    """(rule, takes, late) of what happened."""
    first: dict[str, tuple[bool, bool]] = {}
    at = {moment.activity.event_id: moment.at for moment, _ in told if moment.activity}
    for entry in score(book, [moment.activity for moment, _ in told if moment.activity]).entries:
        known = at[entry.event_id] if entry.event_id else entry.occurred_at
        first.setdefault(entry.rule, (entry.points < 0, known >= end))
    return [(rule, *said) for rule, said in first.items()]


def _fit(book: Book, profile: Profile | None) -> dict[str, bool]:
    """Rule that holds → whether it takes points; what limits take is no rule."""
    held = judge(book.rules, profile) if profile else []
    return {fit.rule: fit.points < 0 for fit in held if not fit.rule.removeprefix("fit:").startswith((CAP, FLOOR))}


def _row(counts: Counts, rule: str, takes: bool) -> list[int]:
    row = counts.setdefault(rule, [0, 0, 0, 0])
    row += [0] * (4 - len(row))  # of a test that began before there was the fourth
    row[3] += takes
    return row


def _add(counts: Counts, rule: str, takes: bool, late: bool) -> None:
    row = _row(counts, rule, takes)
    row[0] += 1
    row[1] += late


def found(counts: Mapping[str, Iterable[int]]) -> list[Leak]:
    """The rules that leak, worst first."""
    leaks = [Leak(rule, leads, late, undated, any(takes)) for rule, (leads, late, undated, *takes) in counts.items()]
    return sorted((leak for leak in leaks if _leaks(leak)), key=lambda leak: (-leak.late - leak.undated, leak.rule))


def _leaks(leak: Leak) -> bool:
    return (leak.late >= LEAST and leak.late >= SHARE * leak.leads) or leak.undated >= LEAST
