"""Pop-ups and slots: lists, one, versions, what is written, and what came of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, QuerySet

from leads.domain.trees import BadTree, parse
from leads.queries import trees
from onsite.domain.problems import Problem, of
from onsite.domain.shapes import BadShape, Conditions, Definition, Popup, conditions_of, in_language, read
from onsite.enums import ReactionKind
from onsite.models import Item, ItemVersion, Reaction
from onsite.queries import choices
from onsite.queries.kinds import Kind, Written, kind_of

MOST = 500


@dataclass(frozen=True)
class Results:
    """How often an item was seen, clicked and closed by people. `rate` is clicks per view, None before the first."""

    views: int = 0
    clicks: int = 0
    closes: int = 0

    @property
    def rate(self) -> float | None:
        return self.clicks / self.views if self.views else None


@dataclass(frozen=True)
class Row:
    """One item of a list: what is written (None where this release cannot read it), what came of it, and a pop-up's first words."""

    item: Item
    definition: Definition | None
    results: Results
    words: str = ""


COLUMN = {
    ReactionKind.VIEWED: "views", ReactionKind.SHOWN: "views", ReactionKind.CLICKED: "clicks", ReactionKind.SLOT_CLICKED: "clicks",
    ReactionKind.CLOSED: "closes",
}  # fmt: skip
ORDERS: dict[str, tuple[Callable[[Row], Any], bool]] = {
    "created": (lambda row: row.item.created_at, True),
    "name": (lambda row: row.item.name.casefold(), False),
    "views": (lambda row: row.results.views, True),
    "clicks": (lambda row: row.results.clicks, True),
    "rate": (lambda row: -1.0 if row.results.rate is None else row.results.rate, True),
    "closes": (lambda row: row.results.closes, True),
}


def results() -> dict[UUID, Results]:
    """Item id → results over all versions."""
    found: dict[UUID, dict[str, int]] = {}
    for row in Reaction.objects.values("item_id", "kind").annotate(number=Count("*")):
        column = COLUMN.get(row["kind"])
        if column:
            found.setdefault(row["item_id"], {})[column] = row["number"]
    return {item: Results(**numbers) for item, numbers in found.items()}


def items(kind: Kind[Any]) -> "QuerySet[Item]":
    """Newest first."""
    return kind.model.objects.order_by("-created_at", "-id")


def item(kind: Kind[Any], item_id: UUID) -> Item | None:
    return items(kind).filter(pk=item_id).first()


def rows(kind: Kind[Any], state: str = "", order: str = "created", language: str = "") -> list[Row]:
    """The newest 500 of a state ("" for any), in one of ORDERS, with their words for a reader of `language`; three queries."""
    chosen = items(kind).filter(state=state) if state else items(kind)
    live = kind.version.objects.filter(**{f"{kind.name}__live_version": F("number")})
    definitions = dict(live.values_list(f"{kind.name}_id", "definition"))
    came = results()
    found = []
    for one in chosen[:MOST]:
        definition = _read(kind, one.draft or definitions.get(one.pk))
        found.append(Row(one, definition, came.get(one.pk, Results()), _words(definition, language)))
    key, descending = ORDERS.get(order, ORDERS["created"])
    return sorted(found, key=key, reverse=descending)


def _read(kind: Kind[Any], definition: Any) -> Definition | None:
    try:
        return read(definition, kind.shape) if definition else kind.shape()
    except BadShape:
        return None


def _words(definition: Definition | None, language: str) -> str:
    if not isinstance(definition, Popup):
        return ""
    words = in_language(definition.content, definition.zh, language)
    return words.title or words.text


def versions(found: Item) -> "QuerySet[ItemVersion]":
    kind = kind_of(found)
    return kind.version.objects.filter(**{kind.name: found}).order_by("-number")


def live_definition(found: Item) -> dict[str, Any] | None:
    version = versions(found).filter(number=found.live_version or 0).first()
    return version.definition if version else None


def written(kind: Kind[Written], found: Item, number: int | None = None) -> Written:
    """What its authors work on: the draft, or the live version when there is none; with `number` that version. Raises BadShape."""
    if number is None and found.draft:
        return read(found.draft, kind.shape)
    version = versions(found).filter(number=number or found.live_version or 0).first()
    return read(version.definition, kind.shape) if version else kind.shape()


def problems(definition: Definition) -> list[Problem]:
    """What keeps it from being published, a form that is gone among it."""
    found = of(definition)
    if isinstance(definition, Popup) and definition.form and definition.form not in dict(choices.forms()):
        found.append(Problem("form", "The form is gone or was never published: choose another."))
    wrong = {number: _fault(conditions) for number, conditions in enumerate(conditions_of(definition), 1) if conditions.who}
    rule = "" if isinstance(definition, Popup) else "Rule {}: "
    return found + [Problem("who", rule.format(number) + fault.detail) for number, fault in wrong.items() if fault]


def _fault(conditions: Conditions) -> BadTree | None:
    try:
        return trees.fault(parse(conditions.who))
    except BadTree as error:
        return error
