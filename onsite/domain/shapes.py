"""What is shown, to whom, when and how often, as immutable data (pure). A definition is stored as JSON of exactly this shape."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

import msgspec
from msgspec.structs import replace

Words = tuple[str, ...]
Shape = TypeVar("Shape")


class BadShape(ValueError):
    """A definition that is not of this shape; the message says where."""


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is read: never markup. An empty field of a translation falls back to the default language."""

    title: str = ""
    text: str = ""
    label: str = ""
    url: str = ""


class Conditions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """To whom: every condition that is given must hold, of its words one. No conditions: everybody.

    `filters` and `segment` are asked of the lead (known or anonymous) in the language of lists; publishing pins the segment's filters.
    `who` is a condition tree (leads.domain.trees) over that lead; of a stranger every question of it answers no.
    `accounts` holds ids of key accounts, or "any"; they are found by IP range (F047), `tiers` are theirs (F168).
    """

    visitor: Literal["any", "new", "returning"] = "any"
    intents: Words = ()
    channels: Words = ()
    sources: Words = ()
    media: Words = ()
    campaigns: Words = ()
    paths: Words = ()
    accounts: Words = ()
    tiers: Words = ()
    filters: dict[str, list[str]] = {}
    segment: str = ""
    segment_filters: dict[str, list[str]] = {}
    who: dict[str, Any] | None = None

    @property
    def audiences(self) -> tuple[Mapping[str, list[str]], ...]:
        """The filter sets of which all must hold of the lead."""
        return tuple(found for found in (self.filters, self.segment_filters) if found)

    @property
    def personal(self) -> bool:
        """Whether it asks for more than the page, where the visit came from and the network."""
        return self.visitor != "any" or bool(self.audiences or self.segment or self.who)


class Trigger(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When: `amount` is seconds (time, hesitation) or percent (scroll). `form`: id or name of the hesitated form, any when empty."""

    kind: Literal["time", "scroll", "exit", "hesitation"] = "time"
    amount: int = 5
    form: str = ""


class Frequency(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How often; after a close or a click never again. `every`: once on each `times`-th visit of the device."""

    kind: Literal["once", "visit", "every", "days"] = "visit"
    times: int = 1
    days: int = 7


class Popup(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One pop-up. `form` is the id of a form of capture; dates are days of the workspace, both included; the highest priority first."""

    content: Content = Content()
    zh: Content = Content()
    form: str = ""
    placement: Literal["bottom-right", "bottom-left", "top-right", "top-left", "center", "top", "bottom"] = "bottom-right"
    trigger: Trigger = Trigger()
    frequency: Frequency = Frequency()
    conditions: Conditions = Conditions()
    starts: str = ""
    ends: str = ""
    priority: int = 50


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a slot holds for whom; the first rule that fits decides, else the page's own default stays."""

    name: str = ""
    content: Content = Content()
    zh: Content = Content()
    conditions: Conditions = Conditions()


class Rules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rules: tuple[Rule, ...] = ()


Definition = Popup | Rules


def conditions_of(definition: Definition) -> list[Conditions]:
    """To whom it speaks: those of the pop-up, or of every rule."""
    return [definition.conditions] if isinstance(definition, Popup) else [rule.conditions for rule in definition.rules]


def with_conditions(definition: Definition, change: Callable[[Conditions], Conditions]) -> Definition:
    """The same, with every condition changed."""
    if isinstance(definition, Popup):
        return replace(definition, conditions=change(definition.conditions))
    return Rules(tuple(replace(rule, conditions=change(rule.conditions)) for rule in definition.rules))


def read(value: Any, shape: type[Shape]) -> Shape:
    """`value` as a Popup or Rules. Raises BadShape."""
    try:
        return msgspec.convert(value, shape)
    except msgspec.ValidationError as error:
        raise BadShape(str(error)) from None


def stored(value: Definition) -> dict[str, Any]:
    """As it is kept in the database."""
    return dict(msgspec.to_builtins(value))


def in_language(content: Content, zh: Content, language: str) -> Content:
    """The words for a reader of `language` (a BCP 47 tag)."""
    if not language.lower().startswith("zh"):
        return content
    return Content(zh.title or content.title, zh.text or content.text, zh.label or content.label, zh.url or content.url)
