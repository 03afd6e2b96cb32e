"""The filter language of lists, segments and branches: URL query ↔ dictionary ↔ condition.

A filter set is `{"stage": ["mql", "sql"], "score": ["60.."]}`: values of one key are alternatives, keys add up. A value with a leading
"!" leaves out. Upper apps lend fields from their plugs: `register(Filter("tag", _("Tag"), where))`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

Filters = dict[str, list[str]]
# Filter key → (value, label) of its choices.
Offered = Mapping[str, Sequence[tuple[str, Any]]]
MOST_VALUES = 50
# Words of the URL that say how to show, not what.
SHOWING = frozenset({"sort", "order", "cursor", "back", "limit", "page", "segment", "format", "at", "view", "down", "across", "export"})


class BadFilter(ValueError):
    """A filter that cannot be understood; `field` and the message say which and how to mend it."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field, self.detail = field, detail


@dataclass(frozen=True)
class Filter:
    """`where(value, now)` gives the condition (a Django Q over Lead) of one value, or raises BadFilter.

    `choices` lists (value, label) for a select; without it the page shows a text field with `hint`. `timed`: its answer changes with
    time alone. `of_account`: it follows from what anybody of the account does, so colleagues are asked again with whoever did it.
    `leaf(value)` says the same as a leaf of leads.domain.trees, where there is one. `words(value)`: how people say what is no choice.
    """

    key: str
    label: Any
    where: Callable[[str, datetime], Any]
    choices: Callable[[], Sequence[tuple[str, Any]]] | None = None
    hint: Any = ""
    timed: bool = False
    of_account: bool = False
    leaf: Callable[[str], dict[str, Any] | None] | None = None
    words: Callable[[str], str] = str


REGISTRY: dict[str, Filter] = {}


def register(found: Filter) -> None:
    """Lend a field to lists, segments and branches. The key is part of people's addresses: do not rename it."""
    REGISTRY[found.key] = found


def parse(query: Iterable[tuple[str, Sequence[str]]], strict: bool = True) -> Filters:
    """Filters out of the pairs of a URL (`QueryDict.lists()`) or of a stored dictionary's items. Refuses unknown keys when strict."""
    found: Filters = {}
    for key, given in query:
        if key in SHOWING:
            continue
        values = [value.strip()[:200] for value in given if isinstance(value, str) and value.strip()]
        if key not in REGISTRY:
            if strict:
                raise BadFilter(key, f"There is no filter “{key[:60]}”: use {', '.join(sorted(REGISTRY))}.")
            continue
        if len(values) > MOST_VALUES:
            raise BadFilter(key, f"Give at most {MOST_VALUES} values.")
        if values:
            found[key] = list(dict.fromkeys(values))
    return found


def to_query(filters: Mapping[str, Sequence[str]]) -> str:
    """The same set as part of an address, in one order."""
    return urlencode([(key, value) for key in sorted(filters) for value in filters[key]])


def conditions(filters: Mapping[str, Sequence[str]], now: datetime) -> list[tuple[list[Any], list[Any]]]:
    """Per key the conditions of which one must hold, and those of which none may."""
    found = []
    for key, values in filters.items():
        if key not in REGISTRY:
            raise BadFilter(key, f"There is no filter “{key[:60]}”: use {', '.join(sorted(REGISTRY))}.")
        where = REGISTRY[key].where
        wanted = [where(value, now) for value in values if not value.startswith("!")]
        unwanted = [where(value[1:], now) for value in values if value.startswith("!")]
        found.append((wanted, unwanted))
    return found


def number_range(key: str, value: str) -> tuple[float | None, float | None]:
    """`60..`, `..20`, `10..20`, `50`: both ends belong to it."""
    low, dots, high = value.partition("..")
    try:
        ends = (float(low) if low else None, float(high) if high else None)
    except ValueError:
        raise BadFilter(key, "Give a number or a range such as 60.. or 10..20.") from None
    return ends if dots else (ends[0], ends[0])
