"""What keeps a definition from being published, by field (pure)."""

import re
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from onsite.domain.shapes import Conditions, Content, Definition, Popup, Rules

URL = re.compile(r"(?:https?://[^\s/?#\\]+[^\s\\]*|mailto:[^\s]+@[^\s]+|tel:\+?[\d().\-]+|/(?![/\\])[^\s\\]*)", re.IGNORECASE)
LONGEST = {"title": 120, "text": 600, "label": 60, "url": 1_000}
MOST_RULES = 20
MOST_WORDS = 50


class Problem(NamedTuple):
    """Where it is wrong, and the mend."""

    field: str
    detail: str


def is_safe(url: str) -> bool:
    """A web, mail or phone address, or a path on the same site; nothing that could run."""
    return bool(URL.fullmatch(url)) and url.isprintable()


def of(definition: Definition) -> list[Problem]:
    """Everything that is wrong with it; an empty list when it can be published."""
    return of_popup(definition) if isinstance(definition, Popup) else of_rules(definition)


def of_popup(popup: Popup) -> list[Problem]:
    """Everything that is wrong with a pop-up; an empty list when it can be published."""
    found = [*_content(popup.content, ""), *_content(popup.zh, "zh-"), *_conditions(popup.conditions), *_dates(popup), *_timing(popup)]
    if not (popup.content.title or popup.content.text):
        found.append(Problem("title", "Give the message a title or a text."))
    if popup.content.label and not (popup.content.url or popup.form):
        found.append(Problem("url", "Say where the button leads, or choose a form."))
    if popup.content.url and not popup.content.label:
        found.append(Problem("label", "Give the button its words."))
    return found


def of_rules(slot: Rules) -> list[Problem]:
    """Everything that is wrong with the rules of a slot, each with the number of its rule."""
    found = [] if slot.rules else [Problem("rules", "Write at least one rule.")]
    if len(slot.rules) > MOST_RULES:
        found.append(Problem("rules", f"Keep at most {MOST_RULES} rules."))
    for number, rule in enumerate(slot.rules, 1):
        wrong = [*_content(rule.content, ""), *_content(rule.zh, "zh-"), *_conditions(rule.conditions)]
        if not (rule.content.text or rule.content.label or rule.content.url):
            wrong.append(Problem("text", "Give the rule a text, a button or a target."))
        found += [Problem(one.field, f"Rule {number}: {one.detail}") for one in wrong]
    return found


def _content(content: Content, prefix: str) -> Iterator[Problem]:
    for field, most in LONGEST.items():
        if len(getattr(content, field)) > most:
            yield Problem(prefix + field, f"Keep it under {most} characters.")
    if content.url and not is_safe(content.url):
        yield Problem(f"{prefix}url", "Give an address that begins with https://, http://, mailto:, tel: or /.")


def _conditions(conditions: Conditions) -> Iterator[Problem]:
    for field in ("intents", "channels", "sources", "media", "campaigns", "paths", "accounts", "tiers"):
        words = getattr(conditions, field)
        if len(words) > MOST_WORDS or any(len(word) > 200 for word in words):
            yield Problem(field, f"Give at most {MOST_WORDS} values of at most 200 characters.")
    for path in conditions.paths:
        if not path.startswith(("/", "*", "!/", "!*")):
            yield Problem("paths", f"“{path[:60]}” is no page: begin with / such as /pricing or /blog/*.")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _dates(popup: Popup) -> Iterator[Problem]:
    for field in ("starts", "ends"):
        if getattr(popup, field) and _day(getattr(popup, field)) is None:
            yield Problem(field, "Give a day such as 2026-11-30.")
    starts, ends = _day(popup.starts), _day(popup.ends)
    if starts and ends and ends < starts:
        yield Problem("ends", "The last day lies before the first.")


def _timing(popup: Popup) -> Iterator[Problem]:
    most = 100 if popup.trigger.kind == "scroll" else 3_600
    if not 0 <= popup.trigger.amount <= most:
        yield Problem("amount", f"Give a number from 0 to {most}.")
    if not (1 <= popup.frequency.times <= 100 and 1 <= popup.frequency.days <= 365):
        yield Problem("times", "Give 1 to 100 times in 1 to 365 days.")
    if not 0 <= popup.priority <= 100:
        yield Problem("priority", "Give a priority from 0 to 100.")
    if len(popup.form) > 100 or len(popup.trigger.form) > 100:
        yield Problem("form", "Keep the form's name under 100 characters.")
