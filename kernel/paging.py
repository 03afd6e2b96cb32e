"""Keyset pagination: a page is found by the last key of the one before, so page 1,000 costs what page 1 costs."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import Col
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from rest_framework.pagination import CursorPagination

T = TypeVar("T")


class NewestFirst(CursorPagination):
    """The API's pages: newest first, opaque cursor, `?limit=` up to 200."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list and the cursors of its neighbours ("" where there is none)."""

    rows: Sequence[T]
    next: str
    previous: str


def encode(key: Sequence[Any]) -> str:
    return (
        base64.urlsafe_b64encode(msgspec.json.encode([x.isoformat() if isinstance(x, datetime) else x for x in key])).decode().rstrip("=")
    )


def decode(cursor: str) -> list[Any] | None:
    """The key inside a cursor; None when it is not one of ours (then the first page is shown)."""
    try:
        key = msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, msgspec.DecodeError):
        return None
    return key if isinstance(key, list) else None


class Row(Func):
    """(columns) or (values): two of them are compared column by column, and an index of these columns begins to read there."""

    function, template, output_field = None, "(%(expressions)s)", BooleanField()


class IdOfOther(F):
    """`snapshot__id` as the other table has it: Django names our own column instead, which says the same and begins no index of theirs."""

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Col:
        beside = self.name.rpartition("__")[0]  # type: ignore[attr-defined]
        there: Any = F(f"{beside}__workspace_id").resolve_expression(*args, **kwargs)
        return Col(there.alias, there.target.model._meta.pk)


BEYOND = {"<": LessThan, ">": GreaterThan, "<=": LessThanOrEqual, ">=": GreaterThanOrEqual}


def _row(model: Any, fields: Sequence[str], key: Sequence[Any], sign: str) -> Q:
    values = [Value(value, output_field=_column(model, name)) for name, value in zip(fields, key, strict=False)]
    columns = [IdOfOther(name) if name.endswith("__id") else F(name) for name in fields]
    return Q(BEYOND[sign](Row(*columns), Row(*values)))


def _after(model: Any, fields: Sequence[str], key: Sequence[Any], descending: bool) -> Q:
    """After this key. A condition over two tables is one that no index serves: of the columns of another table the key itself is let in,
    and taken out again by our own."""
    sign = "<" if descending else ">"
    foreign = [name for name in fields if "__" in name]
    if len(foreign) in (0, len(fields)):
        return _row(model, fields, key, sign)
    ours = list(zip(fields, key, strict=True))[len(foreign) :]
    same = Q(**dict(zip(foreign, key, strict=False))) & ~_row(model, [name for name, _ in ours], [value for _, value in ours], sign)
    return _row(model, foreign, key, f"{sign}=") & ~same


def _beyond(model: Any, fields: Sequence[str], key: Sequence[Any], descending: bool, empty_last: bool) -> list[Q]:
    """What comes after the key, part by part as it is read: with the order empty values stand last, against it first."""
    empty = Q(**{f"{fields[0]}__isnull": True})
    if key[0] is None:
        rest = empty & _after(model, fields[1:], key[1:], descending)
        return [rest] if empty_last else [rest, ~empty]
    found = _after(model, fields, key, descending)
    return [found, empty] if empty_last and _column(model, fields[0]).null else [found]


def _column(model: Any, path: str) -> Any:
    """The field at the end of `person__name`."""
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
    return field


def _key(model: Any, fields: Sequence[str], cursor: str) -> list[Any] | None:
    """The key inside the cursor, when it can be one of this list: a time without a zone is none that we have written."""
    key = decode(cursor) if cursor else None
    if not key or len(key) != len(fields) or None in key[1:]:
        return None
    try:
        for name, value in zip(fields, key, strict=True):
            column = _column(model, name)
            found = column.to_python(value)
            if isinstance(found, datetime) and found.tzinfo is None:
                return None
            column.get_prep_value(found)
    except (ValidationError, TypeError, ValueError, OverflowError, AttributeError):
        return None
    return key


def understands(model: Any, cursor: str, *, order: str, then: Sequence[str] = (), last: str = "id") -> bool:
    """Whether a list of `model` in this order has written the cursor."""
    return _key(model, (order.lstrip("-"), *then, last), cursor) is not None


def _read(ordered: QuerySet[Any], most: int) -> list[Any]:
    """The first rows. What is told of a row from other tables is fetched for those alone: many are put in order by their keys."""
    if not ordered.query.select_related:
        return list(ordered[:most])
    chosen = ordered.values("pk")[:most]
    told = ordered.all()
    # Whoever is among the chosen has passed every condition: only the workspace is said twice.
    told.query.where = ordered.model._default_manager.all().query.where
    return list(told.filter(pk__in=chosen))


def page(
    queryset: QuerySet[Any], *, order: str, then: Sequence[str] = (), last: str = "id", cursor: str = "", back: bool = False, size: int = 50
) -> Page[Any]:
    """One page of `queryset` ordered by `order` ("-created_at"), by the columns `then` and by id, all in one direction.

    Empty values of `order` stand last. `back` reads towards the start. `last`: the id as a row beside this one has it, of the same table
    as `order`, whose index serves both.
    """
    descending, model = order.startswith("-"), queryset.model
    fields = (order.lstrip("-"), *then, last)
    key = _key(model, fields, cursor)
    reading_down = descending != back
    # Said only where there may be empty values: a plain index serves a column without them, in both directions.
    empty = {"nulls_first" if back else "nulls_last": True} if _column(model, fields[0]).null else {}
    how = F(fields[0]).desc(**empty) if reading_down else F(fields[0]).asc(**empty)
    ordered = queryset.order_by(how, *(f"-{name}" if reading_down else name for name in fields[1:]))
    rows: list[Any] = []
    for part in _beyond(model, fields, key, reading_down, empty_last=not back) if key else [Q()]:
        rows += _read(ordered.filter(part), size + 1 - len(rows)) if len(rows) <= size else []
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    told = [attrgetter(name.replace("__", ".")) for name in fields]
    first, last = (encode([read(rows[i]) for read in told]) if rows else "" for i in (0, -1))
    return Page(rows, last if (more or back) and rows else "", first if (key and (not back or more)) and rows else "")
