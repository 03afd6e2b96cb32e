"""What a model may look at: the features of a lead as they were known at one instant (F046). Pure.

Nothing that became known later is in them: fields come from scoring.domain.past, counts from what had happened by then.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from leads.domain.contacts import company_domain
from scoring.domain.engine import Book
from scoring.domain.past import Past, blank, learn, profile_of, put_company

Value = str | float
Facts = dict[str, Value]
ATTRIBUTE, PAGE = "attribute:", "page:"
WHO = ("title", "persona", "industry", "country", "language")
TOUCH = ("channel", "source", "medium", "campaign", "landing")
COUNTS = ("events", "pages", "visits")
# Every feature that is there in every workspace; attributes and categories of pages come besides.
BUILT_IN = (*TOUCH, *WHO, "company_size", "email", "phone", *COUNTS)
LONGEST = 120


@dataclass(frozen=True)
class Seen:
    """A lead at the instant `at`: what it was, and when `later` features were first said. `late` became known only after the outcome."""

    facts: Facts
    known: frozenset[str]
    late: frozenset[str]


def see(past: Past, at: datetime, touch: Mapping[str, Any], book: Book) -> Seen:
    """The features at `at`; `touch` is the person's first touch with its own instant `at`."""
    then, before, now = _rows(past, at, past.outcome_at or at)
    facts = {**_who(past, then), **_touch(touch, at), **_counts(past, at, book), **_attributes(then)}
    last = {**_who(past, now), **_attributes(now)}
    early = {**_who(past, before), **_attributes(before)}
    late = last.keys() - early.keys() if past.outcome_at else set()
    return Seen(facts, frozenset(last), frozenset(late))


def _rows(past: Past, at: datetime, reached: datetime) -> list[dict[str, Any]]:
    """The person's columns as known at the instant, before the outcome (at it, it is too late to foretell it), and at last."""
    found = [blank(), blank(), blank()]
    for moment in past.moments:
        if moment.at <= at:
            learn(found[0], moment)
        if moment.at < reached or moment.at <= at:
            learn(found[1], moment)
        learn(found[2], moment)
    for row in found:
        put_company(row, past.companies)
    return found


def _who(past: Past, row: Mapping[str, Any]) -> Facts:
    profile = profile_of(past, row)
    found: Facts = {name: level for name in WHO if (level := clean(getattr(profile, name)))}
    if profile.company_size is not None:
        found["company_size"] = float(profile.company_size)
    if profile.email:
        found["email"] = "business" if company_domain(profile.email) else "free mail"
    if profile.phone:
        found["phone"] = "known"
    return found


def _touch(touch: Mapping[str, Any], at: datetime) -> Facts:
    """The first touch, where it lies before the instant."""
    if not touch or (touch.get("at") and datetime.fromisoformat(str(touch["at"])) > at):
        return {}
    said = {**{name: touch.get(name) for name in TOUCH}, "landing": landing(str(touch.get("landing") or ""))}
    return {name: level for name, value in said.items() if (level := clean(value))}


def landing(url: str) -> str:
    """The path of a landing page, without what was said behind the question mark."""
    try:
        return urlsplit(url).path.rstrip("/") or ("/" if url else "")
    except ValueError:
        return ""


def _counts(past: Past, at: datetime, book: Book) -> Facts:
    found: Facts = {"events": 0.0, "pages": 0.0, "visits": 0.0, **{f"{PAGE}{category.name}": 0.0 for category in book.rules.pages}}
    visits: set[Any] = set()
    for moment in past.moments:
        activity = moment.activity
        if activity is None or moment.at > at:
            continue
        visits.add(activity.session_id)
        names = ["events"]
        if activity.kind == "page":
            category = book.page(activity.url, activity.path)
            names += ["pages", *([f"{PAGE}{category.name}"] if category else [])]
        for name in names:
            found[name] = float(found[name]) + 1
    found["visits"] = float(len(visits))
    return found


def _attributes(row: Mapping[str, Any]) -> Facts:
    return {f"{ATTRIBUTE}{name}": level for name, value in row["attributes"].items() if (level := clean(value))}


def clean(value: Any) -> str:
    """A level as it is compared: in small letters, without blanks around it; "" for what says nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None or isinstance(value, dict | list):
        return ""
    return " ".join(str(value).lower().split())[:LONGEST].strip()


def number(value: Value) -> float | None:
    """The number that a value is, where it is one that can be counted with."""
    try:
        found = float(value)
    except ValueError:
        return None
    return found if abs(found) < 1e15 else None  # also not for inf and nan


def chosen(facts: Mapping[str, Value], features: Iterable[str]) -> Facts:
    """Only these features."""
    return {name: facts[name] for name in features if name in facts}
