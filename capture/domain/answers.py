"""What somebody typed → values, or errors named by field. Pure: the words for an error are found by the page, in its language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from capture.domain import conditions
from capture.domain.content import PERSON, READ, TAG, Field, readable
from capture.enums import FieldKind
from leads.domain import contacts

LONGEST = {FieldKind.TEXT: 200, FieldKind.EMAIL: 254, FieldKind.PHONE: 60, FieldKind.TEXTAREA: 5_000, FieldKind.HIDDEN: 300}


@dataclass
class Answers:
    """Values by field key, error codes by field key (`required`, `email`, `phone`, `option`, `too_long`, and the targets
    of content.READ)."""

    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


def check(fields: Iterable[Field], posted: Mapping[str, Sequence[str]]) -> Answers:
    """Read the posted form; an empty answer is none, and what is not asked (capture.domain.conditions) has none, whatever was posted."""
    answers = Answers()
    for one in fields:
        if not conditions.applies(one, answers.values):
            continue
        given = [_tidy(text) for text in posted.get(one.name, ())]
        value, error = _read(one, [text for text in given if text])
        if error:
            answers.errors[one.key] = error
        elif value not in ("", [], None):
            answers.values[one.key] = value
        elif one.required and one.kind != FieldKind.HIDDEN:
            answers.errors[one.key] = "required"
    return answers


def _tidy(text: str) -> str:
    return "".join(char for char in text if char in "\n\t" or char.isprintable()).strip()


def _read(one: Field, given: list[str]) -> tuple[Any, str]:
    """(value, error code)."""
    if one.kind in (FieldKind.CHECKBOX, FieldKind.CONSENT):
        return (True if given else (None if one.required else False)), ""
    if one.kind == FieldKind.MULTI:
        chosen = list(dict.fromkeys(given))
        return chosen, "" if set(chosen) <= {option.value for option in one.options} else "option"
    if not given:
        return "", ""
    text = given[0]
    if len(text) > LONGEST.get(FieldKind(one.kind), 200):
        return (text[:300], "") if one.kind == FieldKind.HIDDEN else ("", "too_long")
    if one.kind == FieldKind.SELECT:
        return text, "" if text in {option.value for option in one.options} else "option"
    if one.kind == FieldKind.EMAIL:
        address = contacts.email(text)
        return address, "" if address else "email"
    if one.kind == FieldKind.PHONE:
        return text, "" if 6 <= sum(char.isdigit() for char in text) <= 18 else "phone"
    if one.maps in READ and one.kind != FieldKind.HIDDEN and not readable(one.maps, text):
        return "", one.maps
    return text, ""


def traits(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """What the answers say about the person: fields of the person, and free attributes under the field's key."""
    about = [one for one in fields if one.maps not in ("event", TAG) and one.key in values]
    told = {one.maps if one.maps in (*PERSON, *READ) else one.key: values[one.key] for one in about}
    return {name: value for name, value in told.items() if value not in ("", None)}


def properties(fields: Iterable[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """What the answers say about the event. Consents are kept in records of their own."""
    plain = (one for one in fields if one.maps in ("event", TAG) and one.kind not in (FieldKind.CONSENT, FieldKind.HIDDEN))
    return {one.key: values[one.key] for one in plain if one.key in values}


def tags(fields: Iterable[Field], values: Mapping[str, Any]) -> list[str]:
    """What was chosen where the answer is a tag, in the order of the form (F160)."""
    chosen = [
        values[one.key] for one in fields if one.maps == TAG and one.kind in (FieldKind.SELECT, FieldKind.MULTI) and one.key in values
    ]
    every = [tag for value in chosen for tag in (value if isinstance(value, list) else [value])]
    return list(dict.fromkeys(tag for tag in every if isinstance(tag, str) and tag))
