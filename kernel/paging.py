"""Keyset pagination: a page is found by the last key of the one before, so page 1,000 costs what page 1 costs."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
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


def _beyond(field: str, descending: bool, key: Sequence[Any], empty_last: bool) -> Q:
    """What comes after the key, in the order that is read: with it empty values stand last, against it first."""
    value, last_id = key[0], key[1]
    later = Q(id__lt=last_id) if descending else Q(id__gt=last_id)
    empty = Q(**{f"{field}__isnull": True})
    if value is None:
        return empty & later if empty_last else empty & later | ~empty
    beyond = Q(**{f"{field}__lt": value}) if descending else Q(**{f"{field}__gt": value})
    found = beyond | Q(**{field: value}) & later
    return found | empty if empty_last else found


def _column(model: Any, path: str) -> Any:
    """The field at the end of `person__name`."""
    for name in path.split("__"):
        field = model._meta.get_field(name)
        model = field.related_model
    return field


def _key(queryset: QuerySet[Any], field: str, cursor: str) -> list[Any] | None:
    """The key inside the cursor, when it can be one of this list: a time without a zone is none that we have written."""
    key = decode(cursor) if cursor else None
    if not key or len(key) != 2 or key[1] is None:
        return None
    try:
        for name, value in zip((field, queryset.model._meta.pk.name), key, strict=True):
            column = _column(queryset.model, name)
            found = column.to_python(value)
            if isinstance(found, datetime) and found.tzinfo is None:
                return None
            column.get_prep_value(found)
    except (ValidationError, TypeError, ValueError, OverflowError, AttributeError):
        return None
    return key


def page(queryset: QuerySet[Any], *, order: str, cursor: str = "", back: bool = False, size: int = 50) -> Page[Any]:
    """One page of `queryset` ordered by `order` ("-created_at") and id; empty values stand last. `back` reads towards the start."""
    descending, field = order.startswith("-"), order.lstrip("-")
    key = _key(queryset, field, cursor)
    reading_down = descending != back
    if key:
        queryset = queryset.filter(_beyond(field, reading_down, key, empty_last=not back))
    # Said only where there may be empty values: a plain index serves a column without them, in both directions.
    empty = {"nulls_first" if back else "nulls_last": True} if _column(queryset.model, field).null else {}
    how = F(field).desc(**empty) if reading_down else F(field).asc(**empty)
    ordered = queryset.order_by(how, "-id" if reading_down else "id")
    # What is told of a row from other tables is fetched for those of the page alone: many are put in order by their keys.
    rows = list(ordered.filter(pk__in=ordered.values("pk")[: size + 1]) if queryset.query.select_related else ordered[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    first, last = (encode([attrgetter(field.replace("__", "."))(rows[i]), str(rows[i].pk)]) if rows else "" for i in (0, -1))
    return Page(rows, last if (more or back) and rows else "", first if (key and (not back or more)) and rows else "")
