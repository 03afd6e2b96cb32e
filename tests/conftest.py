"""Fixtures every test may use. The servers and the database come from tests/servers.py."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import translation
from hypothesis import settings as examples
from playwright.sync_api import Browser, sync_playwright

from kernel import clock, tenancy, work
from launch import browser
from tests import order
from tests.cast import Cast, assemble
from tests.photograph import Photograph, take
from tests.servers import run_sql

# How long an example takes says how busy the machine is: what is slow is measured by the bench.
examples.register_profile("leadway", deadline=None)
examples.load_profile("leadway")

PLAIN = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
# Who visits in these tests is a person: nothing says that a program drives the browser (navigator.webdriver, which the tracker tells).
PERSON = "--disable-blink-features=AutomationControlled"
NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items[:] = order.in_line(items)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> order.Pieces:
    config.option.loadscopereorder = False  # by the number of tests: ours is by how long they take
    return order.Pieces(config, log)


@pytest.fixture(scope="session")
def django_db_setup() -> Iterator[None]:
    """The database is there already, migrated by its owner; tests connect as the application's role."""
    yield
    connections.close_all()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One for all tests that look: Playwright keeps an event loop in this thread to the end, so Django has to be told that nobody is
    asynchronous here. Folders that use it mark and skip their tests (tests/eyes/conftest.py)."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=browser.find(), args=[*PLAIN, PERSON])


KEPT = ("django_migrations", "django_content_type", "auth_permission")
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"


def empty_as_owner(_: Any) -> None:
    """After a test with real transactions: the application's role may not truncate, so the owner does."""
    owner = os.environ["DATABASE_OWNER_URL"]
    names = [f'"{name}"' for (name,) in run_sql(owner, TABLES) if name not in KEPT]
    run_sql(owner, f"TRUNCATE {', '.join(names)} CASCADE")


@contextmanager
def committed_world(blocker: Any) -> Iterator[None]:
    """The database for a fixture of a whole module, whose rows other connections see; empty again afterwards, also when the fixture fails
    half-way: what it left behind would break every test that comes later."""
    with blocker.unblock():
        try:
            yield
        finally:
            connections.close_all()
            empty_as_owner(None)


TransactionTestCase._fixture_teardown = empty_as_owner  # type: ignore[method-assign]


@pytest.fixture(scope="session")
def photographs(django_db_setup: None, django_db_blocker: Any) -> dict[datetime | None, Photograph]:
    """The cast of today, and that of noon."""
    taken = {}
    for moment, place in ((None, "of_today"), (NOON, "of_noon")):
        with committed_world(django_db_blocker), clock.pretend(moment) if moment else nullcontext():
            taken[moment] = take(place, KEPT)
    return taken


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """A request speaks its reader's language, and leaves it in the thread; the next test begins in ours."""
    yield
    translation.deactivate()


@pytest.fixture
def cast(photographs: dict[datetime | None, Photograph], db: None) -> Cast:
    """Two workspaces with their people. With `transactional_db` before it in a test, everything commits for real."""
    now = clock.now()
    if now == NOON:
        return photographs[NOON].put_back()
    return photographs[None].put_back() if abs(now - datetime.now(UTC)) < timedelta(minutes=1) else assemble()


@pytest.fixture
def acme(cast: Cast) -> Iterator[Cast]:
    """The cast, inside the scope of acme."""
    with tenancy.scope(cast.acme.id):
        yield cast


@pytest.fixture
def noon() -> Iterator[datetime]:
    """Time stands still at noon of 2 November 2026 (UTC)."""
    with clock.pretend(NOON):
        yield NOON


@pytest.fixture
def pump(cast: Cast) -> Callable[[], int]:
    """Do all due work of acme now, as its workers would (call it outside a scope)."""
    return lambda: work.run_until_quiet(cast.acme.id)


@pytest.fixture
def signed_in(cast: Cast) -> Callable[[str], Client]:
    """`signed_in("mara")`: a browser session of that member."""

    def sign_in(name: str) -> Client:
        client = Client()
        client.force_login(getattr(cast, name))
        return client

    return sign_in
