"""The values of a leaf: what each may be, read and checked (pure)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Shape = Literal["text", "texts", "number", "whole", "days", "choice", "choices", "pairs"]


def gettext_noop(text: str) -> str:
    """Mark `text` for the translators: domain knows no Django."""
    return text


_ = gettext_noop
LONGEST, MOST_VALUES, MOST_PAIRS = 200, 50, 5
MOST_DAYS = 3_660


class BadValue(ValueError):
    """A value that cannot be, and the mend: English `text` with named `parts`, translated where it is shown."""

    def __init__(self, text: str, **parts: object) -> None:
        super().__init__(text % parts if parts else text)
        self.text, self.parts = text, parts


@dataclass(frozen=True)
class Field:
    """`options` are all that a choice may be, `offers()` what the builder proposes for a text. `days` of 0: at any time."""

    name: str
    label: Any
    shape: Shape
    default: Any = None
    options: tuple[str, ...] = ()
    offers: Callable[[], Sequence[tuple[str, Any]]] | None = None
    low: float | None = None
    high: float | None = None
    hint: Any = ""
    # Text that may stay empty.
    optional: bool = False
    # Text that is one of what `offers()` names, or texts of them: chosen, not typed.
    closed: bool = False

    @property
    def ticked(self) -> bool:
        """Whether any number of options may be ticked."""
        return self.shape == "choices" or (self.shape == "texts" and self.closed)


def digits(value: float) -> str:
    """All of a number, as people write it: it is read back as the same."""
    return str(int(value)) if value.is_integer() else repr(value)


def read(field: Field, value: Any) -> Any:
    """The checked value, the default for None. Raises BadValue that says the mend."""
    if value is None or (value == "" and field.default is not None):
        if field.default is None and not field.optional:
            raise BadValue(_("This is missing: give it a value."))
        return field.default
    return READERS[field.shape](field, value)


def _text(field: Field, value: Any) -> str:
    text = value.strip() if isinstance(value, str) else None
    if text is None or len(text) > LONGEST or not _storable(text) or not (text or field.optional):
        raise BadValue(_("Give a text of 1 to %(most)s characters."), most=LONGEST)
    return text


def _storable(text: str) -> bool:
    """Neither NUL nor half a character: the database takes neither."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _texts(field: Field, value: Any) -> list[str]:
    if not isinstance(value, list) or not 1 <= len(value) <= MOST_VALUES:
        raise BadValue(_("Give a list of 1 to %(most)s texts."), most=MOST_VALUES)
    return list(dict.fromkeys(_text(field, each) for each in value))


def _number(field: Field, value: Any) -> float:
    low, high = -1e15 if field.low is None else field.low, 1e15 if field.high is None else field.high
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise BadValue(_("Give a number from %(low)s to %(high)s."), low=f"{low:g}", high=f"{high:g}")
    return float(value)


def _whole(field: Field, value: Any) -> int:
    number = _number(field, value)
    if number != int(number):
        raise BadValue(_("Give a whole number."))
    return int(number)


def _days(field: Field, value: Any) -> float:
    low = 0.0 if field.low is None else field.low
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= MOST_DAYS:
        raise BadValue(_("Give %(low)s to %(high)s days."), low=f"{low:g}", high=MOST_DAYS)
    return float(value)


def _choice(field: Field, value: Any) -> str:
    if not isinstance(value, str) or value not in field.options:
        raise BadValue(_("Give one of %(options)s."), options=", ".join(field.options))
    return value


def _choices(field: Field, value: Any) -> list[str]:
    if not isinstance(value, list) or not value:
        raise BadValue(_("Give a list of one or more of %(options)s."), options=", ".join(field.options))
    return list(dict.fromkeys(_choice(field, each) for each in value))


def _pairs(field: Field, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping) or len(value) > MOST_PAIRS:
        raise BadValue(_("Give at most %(most)s properties, each with its value."), most=MOST_PAIRS)
    plain = Field(field.name, field.label, "text")
    return {_text(plain, key): _text(plain, each) for key, each in value.items()}


READERS: dict[str, Callable[[Field, Any], Any]] = {
    "text": _text, "texts": _texts, "number": _number, "whole": _whole, "days": _days, "choice": _choice, "choices": _choices,
    "pairs": _pairs,
}  # fmt: skip
