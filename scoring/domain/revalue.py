"""A lead's account played anew under another rulebook, and the entries that make its ledger say the same.

What follows from happenings (rules, their limits, patterns, silences) is found again from the events. All else, who somebody is and what
sales took, stays as it stands and is part of the account at its own instant. The ledger only grows: what differs is an entry of its own,
at the instant and with the fading of what it values anew, so that past and future are those of a lead that never knew other rules.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from scoring.domain.engine import Book, Entry
from scoring.domain.limits import ANEW, CAP, FLOOR, PATTERN, WINDOW
from scoring.domain.past import Past, Told
from scoring.domain.replay import first_entries, line_of
from scoring.domain.rulebook import Rules
from scoring.domain.running import LEAST, start
from scoring.domain.timeline import SILENCE, Account, Line, hush, play

DERIVED = ("page:", "event:", CAP, FLOOR, WINDOW, PATTERN, SILENCE)
_AGAIN = re.compile(r"@\d+~?$")


@dataclass(frozen=True, slots=True)
class Stood:
    """An entry of the ledger as it stands; `counts`: neither taken back nor a mark of it."""

    entry: Entry
    counts: bool


@dataclass(slots=True)
class Ledger:
    """A lead's ledger. `have`: (effect, fades) → entries that count; `used`: all keys there are; `fixed`: what is not found again."""

    have: dict[tuple[str, bool], list[Entry]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    fixed: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Revalued:
    """`entries`: what is to be written; `account`: what the lead's row says then."""

    entries: list[Entry]
    account: Account


def is_derived(rule: str) -> bool:
    """Whether entries of this rule follow from happenings."""
    return rule.removeprefix(ANEW).startswith(DERIVED)


def effect_of(key: str) -> str:
    """The effect that a key is about, however often it was valued anew."""
    return _AGAIN.sub("", key)


def ledger_of(rows: Iterable[Stood]) -> Ledger:
    """`rows` in the order of time."""
    found = Ledger()
    for row in rows:
        found.used.add(row.entry.effect_key)
        if row.counts and is_derived(row.entry.rule):
            found.have.setdefault((effect_of(row.entry.effect_key), row.entry.decays), []).append(row.entry)
        elif row.counts:
            found.fixed.append(row.entry)
    return found


def revalue(past: Past, told: Sequence[Told], stands: Ledger, fits: Sequence[Entry], book: Book, version: int, now: datetime) -> Revalued:
    """`fits`: what brings fit to what the profile deserves under `book`, at `now`; `version` is that of `book`."""
    account = Account(past.lead_id, book.rules.decay.rate, running=start(book.limiter, book.rules.decay.rate))
    wanted = _play(account, told, stands.fixed, book)
    if fits:
        _hush_until(account, now, wanted, book.rules)
        wanted += play(account, [Line(now, tuple(fits))], book.rules).made
    return Revalued([*fits, *_differences(wanted, stands, version)], account)


def _play(account: Account, told: Sequence[Told], fixed: Sequence[Entry], book: Book) -> list[Entry]:
    """Everything in the order of knowing; what stays, when it happened. Returns the entries that follow from it."""
    found: list[Entry] = []
    given = first_entries(book, [moment.activity for moment, _ in told if moment.activity])
    what: list[tuple[datetime, int, Line | tuple[Entry, ...]]] = [
        (m.at, 1, line_of(book, m.activity, given.get(m.activity.event_id))) for m, _ in told if m.activity
    ]
    what += [(at, 0, tuple(stroke)) for (at, _), stroke in groupby(fixed, lambda entry: (entry.occurred_at, entry.dimension == "match"))]
    for at, _, line in sorted(what, key=lambda each: each[:2]):
        _hush_until(account, at, found, book.rules)
        if isinstance(line, Line):
            found += [entry for entry in line.entries if entry.points >= 0 or not entry.decays]
            found += play(account, [line], book.rules).made
        else:
            found += _stroke(account, at, line, book.rules)
    return found


def _stroke(account: Account, at: datetime, entries: tuple[Entry, ...], rules: Rules) -> list[Entry]:
    """What stays: who somebody is may meet the limit of the total; what sales took is taken as it was."""
    if entries[0].dimension == "match":
        return play(account, [Line(at, entries)], rules).made
    for entry in entries:
        account.add(entry)
    return []


def _hush_until(account: Account, at: datetime, found: list[Entry], rules: Rules) -> None:
    """What the drain of silences would have done meanwhile."""
    if account.silent_at is not None and account.silent_at < at:
        found += hush(account, rules)


def _differences(wanted: Iterable[Entry], stands: Ledger, version: int) -> list[Entry]:
    want: dict[str, Entry] = {}
    for entry in wanted:
        want.setdefault(entry.effect_key, entry)
    found = [made for key, entry in want.items() for made in _towards(entry, key, stands, version)]
    for (key, decays), entries in stands.have.items():
        if key not in want or want[key].decays != decays:
            found += _anew(entries[0], -sum(entry.points for entry in entries), f"{key}@{version}~")
    return found


def _towards(entry: Entry, key: str, stands: Ledger, version: int) -> list[Entry]:
    """The effect as it is when nothing was known of it; else the difference."""
    there = stands.have.get((key, entry.decays))
    if there is None and key not in stands.used:
        return [entry]
    return _anew(entry, entry.points - sum(each.points for each in there or ()), f"{key}@{version}")


def _anew(entry: Entry, points: float, key: str) -> list[Entry]:
    if abs(points) < LEAST:
        return []
    rule = ANEW + entry.rule.removeprefix(ANEW)
    return [replace(entry, rule=rule, points=points, effect_key=key, reason=f"Valued anew: {entry.reason}"[:300], reverses_id=None)]


def by_lead(rows: Iterable[tuple[UUID, Stood]]) -> Mapping[UUID, Ledger]:
    """Each lead's ledger; `rows` sorted by lead and time."""
    return {lead: ledger_of(stood for _, stood in of_lead) for lead, of_lead in groupby(rows, lambda row: row[0])}
