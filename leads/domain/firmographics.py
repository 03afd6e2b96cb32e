"""What is said of a company: how many people, industry, country, plan; by whom, when, and whose word stands (pure).

A size may be said as 50, "51-200", "1,000+" or "500 people or more". **A range counts with its lower end**: whoever has 51 to 200 people
has at least 51, and no rule that asks for more is told that they have. "Under 50" counts as 1. It ends at MOST_PEOPLE.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from leads.domain import contacts
from leads.domain.leaf_fields import gettext_noop
from leads.domain.names import clean
from leads.enums import Firm, WordSource

_ = gettext_noop
MOST_PEOPLE, LONGEST = 10_000_000, 120
# The mend of a value that is none, by field.
MENDS: Mapping[str, str] = {
    Firm.SIZE: _("Give a number of people from 1 to 10,000,000 or a range, as in 50, 51-200 or 1,000+."),
    Firm.INDUSTRY: _("Give the industry in at most 120 characters."),
    Firm.COUNTRY: _("Give two letters, as in CN or DE."),
    Firm.PLAN: _("Give the plan in at most 120 characters."),
}
# What a company's traits call them, in the group call and in the trait `company` (Segment's names first).
NAMES: Mapping[str, tuple[str, ...]] = {
    Firm.SIZE: (
        "employees", "employee_count", "employeeCount", "number_of_employees", "numberOfEmployees", "company_size", "companySize", "size",
    ),
    Firm.INDUSTRY: ("industry",),
    Firm.COUNTRY: ("country",),
    Firm.PLAN: ("plan",),
}  # fmt: skip
# What a form, a file and REST call them beside the fields of a person; messages may, too.
FLAT: Mapping[str, str] = {f"company_{field}": field for field in Firm.values}
# A hand's word beats what people and files say, and those beat traits.
RANK: Mapping[str, int] = {WordSource.TRAITS: 0, WordSource.FORM: 1, WordSource.FILE: 1, WordSource.HAND: 2}

_DASHES = re.compile(r"[–—−‐‑〜至]|(?<!不)到|(?<=\d)~(?=\d)|(?<=[\dkm万千])to(?=\d)")
_SPACES = re.compile(r"[\s'’_]")
_NUMBER = re.compile(r"(\d[\d.,]*)(k|m|万|百万|千)?")
_UNDER = re.compile(r"(?:<|under|upto|lessthan|fewerthan|atmost|≤|少于|不到|不足|低于|小于)|(?:以下|以内|orless|orfewer)$")
_WORDS = re.compile(
    r"employees|employee|people|staff|fte|persons|ormore|andmore|over|morethan|atleast|above|about|approx|circa|ca|人|名|员工|以上|超过|约|"
    r"[+<>=≥≤~.]+$|^[~+<>=≥≤]+|under|upto|lessthan|fewerthan|atmost|orless|orfewer|以下|以内|少于|不到|不足|低于|小于"
)
_TIMES = {"": 1, "k": 1_000, "千": 1_000, "万": 10_000, "m": 1_000_000, "百万": 1_000_000}
# 1,250,000 or, in India, 12,50,000; 1.250.000, but not before a unit: 1.250k is a thousand; else one mark is a decimal one: 1,5k.
_COMMAS = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d{2})+,\d{3})(?:\.\d+)?")
_DOTS = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_ONE_MARK = re.compile(r"\d+(?:[.,]\d+)?")


@dataclass(frozen=True)
class Word:
    """Somebody said this of one field of a company at `at`: `said` as it was given; `by` names them."""

    field: str
    said: Any
    at: datetime
    source: str
    by: str = ""


@dataclass(frozen=True)
class Kept:
    """The last word of one source on one field. `value` is "" where a hand emptied it; `refused`: what could not be read, since then."""

    value: str = ""
    said: str = ""
    by: str = ""
    said_at: datetime | None = None
    refused: str = ""
    refused_at: datetime | None = None


def read(field: str, said: Any) -> str | None:
    """The value as it is kept: digits of a size, two letters of a country, a text; "" for nothing; None for what is none."""
    if said is None or (isinstance(said, str) and not said.strip()):
        return ""
    if isinstance(said, bool) or not isinstance(said, str | int | float):
        return None
    if field == Firm.SIZE:
        found = people(said)
        return None if found is None else str(found)
    if field == Firm.COUNTRY:
        return contacts.country(str(said)) or None
    text = clean(said, LONGEST + 1)
    return text if 0 < len(text) <= LONGEST else None


def people(said: str | float) -> int | None:
    """How many people at least, from 1 to MOST_PEOPLE; None for what says no such number."""
    if not isinstance(said, str):
        whole = said == said and abs(said) <= MOST_PEOPLE and int(said) == said
        return _within(int(said)) if whole else None
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", said[:LONGEST]).casefold())
    plain = _DASHES.sub("-", plain)
    bare = _WORDS.sub("", _WORDS.sub("", plain))
    ends = [_number(part) for part in _with_unit(bare.split("-"))]
    if len(ends) > 2 or None in ends:
        return None
    low, high = ends[0], ends[-1]
    if low is None or high is None or low > high or _within(high) is None:
        return None
    return 1 if len(ends) == 1 and _UNDER.search(plain) else _within(max(low, 1) if len(ends) == 2 else low)


def _with_unit(parts: list[str]) -> list[str]:
    """Both ends of "5-10k" and "1-5万" are meant in the unit that stands behind the last; "500-1k" says its first end in full."""
    if len(parts) != 2 or not (high := _NUMBER.fullmatch(parts[1])) or not high[2]:
        return parts
    low, bound = _digits(parts[0], unit=True), _digits(high[1], unit=True)
    return [parts[0] + high[2], parts[1]] if low and bound and Decimal(low) < Decimal(bound) else parts


def _number(text: str) -> int | None:
    found = _NUMBER.fullmatch(text)
    digits = _digits(found[1], bool(found[2])) if found else ""
    if found is None or not digits or len(digits) > 12:
        return None
    number = Decimal(digits) * _TIMES[found[2] or ""]
    return int(number) if number == int(number) else None


def _digits(text: str, unit: bool) -> str:
    """The same with a point alone; "" for what is no number."""
    if _COMMAS.fullmatch(text):
        return text.replace(",", "")
    if _DOTS.fullmatch(text) and not unit:
        return text.replace(".", "")
    return text.replace(",", ".") if _ONE_MARK.fullmatch(text) and (unit or "," not in text) else ""


def _within(number: int) -> int | None:
    return number if 1 <= number <= MOST_PEOPLE else None


def size_range(text: str) -> tuple[int | None, int | None] | None:
    """`50..`, `..200`, `50..200` or `50`: both ends belong to it; None for what is none."""
    low, dots, high = text.strip().partition("..")
    ends = (low, high if dots else low)
    if not any(ends) or any(end and not (end.isascii() and end.isdecimal() and len(end) <= 8) for end in ends):
        return None
    return (int(ends[0]) if ends[0] else None, int(ends[1]) if ends[1] else None)


def told(identity: Mapping[str, Any]) -> dict[str, Any]:
    """field → what a message says of the company: its group traits, the trait `company`, then flat traits such as `company_size`."""
    found: dict[str, Any] = {}
    for about in _abouts(identity):
        for field, names in NAMES.items():
            found.setdefault(field, next((about[name] for name in names if _says(about.get(name))), None))
            found = {key: value for key, value in found.items() if value is not None}
    traits = identity.get("traits")
    flat: Mapping[str, Any] = traits if isinstance(traits, Mapping) else {}
    for name, field in FLAT.items():
        if field not in found and _says(flat.get(name)):
            found[field] = flat[name]
    return found


def _says(value: Any) -> bool:
    return value is not None and value != "" and value != {} and value != []


def _abouts(identity: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    traits, group = identity.get("traits"), identity.get("group")
    if isinstance(group, Mapping):
        inner = group.get("traits")
        yield _placed(inner if isinstance(inner, Mapping) else group)
    if isinstance(traits, Mapping) and isinstance(traits.get("company"), Mapping):
        yield _placed(traits["company"])


def _placed(about: Mapping[str, Any]) -> Mapping[str, Any]:
    """The country of the address, where it stands nowhere else."""
    address = about.get("address")
    if about.get("country") or not isinstance(address, Mapping):
        return about
    return {**about, "country": address.get("country")}


def as_attributes(about: Mapping[str, Any]) -> dict[str, str]:
    """The same as free attributes of a person who has no company yet, under the names of FLAT."""
    return {name: clean(_as_text(about[field]), LONGEST) for name, field in FLAT.items() if field in about}


def of_attributes(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """What stands in somebody's attributes about their company."""
    return {field: attributes[name] for name, field in FLAT.items() if _says(attributes.get(name))}


