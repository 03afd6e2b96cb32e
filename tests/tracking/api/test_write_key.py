"""A write key stands in every page of a customer, so it opens nothing: whatever is asked for with it, the API answers as to a stranger."""

import base64
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kernel import tenancy
from tests.cast import Cast, as_actor
from tracking.actions.sites import add_site

ARGUMENT = re.compile(r"<(?:(\w+):)?\w+>")
SAMPLES = {"uuid": str(uuid4()), "int": "1"}
# The contract itself, which tells of no workspace.
PUBLIC = {"/api/v1/schema/", "/api/v1/docs/"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


def addresses(start: str) -> list[str]:
    """One of each kind that begins so, from the resolver: a new one is asked from its first day."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern):
                yield prefix + str(pattern.pattern)

    found = {ARGUMENT.sub(lambda part: SAMPLES.get(part[1], "acme"), path) for path in walk(get_resolver().url_patterns, "/")}
    return sorted(path for path in found if path.startswith(start) and path not in PUBLIC)


@pytest.fixture
def key(cast: Cast) -> str:
    with tenancy.scope(cast.acme.id):
        return add_site(name="Web", url="https://www.acme.example", actor=as_actor(cast.mara))[1]


def told(how: str, key: str) -> tuple[str, dict[str, str]]:
    """What is added to the address, and the headers."""
    basic = base64.b64encode(f"{key}:".encode()).decode()
    return {
        "bearer": ("", {"authorization": f"Bearer {key}"}), "basic": ("", {"authorization": f"Basic {basic}"}),
        "header": ("", {"x-write-key": key, "x-workspace": "acme"}), "query": (f"?writeKey={key}&key={key}", {}),
    }[how]  # fmt: skip


@pytest.mark.parametrize("how", ["bearer", "basic", "header", "query"])
def test_no_address_of_the_api_opens_to_it(key: str, how: str) -> None:
    query, headers = told(how, key)
    client = Client(raise_request_exception=False)
    asked = addresses("/api/v1/")
    said = {
        f"{method} {path}": client.generic(method, path + query, "", "application/json", headers=headers).status_code
        for path in asked
        for method in METHODS
    }
    assert {line: status for line, status in said.items() if status not in (401, 404)} == {}
    assert len(asked) > 150


@pytest.mark.parametrize("how", ["bearer", "basic", "header", "query"])
def test_no_page_of_the_product_opens_to_it(key: str, how: str) -> None:
    """They send to the sign-in, or say that it is no key for them."""
    query, headers = told(how, key)
    client = Client(raise_request_exception=False)
    asked = addresses("/w/acme/")
    answers = {path: client.get(path + query, headers=headers) for path in asked}
    said = {path: (answer.status_code, answer.headers.get("Location", "").partition("?")[0]) for path, answer in answers.items()}
    assert {path: told for path, told in said.items() if told not in ((302, "/accounts/login/"), (401, ""), (404, ""), (405, ""))} == {}
    assert len(asked) > 150
