"""What the filters offer to choose from where that stands in the database: asked of all of them in one statement."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from kernel import sql
from leads.domain.filters import Filter

Rows = list[tuple[str, str]]
ROWS = "(SELECT coalesce(json_agg(json_build_array(o.value, o.name)), '[]')::text FROM ({rows}) o)"


def _as_they_are(rows: Rows) -> Sequence[tuple[str, Any]]:
    return rows


@dataclass(frozen=True)
class Offer:
    """The choices of a filter. `rows`: a SELECT of two texts, `value` and `name`, in their order; `tell` makes choices of them.

    Called it asks for itself, as any `Filter.choices`.
    """

    rows: str
    tell: Callable[[Rows], Sequence[tuple[str, Any]]] = _as_they_are

    def __call__(self) -> Sequence[tuple[str, Any]]:
        return _asked([self])[0]


def of_all(filters: Iterable[Filter]) -> dict[str, Sequence[tuple[str, Any]]]:
    """Filter key → its choices, of those that have any to choose from by their nature."""
    found = {each.key: each.choices for each in filters if each.choices}
    shared = {key: choices for key, choices in found.items() if isinstance(choices, Offer)}
    told = dict(zip(shared, _asked(list(shared.values())), strict=True))
    return {key: told[key] if key in told else choices() for key, choices in found.items()}


def _asked(offers: Sequence[Offer]) -> list[Sequence[tuple[str, Any]]]:
    """What each of them offers."""
    if not offers:
        return []
    row = sql.tuples(f"SELECT {', '.join(ROWS.format(rows=each.rows) for each in offers)}")[0]
    return [each.tell([(value, name) for value, name in msgspec.json.decode(rows)]) for each, rows in zip(offers, row, strict=True)]
