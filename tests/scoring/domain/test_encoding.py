"""Features become the same numbers everywhere; rare and missing levels have their place."""

import math
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.domain.encoding import BUCKETS, FARTHEST, MOST_LEVELS, Encoding, bucket, learn, squeezed

VALUES = st.one_of(st.text(max_size=6), st.floats(allow_nan=False, allow_infinity=False, width=32))
FACTS = st.dictionaries(st.sampled_from(("source", "title", "company_size", "attribute:x")), VALUES)
NAMES = ("source", "title", "company_size", "attribute:x")


def kinds(code: Encoding, feature: str) -> list[tuple[str, str]]:
    return [(column.kind, column.level) for column in code.columns if column.feature == feature]


def test_a_level_needs_ten_leads_to_stand_alone() -> None:
    rows: list[Any] = [{"source": "fair"}] * 12 + [{"source": "rare"}] * 3 + [{}] * 5
    code = learn(rows, ("source",))
    assert kinds(code, "source") == [("level", "fair"), ("rare", ""), ("missing", "")]
    assert [code.vector({"source": level}) for level in ("fair", "rare", "never seen")] == [{0: 1.0}, {1: 1.0}, {1: 1.0}]
    assert code.vector({}) == {2: 1.0}


def test_many_levels_share_columns_by_their_hash_and_no_value_of_theirs_is_kept() -> None:
    rows: list[Any] = [{"landing": f"/{n % 100}"} for n in range(900)] + [{"landing": "/home"}] * 100
    code = learn(rows, ("landing",))
    assert kinds(code, "landing")[:2] == [("level", "/home"), ("rare", "")]
    assert len(code.columns) == 1 + 1 + BUCKETS + 1
    places = {tuple(code.vector({"landing": f"/{n}"})) for n in range(100)}
    assert len(places) > BUCKETS / 2
    assert [bucket("landing", "/7"), bucket("landing", "/8")] == [bucket("landing", "/7"), bucket("landing", "/8")]


def test_the_most_frequent_levels_stand_alone() -> None:
    rows: list[Any] = [{"x": f"l{n % 60:02}"} for n in range(60 * 20)]
    assert len([kind for kind, _ in kinds(learn(rows, ("x",)), "x") if kind == "level"]) == MOST_LEVELS


def test_a_text_that_is_a_number_is_taken_as_one() -> None:
    rows: list[Any] = [{"attribute:x": str(n)} for n in range(100)] + [{}]
    code = learn(rows, ("attribute:x",))
    assert kinds(code, "attribute:x") == [("number", ""), ("missing", "")]
    assert code.vector({"attribute:x": "1e14"}) == {0: FARTHEST}
    assert code.vector({"attribute:x": "none"}) == {1: 1.0}
    assert squeezed(-math.e + 1) == -1.0


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(FACTS, min_size=1, max_size=8), st.integers(1, 12), FACTS)
def test_any_lead_can_be_encoded_and_a_level_alone_has_its_leads(some: list[Any], times: int, other: Any) -> None:
    rows = some * times
    code = learn(rows, NAMES)
    for facts in (*rows, other):
        vector = code.vector(facts)
        assert all(0 <= place < len(code.columns) and math.isfinite(value) and abs(value) <= FARTHEST for place, value in vector.items())
    assert Encoding(code.columns).vector(other) == code.vector(other)
    for place, column in enumerate(code.columns):
        if column.kind == "level":
            assert sum(place in code.vector(row) for row in rows) >= 10
