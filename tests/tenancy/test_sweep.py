"""Every URL × an object of the workspace next door answers 404, exactly like one that never was.

The sweep is generated from the resolver, so a new address is swept from its first day. It must hold with wall one off, and with wall two
off; with both off it must fail, or it would be blind.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from kernel import tenancy
from tests.cast import Cast, as_actor, assemble
from tests.conftest import committed_world
from tests.life import Life, live
from tests.servers import run_sql

ARGUMENT = re.compile(r"<(?:(\w+):)?(\w+)>")
VOLATILE = re.compile(r'csrfmiddlewaretoken" value="[^"]*"|name="csrf-token" content="[^"]*"|term-[\w-]+|"[0-9a-f-]{36}"')
# Arguments that name no object of a workspace: the report's name, a stage, a scheme, a page of a journey's outline, a letter of BANT.
NOT_AN_OBJECT = {"workspace", "token", "public_id", "name", "version", "number", "stage", "scheme", "node", "letter"}
CANARY, OURS = "canarybird", "ourown"


def routes() -> list[tuple[str, tuple[str, ...]]]:
    """(path with placeholders, its object arguments) of every page and API address that names an object."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, prefix + str(pattern.pattern))
            elif isinstance(pattern, URLPattern):
                yield prefix + str(pattern.pattern)

    found = []
    for path in walk(get_resolver().url_patterns, "/"):
        names = tuple(name for _, name in ARGUMENT.findall(path) if name not in NOT_AN_OBJECT)
        if names and path.startswith(("/w/", "/api/v1/")):
            found.append((path, names))
    return found


ROUTES = routes()


def fill(path: str, values: dict[str, Any]) -> str:
    return ARGUMENT.sub(lambda found: str(values.get(found[2], "1")), path)


class World:
    """acme looks at what globex has."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.theirs: Life = live(cast.globex, as_actor(cast.otto), CANARY)
        self.ours: Life = live(cast.acme, as_actor(cast.olga), OURS)
        self.page = Client(raise_request_exception=False)
        self.page.force_login(cast.olga)
        self.key = {"HTTP_AUTHORIZATION": f"Bearer {self.ours.secret_key}"}

    def ask(self, method: str, path: str, names: tuple[str, ...], ids: dict[str, Any]) -> tuple[int, str]:
        url = fill(path, {**{name: ids[name] for name in names if name in ids}, "workspace": self.cast.acme.slug})
        if path.startswith("/api/"):
            answer = Client(raise_request_exception=False).generic(method, url, "{}", "application/json", **self.key)
        else:
            answer = self.page.generic(method, url)
        body = VOLATILE.sub("", answer.content.decode(errors="replace"))
        return answer.status_code, body.replace(url, "").replace(answer.headers.get("Location", "\x00"), "")

    def leaks(self) -> list[str]:
        """Addresses at which a foreign object answers otherwise than a nonexistent one, or shows a word of theirs."""
        found = []
        for path, names in ROUTES:
            nowhere = {name: uuid4() if name != "key" else f"nothing-{uuid4().hex[:8]}" for name in names}
            for method in ("GET", "POST", "PATCH", "DELETE"):
                foreign, absent = (self.ask(method, path, names, ids) for ids in (self.theirs.ids, nowhere))
                if foreign != absent or CANARY in foreign[1] or (method == "GET" and foreign[0] not in (404, 405)):
                    found.append(f"{method} {path}: {foreign[0]} ≠ {absent[0]}" if foreign != absent else f"{method} {path}: {foreign[0]}")
        return found


@contextmanager
def wall_one_off() -> Iterator[None]:
    """Let the managers ask for every workspace's rows."""
    kept = tenancy.TenantManager.get_queryset, tenancy.TenantModel.stamp
    tenancy.TenantManager.get_queryset = lambda self: tenancy.TenantQuerySet(self.model, using=self._db)  # type: ignore[method-assign]
    tenancy.TenantModel.stamp = lambda self: self  # type: ignore[method-assign]
    try:
        yield
    finally:
        tenancy.TenantManager.get_queryset, tenancy.TenantModel.stamp = kept  # type: ignore[method-assign]


def row_level_security(switch: str) -> None:
    owner = os.environ["DATABASE_OWNER_URL"]
    tables = [row[0] for row in run_sql(owner, "SELECT tablename FROM pg_policies WHERE schemaname = 'public'")]
    run_sql(owner, *[f'ALTER TABLE "{name}" {switch} ROW LEVEL SECURITY' for name in sorted({str(table) for table in tables})])


@contextmanager
def wall_two_off() -> Iterator[None]:
    connection.close()
    row_level_security("DISABLE")
    try:
        yield
    finally:
        connection.close()
        row_level_security("ENABLE")


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all sweeps, committed: a refused request leaves nothing behind, so each finds it as it was."""
    with committed_world(django_db_blocker):
        yield World(assemble())


def test_every_object_argument_has_a_foreign_object(world: World) -> None:
    wanted = {name for _, names in ROUTES for name in names}
    assert sorted(wanted - set(world.theirs.ids)) == []
    assert len(ROUTES) > 60


def test_the_sweep_holds_and_our_own_objects_answer(world: World) -> None:
    assert world.leaks() == []
    own = [path for path, names in ROUTES if world.ask("GET", path, names, world.ours.ids)[0] == 200]
    assert len(own) > 15


def test_the_sweep_holds_with_wall_one_off(world: World) -> None:
    with wall_one_off():
        assert world.leaks() == []


def test_the_sweep_holds_with_wall_two_off(world: World) -> None:
    with wall_two_off():
        assert world.leaks() == []


def test_the_sweep_fails_with_both_walls_off(world: World) -> None:
    """It sees at least nine of ten pages and answers that show one object."""
    shown = {path for path, names in ROUTES if world.ask("GET", path, names, world.ours.ids)[0] == 200}
    with wall_one_off(), wall_two_off():
        leaking = {leak.split(" ")[1].rstrip(":") for leak in world.leaks()}
    assert len(shown & leaking) >= 0.9 * len(shown), sorted(shown - leaking)
