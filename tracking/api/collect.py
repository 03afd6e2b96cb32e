"""POST /v1/…: a plain WSGI callable in front of Django."""

from collections.abc import Callable, Iterable
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def in_front_of(django: Wsgi) -> Wsgi:
    """The whole web process: ingestion paths here, the rest by Django."""
    return django
