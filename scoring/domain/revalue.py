"""A lead's account played anew under another rulebook, and the entries that make its ledger say the same.

What follows from happenings (rules, their limits, patterns, silences) is found again from the events. All else, who somebody is, what
sales took and what followed from events that are gone, stays as it stands and is part of the account at its own instant. The ledger only
grows: what differs is an entry of its own, at the instant and with the fading of what it values anew, so that past and future are those
of a lead that never knew other rules.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from msgspec.structs import replace

from leads.domain.fading import NEVER
from scoring.domain import once, parts
from scoring.domain.engine import Activity, Book, Entry
from scoring.domain.fit import MATCH, NOTHING, Fit, is_fit
from scoring.domain.limits import ANEW, CAP, FLOOR, PATTERN, WINDOW
from scoring.domain.past import Past, Told
from scoring.domain.replay import begin, first_entries, fit_line, line_of
from scoring.domain.running import LEAST
from scoring.domain.timeline import SILENCE, Account, Line, hush_before, play

DERIVED = ("page:", "event:", CAP, FLOOR, WINDOW, PATTERN, SILENCE)
VALUED_ANEW = "Valued anew: "
_SUFFIX = re.compile(r"@\d+(~\d+)?$")


@dataclass(frozen=True, slots=True)
class Stood:
    """An entry of the ledger as it stands; `counts`: neither taken back nor a mark of it."""

    entry: Entry
    counts: bool
    id: UUID | None = None


# Entries of one manner can be added up: they fade alike, in one dimension.
Manner = tuple[bool, str, str]


def manner(entry: Entry) -> Manner:
    return entry.decays, entry.kernel, entry.dimension


@dataclass(slots=True)
class Ledger:
    """A lead's ledger. `have`: effect → its entries that count, by manner; `used`: all keys there are; `fixed`: what is not found again;
    `ids`: of entries, by their keys."""

    have: dict[str, dict[Manner, list[Entry]]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    fixed: list[Entry] = field(default_factory=list)
    ids: dict[str, UUID | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Revalued:
    """`entries`: what is to be written; `account`: what the lead's snapshot says then."""

    entries: list[Entry]
    account: Account


def is_derived(rule: str) -> bool:
    """Whether entries of this rule follow from happenings."""
    return rule.removeprefix(ANEW).startswith(DERIVED)


def effect_of(key: str) -> str:
    """The effect that a key is about, however often it was valued anew."""
    return _SUFFIX.sub("", key)


def ledger_of(rows: Iterable[Stood]) -> Ledger:
    """`rows` in the order of time."""
    found = Ledger()
    for row in rows:
        found.used.add(row.entry.effect_key)
        if row.counts and is_derived(row.entry.rule):
            manners = found.have.setdefault(effect_of(row.entry.effect_key), {})
            manners.setdefault(manner(row.entry), []).append(row.entry)
            found.ids[row.entry.effect_key] = row.id
        elif row.counts:
            found.fixed.append(row.entry)
    return found


def revalue(
    past: Past, told: Sequence[Told], stands: Ledger, fits: Sequence[Entry], book: Book, version: int, until: datetime
) -> Revalued:  # fmt: skip
    """`fits`: what brings fit to what the profile deserves under `book`, from now on; `version` is that of `book`.

    Silences that are complete at `until` are taken, for nothing that happens later would find them in the ledger again. Limits
    look at fit too, so the past is played with what `book` would have given for it then.
    """
    account = begin(past, book)
    given: dict[str, Fit] = {}
    stands = _known(stands, [moment.activity for moment, _ in told if moment.activity])
    fixed = [entry for entry in stands.fixed if not is_fit(entry.rule)]
    wanted, gone = _play(account, told, fixed, book, given)
    if not any(moment.activity for moment, _ in told):
        account.silent_at = _goes_on(fixed, book)
    wanted += hush_before(account, book.rules, until + timedelta.resolution)
    _level(account, given.values(), [entry for entry in (*stands.fixed, *fits) if is_fit(entry.rule)], until)
    return Revalued([*fits, *_surplus(gone, stands, version), *_differences(wanted, stands, version)], account)


def _level(account: Account, given: Iterable[Fit], stands: Iterable[Entry], at: datetime) -> None:
    """Let the account say of who somebody is what the ledger says, in place of what was played."""
    stays = {key: sum(e.points for e in stands if (e.dimension == MATCH) == key) for key in (True, False)}
    played = {key: sum(fit.points for fit in given if (fit.dimension == MATCH) == key) for key in (True, False)}
    account.fit += stays[True] - played[True]
    if abs(more := stays[False] - played[False]) > NOTHING:
        account.parts = {} if account.parts is None else account.parts
        parts.add(account.parts, NEVER, more, at)


