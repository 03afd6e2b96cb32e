"""Refusals and reasons of this station in the language of who reads them; kept, and answered by the API, in English (sentences)."""

import re
from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import gettext

from leads.enums import Side
from scoring.enums import Dimension, TagKind
from scoring.queries.sentences import LEAVES, METRICS, NAMES, NOTES, PROBLEMS, REASONS, REFUSALS

_PLACE = re.compile(r"%\((\w+)\)s")
# Several at once, as scoring.actions.rulebooks tells them: the first, and all of them with their places.
_MANY = re.compile(r"(?P<first>.+?) \((?P<count>\d+) problems: (?P<all>.+)\)", re.DOTALL)
_SEVERAL = "%(first)s (%(count)s problems: %(all)s)"
_PAGE = re.compile(r"(?P<label>.+?): (?P<path>/.*)", re.DOTALL)


def detail(text: str) -> str:
    """What refuses, or what is wrong with a rulebook; as it is when nobody knows it."""
    if many := _MANY.fullmatch(text):
        told = {"first": detail(many["first"]), "count": many["count"], "all": "; ".join(map(_placed, many["all"].split("; ")))}
        return gettext(_SEVERAL) % told
    for sentence, pattern in _patterns((*REFUSALS, *PROBLEMS, *LEAVES)):
        if found := pattern.fullmatch(text):
            told = {name: _part(name, part) for name, part in found.groupdict().items()}
            return gettext(sentence) % told if told else gettext(sentence)
    return gettext(text) if text else text


def reason(text: str) -> str:
    """Why an entry of the ledger gives or takes points. A rule's own words are the workspace's, and stay."""
    for sentence, pattern in _patterns(REASONS):
        if found := pattern.fullmatch(text):
            told = {name: reason(part) if name == "what" else part for name, part in found.groupdict().items()}
            return gettext(sentence) % told if told else gettext(sentence)
    if text in Dimension.values:
        return str(Dimension(text).label)
    if page := _PAGE.fullmatch(text):
        return f"{gettext(page['label'])}: {page['path']}"
    return gettext(text) if text else text


def metric(text: str) -> str:
    """How good a model of ours was; what somebody wrote of a model of theirs stays."""
    ((sentence, pattern),) = _patterns(METRICS)
    found = pattern.fullmatch(text)
    return gettext(sentence) % found.groupdict() if found else text


def note(text: str) -> str:
    """What was noted down with a version: a person's words stay."""
    return gettext(text) if text in NOTES else text


def _placed(problem: str) -> str:
    place, colon, rest = problem.partition(": ")
    return f"{place}{colon}{detail(rest)}" if rest else problem


def _part(name: str, text: str) -> str:
    """What is a name of ours among the parts of a sentence."""
    if name == "sides":
        one, also, other = text.partition(" and ")
        return gettext("%(one)s and %(other)s") % {"one": _label(Side, one), "other": _label(Side, other)} if also else _label(Side, one)
    if name in ("kind", "other_kind", "taken"):
        return gettext(text) if text in NAMES else _label(TagKind, text)
    return text


def _label(enum: type[Side] | type[TagKind], value: str) -> str:
    words: Mapping[str, str] = {str(key): str(label) for key, label in enum.choices}
    return words.get(value, value)


@lru_cache(maxsize=4)
def _patterns(sentences: tuple[str, ...]) -> list[tuple[str, re.Pattern[str]]]:
    def pattern(sentence: str) -> str:
        parts = _PLACE.split(sentence)  # text, name, text, name, … text
        return "".join(f"(?P<{part}>.+?)" if place % 2 else re.escape(part) for place, part in enumerate(parts))

    return [(sentence, re.compile(pattern(sentence), re.DOTALL)) for sentence in sentences]
