"""Which fields of a form belong to it, by what is answered in others (pure). The page shows them by the same rule; this one decides."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from capture.domain.content import Field
from capture.enums import FieldKind

TICKED = "yes"
# What another field may depend on.
ASKABLE = (FieldKind.SELECT, FieldKind.MULTI, FieldKind.CHECKBOX, FieldKind.CONSENT, FieldKind.TEXT, FieldKind.HIDDEN)


def applies(field: Field, values: Mapping[str, Any]) -> bool:
    """Whether the field is asked, given the answers to those before it. A field that is not asked has no answer, so what depends on it is
    not asked either. `equals` "" stands for any answer; of several that were chosen one is enough."""
    if not field.when:
        return True
    given = _texts(values.get(field.when))
    return field.equals in given if field.equals else bool(given)


def _texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return [TICKED] if value else []
    if isinstance(value, list):
        return [str(one) for one in value]
    return [str(value)] if value not in (None, "") else []


def leading(fields: Iterable[Field]) -> set[str]:
    """Keys of the fields on which others depend."""
    return {field.when for field in fields if field.when}


def problems(fields: Sequence[Field]) -> list[tuple[str, str]]:
    """(code, key) of what cannot be: `when` names no field that stands before it and can be asked so, `equals` none of its answers."""
    found, before = [], dict[str, Field]()
    for field in fields:
        leads = before.get(field.when)
        if field.when and (leads is None or leads.kind not in ASKABLE):
            found.append(("when", field.key))
        elif leads is not None and field.equals and field.equals not in (_answers(leads) or [field.equals]):
            found.append(("equals", field.key))
        before[field.key] = field
    return found


def _answers(field: Field) -> list[str]:
    """All that can be answered; [] where that is not known."""
    if field.kind in (FieldKind.CHECKBOX, FieldKind.CONSENT):
        return [TICKED]
    return [option.value for option in field.options] if field.kind in (FieldKind.SELECT, FieldKind.MULTI) else []