def _known(stands: Ledger, activities: Sequence[Activity]) -> Ledger:
    """With what followed from events that are gone (retention drops events, not points) among what stays."""
    events = {activity.event_id for activity in activities}
    since = min((activity.occurred_at for activity in activities), default=None)

    def is_gone(entry: Entry) -> bool:
        return entry.event_id not in events if entry.event_id else since is None or entry.occurred_at < since

    found = Ledger(used=stands.used, fixed=list(stands.fixed), ids=stands.ids)
    for effect, manners in stands.have.items():
        for one, entries in manners.items():
            if is_gone(entries[0]):
                found.fixed += entries
            else:
                found.have.setdefault(effect, {})[one] = entries
    return found


def _play(
    account: Account, told: Sequence[Told], fixed: Sequence[Entry], book: Book, given: dict[str, Fit]
) -> tuple[list[Entry], dict[str, str]]:
    """Everything in the order of knowing; what stays, when it happened. Returns the entries that follow from it, and the effects that do
    not stand since their rule counts once; `given`: fit at last."""
    found: list[Entry] = []
    first = first_entries(book, [moment.activity for moment, _ in told if moment.activity])
    what: list[tuple[datetime, int, Line | Entry]] = [(entry.occurred_at, 0, entry) for entry in fixed]
    counts: Counter[str] = Counter()
    gone: dict[str, str] = {}
    for moment, profile in told:
        if profile:
            what.append((moment.at, 1, _keyed(fit_line(book.rules, profile, given, moment.at), counts)))
        if moment.activity:
            what.append((moment.at, 1, line_of(book, moment.activity, first.get(moment.activity.event_id))))
    for at, _, line in sorted(what, key=lambda each: each[:2]):
        found += hush_before(account, book.rules, at)  # what the drain of silences would have done meanwhile
        if isinstance(line, Line):
            found += [entry for entry in line.entries if not is_fit(entry.rule) and (entry.points >= 0 or not entry.decays)]
            played = play(account, [line], book.rules)
            found, gone = [*found, *played.made], gone | played.gone
        else:
            account.add(line)
    return [entry for entry in found if entry.effect_key not in gone], gone


def _goes_on(fixed: Iterable[Entry], book: Book) -> datetime | None:
    """When a silence is complete that began with events which are all gone; one that does not repeat was taken with them."""
    taken = [entry.occurred_at for entry in fixed if entry.rule == SILENCE]
    return max(taken) + timedelta(days=book.rules.silence.days) if taken and book.rules.silence.repeats else None


def _keyed(line: Line, counts: Counter[str]) -> Line:
    """With the keys that the live engine gives, which limits of the total carry on."""
    keyed = []
    for entry in line.entries:
        keyed.append(replace(entry, effect_key=f"{entry.rule}:{counts[entry.rule]}"))
        counts[entry.rule] += 1
    return replace(line, entries=tuple(keyed))


def _differences(wanted: Iterable[Entry], stands: Ledger, version: int) -> list[Entry]:
    want: dict[str, Entry] = {}
    for entry in wanted:
        want.setdefault(entry.effect_key, entry)
    found = [made for key, entry in want.items() for made in _towards(entry, key, stands, version)]
    for key, manners in stands.have.items():
        kept = manner(want[key]) if key in want else None
        gone = [entries for one, entries in manners.items() if one != kept]
        for number, entries in enumerate(gone):
            found += _anew(entries[0], -sum(entry.points for entry in entries), f"{key}@{version}~{number}")
    return found


def _surplus(gone: Mapping[str, str], stands: Ledger, version: int) -> list[Entry]:
    """Marks, as scoring.actions.once puts them, on what counted until now and is not the first of its rule; it may become that again."""
    return [
        replace(
            entry, points=-entry.points, reason=once.REASON, reverses_id=stands.ids.get(entry.effect_key),
            effect_key=f"{once.SURPLUS}{gone[effect]}:{stands.ids.get(entry.effect_key)}@{version}",
        )
        for effect in gone
        for entries in stands.have.pop(effect, {}).values()
        for entry in entries
    ]  # fmt: skip


def _towards(entry: Entry, key: str, stands: Ledger, version: int) -> list[Entry]:
    """The effect as it is when nothing was known of it; else the difference."""
    if key not in stands.used:
        return [entry]
    there = stands.have.get(key, {}).get(manner(entry), ())
    return _anew(entry, entry.points - sum(each.points for each in there), f"{key}@{version}")


def _anew(entry: Entry, points: float, key: str) -> list[Entry]:
    if abs(points) < LEAST:
        return []
    rule, reason = ANEW + entry.rule.removeprefix(ANEW), f"{VALUED_ANEW}{entry.reason.removeprefix(VALUED_ANEW)}"[:300]
    return [replace(entry, rule=rule, points=points, effect_key=key, reason=reason, reverses_id=None)]


def by_lead(rows: Iterable[tuple[UUID, Stood]]) -> Mapping[UUID, Ledger]:
    """Each lead's ledger; `rows` sorted by lead and time."""
    return {lead: ledger_of(stood for _, stood in of_lead) for lead, of_lead in groupby(rows, lambda row: row[0])}
