"""Rules of fit that ask a condition tree of what is stated of a person and their company, of what sales knows of the deal (BANT, the
buying phase: F065, F068), and of acts: tags that were put, lists (pure).

Only that: it changes by an edit or an act alone, and fit is judged again with each; and it is known of any instant of the past, so that a
test on history, the shadow and the live engine answer alike. A score, a stage or a segment here would stand on itself; what somebody did
has rules of its own, which fade.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import msgspec

from leads.domain.trees import BadTree, Known, Leaf, Node, everybody, judge, parse, placed

TEXTS = (
    "name", "email", "phone", "title", "persona", "language", "country", "industry", "company", "company_domain", "company_industry",
    "company_country",
)  # fmt: skip
NUMBERS = ("company_size",)
FIELDS: Mapping[str, tuple[str, ...]] = {"text": TEXTS, "number": NUMBERS}
ATTRIBUTE = "attribute:"
# What sales asks to know of a deal, by the question of a leaf; each answer with how sure it is and since when.
ANSWERS = ("bant_budget", "bant_authority", "bant_need", "bant_time", "buying_phase")
# What an act says beside: tags that were put and not taken off, lists on which somebody stands, by name and by line, with since when; and
# what was answered of a deal.
ACTS: Mapping[str, str] = {"marked": "marks", "on_list": "lists", **dict.fromkeys(ANSWERS, "answers")}
HELD = tuple(dict.fromkeys(ACTS.values()))
# No such leaf looks at the clock.
ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def problems(who: Any) -> Iterator[tuple[str, str]]:
    """(place in the tree, the mend) of what a rule cannot ask."""
    try:
        node = parse(who)
    except BadTree as error:
        yield error.path, error.detail
        return
    if everybody(node):
        yield "tree", "This asks nothing: give at least one condition."
    for path, leaf in placed(node):
        if wrong := _problem(leaf):
            yield path or "tree", wrong


def _problem(leaf: Leaf) -> str:
    if leaf.ask in ACTS:
        return ""
    if leaf.ask not in FIELDS:
        asks = ", ".join((*FIELDS, *ACTS))
        return f"A rule of match asks only what is stated of person, company and deal, not “{leaf.ask}”: use one of {asks}."
    field = leaf.given["field"]
    if field not in FIELDS[leaf.ask] and not field.startswith(ATTRIBUTE):
        return f"“{field[:60]}” is not stated of person or company: use {', '.join(FIELDS[leaf.ask])} or attribute:<name>."
    return leaf.kind.problem(leaf.given) if leaf.kind.problem else ""


def holds(who: Mapping[str, Any], stated: Mapping[str, Any]) -> bool:
    """Whether the tree holds of what is stated: the fields of TEXTS and NUMBERS, `attributes` as texts, `marks`, `lists` and
    `answers`."""
    acts = {"marks": stated.get("marks", {}), "segments": stated.get("lists", {}), "qualification": stated.get("answers", {})}
    return judge(_node(msgspec.json.encode(who)), Known(stated, acts), ANY_TIME).verdict.holds


def fields(who: Mapping[str, Any]) -> set[str]:
    """The fields that the leaves of the tree ask for."""
    return {leaf.given["field"] for leaf in leaves_of(who) if leaf.ask in FIELDS}


def leaves_of(who: Mapping[str, Any]) -> list[Leaf]:
    """Every question of the tree."""
    return [leaf for _, leaf in placed(_node(msgspec.json.encode(who)))]


@lru_cache(maxsize=2_000)
def _node(who: bytes) -> Node:
    return parse(msgspec.json.decode(who))


def as_text(value: Any) -> str | None:
    """A value of an attribute as the database tells it as text."""
    return value if isinstance(value, str) or value is None else msgspec.json.encode(value).decode()
