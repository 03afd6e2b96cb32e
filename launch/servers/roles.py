"""The two roles: the owner migrates; the application reads and writes under row-level security and owns nothing."""

from pathlib import Path

import psycopg2
from psycopg2 import sql

from launch.servers import memory

OWNER = "leadway_owner"
APPLICATION = "leadway_app"
DATABASE = "leadway"
EXTENSIONS = ("pg_trgm", "btree_gin")
LIMITS = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION"


def prepare(state: Path, port: int) -> None:
    """Create roles, database and extensions once; a second call after an interruption completes the first."""
    if memory.recall(state).get("prepared"):
        return
    superuser = f"host=127.0.0.1 port={port} user=postgres password={memory.secret(state, 'postgres_password')}"
    _run(superuser, "postgres", [_role(state, OWNER, "CREATEDB"), _role(state, APPLICATION, "NOCREATEDB")])
    # The owner drops databases of tests, and may end the application's sessions in them.
    _run(superuser, "postgres", [sql.SQL("GRANT {} TO {}").format(sql.Identifier(APPLICATION), sql.Identifier(OWNER))])
    # In the template too: databases that tests create have the extensions from their birth.
    extensions = [sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)) for name in EXTENSIONS]
    _run(superuser, "template1", extensions)
    if not _run(superuser, "postgres", [sql.SQL("SELECT 1 FROM pg_database WHERE datname = {}").format(sql.Literal(DATABASE))]):
        create = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
        _run(superuser, "postgres", [create])
    _run(superuser, DATABASE, extensions)
    memory.remember(state, prepared=True)


def _role(state: Path, name: str, databases: str) -> sql.Composed:
    password = sql.Literal(memory.secret(state, f"{name}_password"))
    values = {"name": sql.Identifier(name), "text": sql.Literal(name), "password": password, "rights": sql.SQL(f"{LIMITS} {databases}")}
    return sql.SQL(
        "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = {text}) THEN CREATE ROLE {name}; END IF; END $$;"
        "ALTER ROLE {name} {rights} PASSWORD {password}"
    ).format(**values)


def _run(server: str, database: str, statements: list[sql.Composed]) -> bool:
    """Run the statements; whether the last one returned a row."""
    connection = psycopg2.connect(f"{server} dbname={database}")
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return cursor.description is not None and cursor.fetchone() is not None
    finally:
        connection.close()
