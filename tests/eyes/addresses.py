"""Every page of the product, from the resolver: a new page is looked at from its first day."""

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.life import WORDS
from tests.tenancy.test_sweep import ARGUMENT, fill

# Pieces of pages and the mail itself: shown inside a page that is looked at.
PIECES = ("/live/raw", "/diagnosis", "/body", "/preview")
OUTSIDE = ("/", "/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/password/change/")


def patterns() -> list[str]:
    """Addresses with placeholders under a workspace."""

    def walk(found: list[Any], prefix: str) -> Iterator[str]:
        for pattern in found:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern):
                yield prefix + str(pattern.pattern)

    return [path for path in walk(get_resolver().url_patterns, "/") if path.startswith("/w/")]


def filled(path: str, slug: str, ids: dict[str, Any]) -> str:
    """With ids of the world; a journey's step and a template both call their argument `key`."""
    here = {**WORDS, **ids, "workspace": slug, "key": ids["step" if "/steps/" in path else "key"]}
    missing = {name for _, name in ARGUMENT.findall(path)} - set(here) - {"version"}
    assert not missing, f"{path}: the world has no {missing}"
    return fill(path, here)


def pages(client: Client, slug: str, ids: dict[str, Any]) -> list[str]:
    """The addresses that answer GET with a page. Only POST (405), a file or a way on (302) is none; anything else must be looked at."""
    found = []
    for path in patterns():
        address = filled(path, slug, ids)
        answer = client.get(address)
        if answer.status_code in (302, 405) or not answer.headers["Content-Type"].startswith("text/html") or address.endswith(PIECES):
            continue
        found.append(address)
    return found
