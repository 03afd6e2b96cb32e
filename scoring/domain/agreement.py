"""What marketing and sales agree on beside the numbers of a rulebook: the three sections that a scoring agreement must have (F057; pure).

Texts of their own, in the language in which they work; they count nothing. A version that was made before there were any says what
Leadway came with.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from scoring.domain.bad_rules import BadRules, Problem

LONGEST = 2_000


def gettext_noop(text: str) -> str:
    """Mark `text` for the translators: domain knows no Django."""
    return text


_ = gettext_noop
DEFAULT: dict[str, str] = {
    "prospects": _(
        "Whom we look for, and how we see that they want to buy: a person who decides, in a company of our kind, who takes part in what we"
        " offer. Match says the first, interest and behaviour the second, purchase stage how soon."
    ),
    "indicators": _(
        "What makes an SQL of an MQL: the SDR has spoken with them, there is a need that we serve and a time for it, and whoever decides is"
        " known. Until then the lead stays an MQL, or goes back with a reason."
    ),
    "feedback": _(
        "How life cycle and score hang together: at the threshold a lead becomes an MQL and comes to the SDR; a return takes points and"
        " gives it back to nurture. The queue says where a score has fallen below the threshold since; marketing reads the returns."
    ),
}
SECTIONS = tuple(DEFAULT)


def whole(kept: Mapping[str, Any]) -> dict[str, str]:
    """All sections of what is kept of a version."""
    return {name: str(kept.get(name) or text) for name, text in DEFAULT.items()}


def mark(kept: Mapping[str, Any]) -> str:
    """What tells one text from another: whoever says yes to it says which they saw."""
    return hashlib.sha256("\x00".join(whole(kept).values()).encode()).hexdigest()[:16]


def parse(given: Any, before: Mapping[str, str]) -> dict[str, str]:
    """The sections in `given`; those that are left out stay as `before`. Raises BadRules that names every problem."""
    if not isinstance(given, Mapping):
        raise BadRules([Problem("agreement", f"Give an object with {', '.join(SECTIONS)}.")])
    found = [Problem(f"agreement.{str(name)[:60]}", f"It has only {', '.join(SECTIONS)}.") for name in given if name not in SECTIONS]
    texts = {name: given.get(name, before[name]) for name in SECTIONS}
    found += [
        Problem(f"agreement.{name}", f"Give a text of 1 to {LONGEST} characters: both sides have to know it.")
        for name, text in texts.items()
        if not isinstance(text, str) or not text.strip() or len(text) > LONGEST or "\x00" in text
    ]
    if found:
        raise BadRules(found)
    return {name: str(text).strip() for name, text in texts.items()}
