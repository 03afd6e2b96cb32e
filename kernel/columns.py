"""Many rows as one JSON list for each column: the server reads no name twice and looks none up, which a row as an object asks for."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kernel import sql
from kernel.literals import Json

PART = 1_000


class Columns:
    """The columns of a statement over many rows, declared as in SQL: `Columns("id uuid, at timestamptz, name text")`.

    `names` stand in the statement's list, `source` in its FROM, where the rows are called x. Lists of a jsonb column hold no null.
    `part`: so many rows at a time.
    """

    def __init__(self, declared: str, part: int = PART) -> None:
        kinds = dict(column.split() for column in declared.split(","))
        self.all, self.part = tuple(kinds), part
        self.names = ", ".join(kinds)
        values = ", ".join(f"x.{name}::{kind}" for name, kind in kinds.items())
        lists = ", ".join(f"json_array_elements{'' if kind == 'jsonb' else '_text'}(%({name})s)" for name, kind in kinds.items())
        # OFFSET 0: the casts are done before the rows are joined. Among the conditions of a join they would keep the index from being used
        # under row-level security, and every row of the workspace would be read.
        self.source = f"(SELECT {values} FROM ROWS FROM ({lists}) AS x({self.names}) OFFSET 0) AS x"

    def parts(self, columns: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Json]]:
        """The parameters of the statement, some rows at a time; every column has a list, all of one length."""
        count = len(columns[self.all[0]])
        if any(len(columns[name]) != count for name in self.all):
            raise ValueError("The columns are not of one length.")
        for start in range(0, count, self.part):
            yield {name: Json(columns[name][start : start + self.part]) for name in self.all}


def put(statement: str, shape: Columns, columns: Mapping[str, Sequence[Any]]) -> int:
    """Run a statement over the columns in parts; says how many rows it touched."""
    return sum(sql.execute(statement, **part) for part in shape.parts(columns))


def of(rows: Sequence[Any], shape: Columns) -> dict[str, list[Any]]:
    """The columns of rows that have an attribute for each."""
    return {name: [getattr(row, name) for row in rows] for name in shape.all}


def of_mappings(rows: Sequence[Mapping[str, Any]], shape: Columns) -> dict[str, list[Any]]:
    """The columns of rows that have a key for each."""
    return {name: [row[name] for row in rows] for name in shape.all}
