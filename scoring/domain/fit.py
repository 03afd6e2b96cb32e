"""Who somebody is, in points: explicit, not fading, taken back when the fact behind them is gone."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import phonenumbers

from leads.domain.contacts import is_free_mail
from leads.domain.fading import NEVER
from scoring.domain import stated
from scoring.domain.engine import Entry
from scoring.domain.kernels import OWN
from scoring.domain.limits import match_limits
from scoring.domain.rule_shapes import FitRule, Rules

PREFIX, MATCH = "fit:", "match"
# Rounding is not worth an entry.
NOTHING = 1e-9


@dataclass(frozen=True, slots=True)
class Profile:
    """What fit rules look at."""

    lead_id: UUID
    email: str = ""
    phone: str = ""
    title: str = ""
    persona: str = ""
    industry: str = ""
    country: str = ""
    language: str = ""
    company: str = ""
    company_size: int | None = None
    # As a tree asks it (scoring.domain.stated); empty where no rule asks one.
    stated: Mapping[str, Any] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Fit:
    """One fit rule that holds."""

    rule: str
    points: float
    reason: str
    dimension: str = MATCH

    def is_worth(self, other: "Fit | None") -> bool:
        """Whether both bring the same; the words are no matter."""
        return other is not None and self.dimension == other.dimension and abs(self.points - other.points) <= NOTHING


def entry_of(lead_id: UUID, fit: Fit, at: datetime, key: str = "", reverses: UUID | None = None) -> Entry:
    """A line of the ledger. What is of another dimension than match stays too, beside it: the grade does not know it."""
    kernel = OWN if fit.dimension == MATCH else NEVER
    return Entry(lead_id, fit.rule, fit.dimension, fit.points, False, at, fit.reason, key, reverses_id=reverses, kernel=kernel)


def is_fit(rule: str) -> bool:
    """Whether entries of this rule say who somebody is: judged again, and not earned by doing."""
    return rule.startswith(PREFIX)


@lru_cache(maxsize=2000)
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    """Whole words where letters are Latin (“cto” is not in “director”), anywhere where they are not."""
    return re.compile("|".join(rf"(?<![a-z]){re.escape(w)}(?![a-z])" if w.isascii() else re.escape(w) for w in map(str.lower, words)))


def holds(rule: FitRule, profile: Profile) -> bool:
    if rule.who is not None:
        return stated.holds(rule.who, profile.stated)
    value = getattr(profile, rule.field)
    if rule.at_least is not None:
        return value is not None and value >= rule.at_least
    if rule.known:
        return bool(value)
    return bool(value) and _words(tuple(rule.any_of)).search(str(value).lower()) is not None


@lru_cache(maxsize=20_000)
def invalid_phone(phone: str, country: str) -> bool:
    """Whether there is a number that cannot be called."""
    if not phone:
        return False
    try:
        return not phonenumbers.is_valid_number(phonenumbers.parse(phone, country or None))
    except phonenumbers.NumberParseException:
        return True


def asks_trees(rules: Rules) -> bool:
    """Whether any rule asks a tree: then a profile needs what is stated."""
    return any(rule.who is not None for rule in rules.fit)


def acts(rules: Rules, ask: str) -> set[str]:
    """What rules ask of acts (stated.ACTS): the names of tags, the lines of lists."""
    trees = [rule.who for rule in rules.fit if rule.who is not None]
    return {str(next(iter(leaf.given.values()))) for who in trees for leaf in stated.leaves_of(who) if leaf.ask == ask}


def asks_language(rules: Rules) -> bool:
    """Whether any rule asks for the language, itself or in a tree."""
    return any(rule.field == "language" or (rule.who is not None and "language" in stated.fields(rule.who)) for rule in rules.fit)


def judge(rules: Rules, profile: Profile) -> list[Fit]:
    """Every fit rule and deduction that holds for `profile`."""
    found = [Fit(f"{PREFIX}{r.name}", r.points, r.label, r.dimension) for r in rules.fit if r.points and holds(r, profile)]
    if rules.deductions.free_mail and is_free_mail(profile.email):
        found.append(Fit("fit:free_mail", rules.deductions.free_mail, "Free-mail address"))
    if rules.deductions.invalid_phone and invalid_phone(profile.phone, profile.country):
        found.append(Fit("fit:invalid_phone", rules.deductions.invalid_phone, "Phone number is not valid"))
    if rules.deductions.unknown_company and (profile.email or profile.phone) and not profile.company:
        found.append(Fit("fit:unknown_company", rules.deductions.unknown_company, "Company is not known"))
    corrections = match_limits(rules, [(fit.rule, fit.points) for fit in found if fit.dimension == MATCH])
    return [*found, *(Fit(*correction) for correction in corrections)]