def without(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of somebody who is of that company no more."""
    return {name: value for name, value in attributes.items() if name not in FLAT}


def site_of(identity: Mapping[str, Any]) -> str:
    """The domain of the company that the message speaks of, where it names one (`website`, `domain`); "" otherwise."""
    named = (about.get("website") or about.get("domain") for about in _abouts(identity))
    text = next((clean(each, 300) for each in named if isinstance(each, str)), "")
    host = text.partition("://")[2] or text
    return contacts.company_domain("@" + re.split("[/?#:]", host.lower())[0].removeprefix("www."))


def hear(kept: Kept, word: Word) -> Kept:
    """The last word of a source after one more; an older one changes nothing, what cannot be read is noted beside the word before."""
    value = read(word.field, word.said)
    if value is None:
        if max(filter(None, (kept.said_at, kept.refused_at)), default=word.at) > word.at:
            return kept
        return replace(kept, refused=clean(_as_text(word.said), LONGEST), refused_at=word.at)
    if kept.said_at is not None and kept.said_at > word.at:
        return kept
    since = kept.refused_at is not None and kept.refused_at > word.at
    new = Kept(value, clean(_as_text(word.said), LONGEST), clean(word.by), word.at)
    return replace(new, refused=kept.refused, refused_at=kept.refused_at) if since else new


def _as_text(said: Any) -> str:
    return said if isinstance(said, str) else repr(said)[:500]


def stands(words: Mapping[str, Kept]) -> str:
    """The source whose word stands; "" where nobody's does. A hand that emptied the field lets in what is said after it."""
    hand = words.get(WordSource.HAND)
    if hand is not None and hand.value:
        return WordSource.HAND
    since = hand.said_at if hand else None
    found = [
        (RANK[source], kept.said_at, source)
        for source, kept in words.items()
        if kept.value and kept.said_at is not None and (since is None or kept.said_at > since)
    ]
    return max(found)[2] if found else ""


def changes(given: Iterable[tuple[str, Any, Any]]) -> dict[str, list[Any]]:
    """field → [before, after] of those that differ."""
    return {field: [before, after] for field, before, after in given if before != after}


def before(had: Sequence[Mapping[str, Any]], gone: Collection[str]) -> list[Mapping[str, Any]]:
    """Of what was here before a file's word (the latest first; `job`: whose word it was), the part that begins with the last word whose
    file nobody took back (`gone`); where there is none, what the company had before all files, if that is known."""
    for place, layer in enumerate(had):
        if layer.get("kept") and layer.get("job") not in gone:
            return list(had[place:])
    return [layer for layer in had[-1:] if not layer.get("kept")]
