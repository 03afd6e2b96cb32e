"""The cast as the real actions made it, kept beside the tables and put back within milliseconds, under new keys of the workspaces.

Most tests begin with the same two workspaces, and opening them with every station's defaults takes the longest part of a short test.
The keys are new each time, because caches and limits that outlive a test go by the workspace. Only a superuser may pass both walls.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import connection

from launch.servers import memory
from tenants.models import User, Workspace
from tests.cast import Cast, assemble
from tests.servers import STATE, named, run_sql

FILLED = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum), array_agg(t.typname::text ORDER BY a.attnum)
FROM pg_class c
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
JOIN pg_type t ON t.oid = a.atttypid
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL(ARRAY[%s])
GROUP BY c.relname
"""
PUT_BACK = """
CREATE FUNCTION {place}.put_back(acme uuid, globex uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET session_replication_role = 'replica' SET row_security = 'off' AS $$ BEGIN {statements} END $$
"""
# Whatever may hold a key, as itself or within a text. Other types are copied as they are.
TEXTS = ("text", "varchar", "json", "jsonb")


@dataclass(frozen=True)
class Photograph:
    """Where the rows are, and whom they are about."""

    place: str
    cast: Cast

    def put_back(self) -> Cast:
        """The cast again, in an empty database, as if it had just been assembled."""
        acme, globex = uuid4(), uuid4()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.place}.put_back(%s, %s)", [acme, globex])
        people = {user.pk: user for user in User.objects.all()}
        workspaces = Workspace.objects.in_bulk([acme, globex])
        names = ("olga", "adam", "mara", "sam", "sofia", "vera", "otto")
        return Cast(workspaces[acme], workspaces[globex], **{name: people[getattr(self.cast, name).pk] for name in names})


def take(place: str, kept: Sequence[str]) -> Photograph:
    """Assemble the cast and photograph it into the schema `place`; what it wrote stays and is the caller's to remove."""
    cast = assemble()
    server = superuser()
    run_sql(server, f"DROP SCHEMA IF EXISTS {place} CASCADE", f"CREATE SCHEMA {place}", f"GRANT USAGE ON SCHEMA {place} TO PUBLIC")
    tables = run_sql(server, FILLED % ", ".join(f"'{name}'" for name in kept))
    filled = [table for table in tables if run_sql(server, f'SELECT 1 FROM "{table[0]}" LIMIT 1')]
    run_sql(server, *[f'CREATE TABLE {place}."{name}" AS TABLE "{name}"' for name, _, _ in filled], "SELECT 1")
    statements = " ".join(_insert(place, cast, str(name), columns, types) for name, columns, types in filled)  # type: ignore[arg-type]
    run_sql(server, PUT_BACK.format(place=place, statements=statements))
    return Photograph(place, cast)


def _insert(place: str, cast: Cast, table: str, columns: Sequence[str], types: Sequence[str]) -> str:
    names = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(_value(cast, f'"{column}"', kind) for column, kind in zip(columns, types, strict=True))
    return f'INSERT INTO "{table}" ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {place}."{table}";'


def _value(cast: Cast, column: str, kind: str) -> str:
    before = {"acme": cast.acme.id, "globex": cast.globex.id}
    if kind == "uuid":
        return f"CASE {column} " + " ".join(f"WHEN '{key}' THEN {name}" for name, key in before.items()) + f" ELSE {column} END"
    if kind in TEXTS:
        return f"replace(replace({column}::text, '{before['acme']}', acme::text), '{before['globex']}', globex::text)::{kind}"
    return column


def superuser() -> str:
    """Whom both walls let through: the address of this database for the one who made the server."""
    known = memory.recall(STATE)
    server = f"postgres://postgres:{known['postgres_password']}@127.0.0.1:{known['postgres_port']}/postgres"
    return named(server, os.environ["DATABASE_URL"].rpartition("/")[2])
