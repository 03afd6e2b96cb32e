"""Fixtures every test may use. The servers and the database come from tests/servers.py."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.db import connections
from django.test import Client

from kernel import clock, tenancy, work
from tests.cast import Cast, assemble

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def django_db_setup() -> Iterator[None]:
    """The database is there already, migrated by its owner; tests connect as the application's role."""
    yield
    connections.close_all()


@pytest.fixture
def cast(db: None) -> Cast:
    """Two workspaces with their people."""
    return assemble()


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
