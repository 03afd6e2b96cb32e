"""Which fields are asked of whom: progressive profiling (F026). Only *which* fields are known is ever used, never their values."""

from collections.abc import Set

from capture.domain import conditions
from capture.domain.content import PERSON, TAG, Content, Field
from capture.enums import Ask, FieldKind


def known_target(field: Field) -> str:
    """The name under which it would be known of a person; "" for what is never known."""
    if field.kind in (FieldKind.CONSENT, FieldKind.HIDDEN) or field.maps in ("event", TAG):
        return ""
    return field.maps if field.maps in PERSON else f"attribute:{field.key}"


def fields_for(content: Content, known: Set[str]) -> tuple[Field, ...]:
    """The fields to show: what is known is left out, and each left-out field makes room for one that is asked `later`.

    Consents are always asked, and so are fields on which others depend: what is known is never used, so it cannot decide. A form with
    `ask_always` asks everything of everybody (its `later` fields too). What depends on a field that is not asked is not asked.
    """
    if content.ask_always:
        return content.fields
    spared = {field.key for field in content.fields if field.ask == Ask.UNLESS_KNOWN and known_target(field) in known}
    if content.double_opt_in:  # An address that is to be confirmed is asked, known or not.
        spared -= {field.key for field in content.fields if field.maps == "email"}
    spared -= conditions.leading(content.fields)
    room = len(spared)
    shown: list[Field] = []
    for field in content.fields:
        if field.key in spared or (field.when and all(field.when != one.key for one in shown)):
            continue
        if field.ask == Ask.LATER:
            if not room or known_target(field) in known:
                continue
            room -= 1
        shown.append(field)
    return tuple(shown)
