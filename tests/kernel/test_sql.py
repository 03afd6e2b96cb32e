"""How values travel to the database."""

from uuid import UUID

import pytest

from kernel import ids, sql
from tests.cast import Cast

ECHO = "SELECT x.n FROM json_to_recordset(%(rows)s::json) AS x(n int)"
ECHO_LINES = "SELECT x.n, x.text FROM string_to_table(%(rows)s, E'\\n') AS line, json_to_record(line::json) AS x(n int, text text)"


@pytest.mark.parametrize("count", [1, 2, 500])
def test_a_list_of_keys_is_the_array_that_it_says(acme: Cast, count: int) -> None:
    keys = [ids.new() for _ in range(count)]
    assert sql.tuples("SELECT unnest(%(keys)s::uuid[])", keys=keys) == [(key,) for key in keys]


def test_lists_of_numbers_texts_and_nothing_too(acme: Cast) -> None:
    assert sql.tuples("SELECT unnest(%(n)s::bigint[])", n=[3, -1, 2**60]) == [(3,), (-1,), (2**60,)]
    assert sql.tuples("SELECT unnest(%(t)s::text[])", t=["a,b", "{}", '"', "NULL"]) == [("a,b",), ("{}",), ('"',), ("NULL",)]
    assert sql.tuples("SELECT unnest(%(none)s::uuid[])", none=list[UUID]()) == []


@pytest.mark.parametrize("count", [0, 1, sql.PART, 2 * sql.PART + 1])
def test_rows_in_parts_are_all_of_them_once(acme: Cast, count: int) -> None:
    rows = [{"n": number} for number in range(count)]
    assert [n for part in sql.parts(rows) for (n,) in sql.tuples(ECHO, rows=part)] == list(range(count))


@pytest.mark.parametrize("count", [0, 1, sql.PART, 2 * sql.PART + 1])
def test_rows_as_lines_are_all_of_them_once_whatever_they_hold(acme: Cast, count: int) -> None:
    rows = [{"n": number, "text": f"line\nand\r\n\x1e\u2028\\n %s {number} 汉字 😀"} for number in range(count)]
    assert [row for part in sql.lines(rows) for row in sql.tuples(ECHO_LINES, rows=part)] == [(r["n"], r["text"]) for r in rows]
