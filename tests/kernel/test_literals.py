"""JSON as a literal of a statement: nothing that it holds ends it."""

import json
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kernel import sql, tenancy
from tests.cast import Cast

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(TEXT | st.integers() | st.none() | st.booleans(), lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
@example("'; DROP TABLE tracking_inbox; --")
@example("\\'")
@example(["%s", "%(rows)s", "\\", "''", "\0", "汉字", "\u2028"])
def test_what_goes_in_comes_out(cast: Cast, value: Any) -> None:
    with tenancy.scope(cast.acme.id):
        ((told,),) = sql.tuples("SELECT (%(value)s::json)::text", value=sql.as_json(value))
    assert json.loads(told) == value
