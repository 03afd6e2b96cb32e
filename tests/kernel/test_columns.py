"""Rows that travel as one list for each column."""

import json
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import columns, ids, sql, tenancy
from kernel.columns import Columns
from tests.cast import Cast

SHAPE = Columns("id uuid, at timestamptz, name text, points float8, flag boolean, told jsonb")
ECHO = f"SELECT x.* FROM {SHAPE.source}"
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


class Row(NamedTuple):
    """One row of the shape."""

    id: UUID | None
    at: datetime
    name: str | None
    points: float | None
    flag: bool
    told: dict[str, Any]


ROW = st.builds(
    Row, st.none() | st.uuids(), st.integers(0, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC)), st.none() | TEXT,
    st.none() | st.floats(allow_nan=False, allow_infinity=False), st.booleans(), st.dictionaries(TEXT, TEXT | st.integers(-9, 9)),
)  # fmt: skip


def _echoed(rows: list[Row]) -> list[tuple[Any, ...]]:
    parts = SHAPE.parts(columns.of(rows, SHAPE))
    return [(*row[:-1], json.loads(row[-1])) for part in parts for row in sql.tuples(ECHO, **part)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=4))
def test_every_value_arrives_as_it_was(cast: Cast, rows: list[Row]) -> None:
    with tenancy.scope(cast.acme.id):
        assert _echoed(rows) == [tuple(row) for row in rows]


@pytest.mark.parametrize("count", [0, 1, columns.PART, columns.PART + 1])
def test_parts_are_all_of_them_once_and_in_order(acme: Cast, count: int) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [Row(key, at, "", 0.5, True, {}) for key in ids.many(count)]
    assert _echoed(rows) == [tuple(row) for row in rows]


def test_keys_of_a_mapping_stand_for_attributes() -> None:
    shape = Columns("id uuid, name text")
    assert columns.of_mappings([{"id": 1, "name": "a", "more": 2}], shape) == {"id": [1], "name": ["a"]}


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        list(Columns("id uuid, name text").parts({"id": [], "name": ["a"]}))
