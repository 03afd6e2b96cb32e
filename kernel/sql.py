"""The only place that opens a database cursor for SQL of our own. Every statement is bound to the current workspace."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from django.db import connection
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from kernel import literals, tenancy
from kernel.literals import Json

Row = TypeVar("Row")
PART = 250


def _bound(params: Mapping[str, Any]) -> dict[str, Any]:
    """With the workspace; lists of keys as literals."""
    bound = {name: literals.keys(value) if type(value) is list and value else value for name, value in params.items()}
    bound["workspace_id"] = str(tenancy.current())
    return bound


@cache
def file(anchor: str, name: str) -> str:
    """The text of the .sql file `name` beside the module `anchor` (pass `__file__`)."""
    return (Path(anchor).parent / name).read_text(encoding="utf-8")


def rows(statement: str, row: type[Row], **params: Any) -> list[Row]:
    """Every row as `row`, a dataclass or msgspec struct whose field names are the columns of the statement; in the order of the fields,
    which is the quicker way, or in any other."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _bound(params))
        names = [column[0] for column in cursor.description or ()]
        if names == [*getattr(row, "__match_args__", ())]:
            return [row(*values) for values in cursor.fetchall()]
        return [row(**dict(zip(names, values, strict=True))) for values in cursor.fetchall()]


def tuples(statement: str, **params: Any) -> list[tuple[Any, ...]]:
    """Every row as a tuple; an empty list for a statement that returns none."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _bound(params))
        return cursor.fetchall() if cursor.description else []


def execute(statement: str, **params: Any) -> int:
    """Run, and say how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _bound(params))
        return int(cursor.rowcount)


def parts(rows: Sequence[Any]) -> Iterator[Json]:
    """`as_json` of rows that do not depend on each other, some at a time: what still lies in the processor's cache when the server
    reads it is read half again as fast."""
    return (as_json(rows[start : start + PART]) for start in range(0, len(rows), PART))


def put(statement: str, rows: Sequence[Any], **params: Any) -> int:
    """Run a statement over `%(rows)s::json` in parts; says how many rows it touched."""
    return sum(execute(statement, rows=part, **params) for part in parts(rows))


def as_json(value: Any) -> Json:
    """A parameter for json_to_recordset: many rows in one statement, one parameter."""
    return Json(value)


def is_broken() -> bool:
    """Whether an error of the database was passed over: nothing of this transaction will be kept, though its commit says nothing."""
    status = connection.connection.info.transaction_status if connection.connection else None
    return bool(connection.needs_rollback) or status == TRANSACTION_STATUS_INERROR


def try_lock(name: str) -> bool:
    """Take the workspace's lock `name` until the transaction ends, or say at once that another worker has it."""
    statement = "SELECT pg_try_advisory_xact_lock(hashtextextended(%(workspace_id)s || %(name)s, 0))"
    return bool(tuples(statement, name=name)[0][0])


def lock(name: str, shared: bool = False) -> None:
    """Wait for the workspace's lock `name` and hold it until the transaction ends; `shared`: beside others who hold it so."""
    kind = "_shared" if shared else ""
    tuples(f"SELECT pg_advisory_xact_lock{kind}(hashtextextended(%(workspace_id)s || %(name)s, 0))", name=name)
