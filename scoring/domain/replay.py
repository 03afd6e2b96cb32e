"""A rulebook played over a lead's past, as the live engine would have played it: when an MQL, and how high at most?

The account, the entries, the silences and the crossing are the live ones (timeline, engine, stage_policy); only the stage is not moved.
Each step looks at nothing that became known after it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from leads.enums import Stage
from scoring.domain import once
from scoring.domain.engine import Activity, Book, Entry, key_of, score
from scoring.domain.fit import Fit, Profile, entry_of, judge
from scoring.domain.past import Past, Told
from scoring.domain.rule_shapes import Rules
from scoring.domain.running import start
from scoring.domain.stage_policy import Happening, LeadContext, qualifies
from scoring.domain.timeline import Account, Line, hush_before, play


class Step(NamedTuple):
    """The score at an instant, and whether this would have made an MQL of it."""

    at: datetime
    score: float
    qualifies: bool


@dataclass(frozen=True, slots=True)
class Replayed:
    """`mql_at`: the first crossing. `peak`: the highest score of a known person until the outcome; at the threshold or over it means
    that the lead would have been handed over in time."""

    mql_at: datetime | None
    peak: float


def replay(past: Past, told: Sequence[Told], book: Book) -> Replayed:
    """The first crossing and the peak of one lead under `book`; later returns by sales are another story and not replayed."""
    mql_at, peak = None, 0.0
    for step in steps(past, told, book):
        if mql_at is None and step.qualifies:
            mql_at = step.at
        known = past.known_at is not None and past.known_at <= step.at
        if known and (past.outcome_at is None or step.at <= past.outcome_at):
            peak = max(peak, step.score)
    return Replayed(mql_at, peak)


def steps(past: Past, told: Sequence[Told], book: Book) -> Iterator[Step]:
    """Each step of the account, in the order of knowing."""
    rules, account = book.rules, begin(past, book)
    entries = first_entries(book, [moment.activity for moment, _ in told if moment.activity])
    given: dict[str, Fit] = {}
    for moment, profile in told:
        # What the drain of silences would have done meanwhile.
        hush_before(account, rules, moment.at)
        lines = [fit_line(rules, profile, given, moment.at)] if profile else []
        if moment.activity:
            lines.append(line_of(book, moment.activity, entries.get(moment.activity.event_id)))
        known_at = past.known_at if past.known_at and past.known_at <= moment.at else None
        lead = LeadContext(past.lead_id, Stage.NAME, known_at)
        for happening in play(account, lines, rules, moment.at).happenings:
            yield Step(happening.at, happening.after, _qualifies(lead, happening, rules))


def begin(past: Past, book: Book) -> Account:
    """The account of a lead of whom nothing is known yet."""
    rate = book.rules.decay.rate
    return Account(past.lead_id, rate, running=start(book.limiter, rate), firsts=once.start(book.onces))


def _qualifies(lead: LeadContext, happening: Happening, rules: Rules) -> bool:
    return lead.known_at is not None and qualifies(lead, happening, rules)


def first_entries(book: Book, activities: Sequence[Activity]) -> dict[UUID | None, Entry]:
    """Event → its entry; an effect counts once, however often it is repeated."""
    first: dict[str, Entry] = {}
    for entry in score(book, activities).entries:
        first.setdefault(entry.effect_key, entry)
    return {entry.event_id: entry for entry in first.values()}


def line_of(book: Book, activity: Activity, entry: Entry | None) -> Line:
    """What happened, as the account plays it."""
    name = key_of(activity.name)
    return Line(activity.occurred_at, (entry,) if entry else (), interaction=name not in book.quiet)


def fit_line(rules: Rules, profile: Profile, given: dict[str, Fit], at: datetime) -> Line:
    """What brings fit to what the profile deserves, as one stroke like the live engine's; `given` is brought up to date."""
    want = {fit.rule: fit for fit in judge(rules, profile)}
    gone = [fit for rule, fit in given.items() if not fit.is_worth(want.get(rule))]
    new = [fit for rule, fit in want.items() if not fit.is_worth(given.get(rule))]
    entries = [entry_of(profile.lead_id, replace(fit, points=-fit.points), at) for fit in gone]
    entries += [entry_of(profile.lead_id, fit, at) for fit in new]
    for fit in gone:
        del given[fit.rule]
    given.update({fit.rule: fit for fit in new})
    return Line(at, tuple(entries))
