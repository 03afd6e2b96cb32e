"""A change of a table waits two seconds for who uses it, and comes again; an index that grows beside the writing waits until it is done."""

import os
from collections.abc import Iterator

import psycopg2
import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction

from kernel import altering

SHOWN = "SELECT current_setting('lock_timeout')"


@pytest.fixture
def reader(db: None) -> Iterator[psycopg2.extensions.connection]:
    """Somebody who is in the middle of reading a table."""
    line = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    line.cursor().execute("LOCK TABLE tenants_user IN ACCESS SHARE MODE")
    yield line
    line.close()


def change() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE tenants_user IN ACCESS EXCLUSIVE MODE")


def test_a_change_comes_again_until_the_table_is_free(reader: psycopg2.extensions.connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(altering, "WAIT", "100ms")
    told: list[str] = []

    def tell(text: str) -> None:
        told.append(text)
        if len(told) == 2:
            reader.rollback()

    with altering.short_waits():
        altering.until_free(change, tell, pause=0.05)
    assert told == [f"A table is in use: tried again in 0.05 s ({left} times more)." for left in (99, 98)]


def test_it_gives_up_at_last_and_at_once_for_anything_else(reader: psycopg2.extensions.connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(altering, "WAIT", "50ms")
    monkeypatch.setattr(altering, "TRIES", 2)
    told: list[str] = []
    with altering.short_waits():
        with pytest.raises(OperationalError, match="lock timeout"):
            altering.until_free(change, told.append, pause=0)
        assert len(told) == 1

        def broken() -> None:
            raise OperationalError("the server has gone")

        with pytest.raises(OperationalError, match="gone"):
            altering.until_free(broken, told.append, pause=0)
        assert len(told) == 1


def test_what_grows_beside_the_writing_waits(db: None) -> None:
    with altering.short_waits(), connection.cursor() as cursor:
        found = []
        for statement in (SHOWN, f"{SHOWN} -- CONCURRENTLY", SHOWN):
            cursor.execute(statement)
            found.append(cursor.fetchone())
        assert found == [("2s",), ("0",), ("2s",)]
        with pytest.raises(ProgrammingError, match="syntax"), transaction.atomic():
            cursor.execute("CREATE INDEX CONCURRENTLY nonsense")
        cursor.execute(SHOWN)
        assert cursor.fetchone() == ("2s",)
