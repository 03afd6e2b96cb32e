"""A condition tree as fields of a form: read from a request, changed by its buttons, shown again. The form is all of the state (pure).

A form may hold several trees, each under a root of its own: a word without a dot.
"""

from dataclasses import dataclass, field
from typing import Any, Protocol

from leads.domain.leaf_fields import Field, digits
from leads.domain.trees import DEEPEST, KINDS, Given, Group, Leaf, Node

GROUPS = ("all", "any", "not_all", "not_any")
ROOT = "r"


class Typed(Protocol):
    """What somebody typed: a QueryDict."""

    def get(self, name: str, /, default: Any = ...) -> Any: ...

    def getlist(self, name: str, /) -> list[Any]: ...


@dataclass
class Draft:
    """A group with its `parts`, or a leaf with `values` as they were typed; `place` names its fields, `path` its errors."""

    how: str
    parts: list["Draft"] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    negated: bool = False
    place: str = ROOT
    path: str = ""

    @property
    def is_group(self) -> bool:
        return self.how in GROUPS

    @property
    def depth(self) -> int:
        return self.place.count(".")

    @property
    def may_nest(self) -> bool:
        return self.depth < DEEPEST - 4


def of_tree(node: Node, root: str = ROOT) -> Draft:
    """The form of a stored tree; its root is always a group."""
    draft = _of(node)
    return settled(draft if draft.is_group else Draft("all", [draft]), root)


def _of(node: Node) -> Draft:
    if isinstance(node, Leaf):
        return Draft(node.ask, values=_typed(node.ask, node.given))
    if isinstance(node, Group):
        return Draft(node.how, [_of(each) for each in node.of])
    inner = _of(node.of)
    if not inner.is_group:
        return Draft(inner.how, values=inner.values, negated=not inner.negated)
    inner.how = inner.how.removeprefix("not_") if inner.how.startswith("not_") else f"not_{inner.how}"
    return inner


def _typed(ask: str, given: Given) -> dict[str, Any]:
    return {each.name: _shown(each, given.get(each.name)) for each in KINDS[ask].fields}


def _shown(field: Field, value: Any) -> Any:
    if value is None:
        return ""
    if field.ticked:
        return list(value)
    if field.shape == "texts":
        return "\n".join(value)
    if field.shape == "pairs":
        return "\n".join(f"{key} = {each}" for key, each in value.items())
    return digits(value) if isinstance(value, float) else value


def of_form(given: Typed, root: str = ROOT) -> Draft:
    return settled(_read(given, root, 0), root)


def _read(given: Typed, place: str, depth: int) -> Draft:
    how = given.get(f"{place}.how", "all")
    if how in GROUPS:
        count = int(given.get(f"{place}.n", "0")[:3]) if given.get(f"{place}.n", "0")[:3].isdecimal() else 0
        parts = [_read(given, f"{place}.{number}", depth + 1) for number in range(min(count, 60))] if depth < DEEPEST else []
        return Draft(how, parts, place=place)
    fields = KINDS[how].fields if how in KINDS else ()
    values = {each.name: _value(given, f"{place}.f.{each.name}", each) for each in fields}
    return Draft(how, values=values, negated=bool(given.get(f"{place}.not")), place=place)


def _value(given: Typed, name: str, field: Field) -> Any:
    return given.getlist(name) if field.ticked else given.get(name, "")


def changed(draft: Draft, button: str, kind: str = "") -> Draft:
    """What a button does: `add:<place>` a condition of `kind`, `group:<place>`, `remove:<place>`."""
    verb, _, place = button.partition(":")
    if verb in ("add", "group"):
        target = next((each for each in walk(draft) if each.place == place and each.is_group), None)
        if target and verb == "group":
            target.parts.append(Draft("any"))
        elif target and kind in KINDS:
            target.parts.append(Draft(kind, values=_typed(kind, {each.name: each.default for each in KINDS[kind].fields})))
    elif verb == "remove":
        for each in walk(draft):
            each.parts = [part for part in each.parts if part.place != place]
    return settled(draft, draft.place)


def walk(draft: Draft) -> list[Draft]:
    return [draft, *(found for part in draft.parts for found in walk(part))]


def asks(draft: Draft) -> bool:
    """Whether anything is asked at all: a form that nobody touched holds no tree."""
    return bool(draft.parts)


def settled(draft: Draft, place: str = ROOT, path: str = "") -> Draft:
    """Every node knows its place in the form and the path by which the tree names it."""
    draft.place = place
    if draft.is_group:
        inner = (f"{path}.not" if path else "not") if draft.how.startswith("not_") else path
        how = draft.how.removeprefix("not_")
        draft.path = f"{inner}.{how}" if inner else how
        for number, part in enumerate(draft.parts):
            settled(part, f"{place}.{number}", f"{draft.path}[{number}]")
    else:
        draft.path = f"{path}.not" if draft.negated else path
    return draft


def to_tree(draft: Draft) -> dict[str, Any]:
    """As it is stored, with what was typed in its place: what cannot be a value is refused by the tree itself, by name."""
    if draft.is_group:
        group = {draft.how.removeprefix("not_"): [to_tree(part) for part in draft.parts]}
        return {"not": group} if draft.how.startswith("not_") else group
    fields = {each.name: each for each in KINDS[draft.how].fields} if draft.how in KINDS else {}
    leaf = {"ask": draft.how, **{name: _meant(fields[name], value) for name, value in draft.values.items()}}
    return {"not": leaf} if draft.negated else leaf


def _meant(field: Field, value: Any) -> Any:
    if field.ticked:
        return value or None
    text = str(value).strip()
    if not text:
        return None
    if field.shape == "texts":
        return [line.strip() for line in text.splitlines() if line.strip()]
    if field.shape == "pairs":
        cut = [line.partition("=") for line in text.splitlines() if line.strip()]
        return {key.strip(): value.strip() for key, _, value in cut}
    if field.shape in ("number", "whole", "days"):
        try:
            return float(text)
        except ValueError:
            return text
    return text
