"""What fades otherwise is worth the same in memory and in the database, at any instant, its ends included."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import sql, tenancy
from leads.domain import fading
from leads.domain.snapshot import REFERENCE, days, score_at
from tests.cast import Cast

MICROSECOND = timedelta(microseconds=1)
ENDS = st.integers(0, 900 * 24 * 3600).map(lambda second: days(REFERENCE + timedelta(seconds=second)))
# No rule gives less: points have four decimals, and weights that make them smaller have few.
AMOUNTS = st.floats(-100, 100).filter(lambda points: abs(points) > 1e-12)
PART = st.one_of(
    st.tuples(st.just("exponential"), st.floats(0.001, 4), st.sampled_from([-1.0, 1.0]), st.floats(-20, 400)),
    st.tuples(st.sampled_from(["linear", "step"]), ENDS, AMOUNTS, st.just(0.0)),
    st.tuples(st.just("none"), st.just(0.0), AMOUNTS, st.just(0.0)),
).map(list)
STATEMENT = f"""SELECT {fading.sql("x.parts", "x.day")}
FROM json_to_recordset(%(rows)s::json) AS x(parts jsonb, day float8)"""


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(PART, min_size=1, max_size=5), later=st.lists(st.integers(100 * 24, 900 * 24), min_size=1, max_size=5))
def test_memory_and_the_database_agree(cast: Cast, parts: list[Any], later: list[int]) -> None:
    instants = [REFERENCE + timedelta(hours=hours) for hours in later]
    instants += [REFERENCE + timedelta(days=part[1]) + tick for part in parts for tick in (-MICROSECOND, timedelta(), MICROSECOND)]
    rows = [{"parts": parts, "day": days(at)} for at in instants]
    with tenancy.scope(cast.acme.id):
        told = [row[0] for row in sql.tuples(STATEMENT, rows=sql.as_json(rows))]
    kept = msgspec.json.encode(parts).decode()
    assert told == pytest.approx([fading.worth(kept, days(at)) for at in instants], rel=1e-9, abs=1e-9)
    assert [fading.worth(parts, days(at)) for at in instants] == [fading.worth(kept, days(at)) for at in instants]


def test_a_row_without_parts_is_read_as_ever() -> None:
    assert score_at(5.0, 0, None, 0.05, None, REFERENCE) == score_at(5.0, 0, None, 0.05, "[]", REFERENCE) == 5.0
    assert score_at(5.0, 1, 0.0, 0.05, [["none", 0.0, 2.0, 0.0]], REFERENCE) == 8.0
    assert score_at(5.0, 0, None, 0.05, [["none", 0.0, -9.0, 0.0]], REFERENCE) == 0.0
