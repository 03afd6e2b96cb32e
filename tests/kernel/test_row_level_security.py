"""Wall two alone: raw SQL as the application's role sees its own rows, nothing without a name, and cannot write or move a row away."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from config.way import THE_WAY
from kernel.checks import GLOBAL
from tests.cast import Cast

TABLES = sorted(
    model._meta.db_table for model in apps.get_models() if model.__module__.split(".")[0] in THE_WAY and model._meta.label not in GLOBAL
)


def run(statement: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall() if cursor.description else [(cursor.rowcount,)]


def name(workspace: object) -> None:
    run("SELECT set_config('app.workspace_id', %s, true)", str(workspace))


@pytest.fixture
def unnamed(cast: Cast) -> Iterator[Cast]:
    name("")
    yield cast
    name("")


@pytest.mark.parametrize("table", TABLES)
def test_without_a_name_there_are_no_rows(unnamed: Cast, table: str) -> None:
    assert run(f'SELECT count(*) FROM "{table}"') == [(0,)]


@pytest.mark.parametrize("table", TABLES)
def test_only_own_rows_are_seen(unnamed: Cast, table: str) -> None:
    name(unnamed.acme.id)
    assert run(f'SELECT count(*) FROM "{table}" WHERE workspace_id <> %s', str(unnamed.acme.id)) == [(0,)]
    assert run(f'DELETE FROM "{table}" WHERE workspace_id = %s', str(unnamed.globex.id)) == [(0,)]


def test_the_cast_has_rows_that_could_leak(unnamed: Cast) -> None:
    name(unnamed.globex.id)
    assert run("SELECT count(*) FROM tenants_membership") == [(1,)]
    name(unnamed.acme.id)
    assert run("SELECT count(*) FROM tenants_membership") == [(6,)]


def test_a_row_cannot_be_written_into_or_moved_to_another_workspace(unnamed: Cast) -> None:
    name(unnamed.acme.id)
    insert = (
        "INSERT INTO tenants_membership (workspace_id, id, user_id, role, joined_at) VALUES (%s, gen_random_uuid(), %s, 'owner', now())"
    )
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        run(insert, str(unnamed.globex.id), unnamed.olga.pk)
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        run("UPDATE tenants_membership SET workspace_id = %s", str(unnamed.globex.id))


@pytest.mark.parametrize("text", ["bogus", "00000000-0000-0000-0000-000000000000"])
def test_a_bogus_name_opens_nothing(unnamed: Cast, text: str) -> None:
    name(text)
    try:
        with transaction.atomic():
            assert run("SELECT count(*) FROM tenants_membership") == [(0,)]
    except DatabaseError:
        assert text == "bogus"
    name("")


def test_the_name_is_gone_after_the_transaction(transactional_db: None) -> None:
    with transaction.atomic():
        name("00000000-0000-0000-0000-000000000001")
    assert run("SELECT coalesce(current_setting('app.workspace_id', true), '')") == [("",)]
