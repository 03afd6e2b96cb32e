"""Ids sort in the order of happening, also within one millisecond, and tell their instant."""

import os
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from kernel import ids
from tracking.domain.event_ids import of

instants = st.lists(st.integers(0, 3_786_912_000_000).map(lambda ms: datetime.fromtimestamp(ms / 1000, UTC)), max_size=50)


def test_a_whole_batch_of_one_millisecond_keeps_its_order() -> None:
    made = of([datetime(2026, 11, 2, 12, tzinfo=UTC)] * 10_000, os.urandom(80_000))
    assert made == sorted(set(made))


@given(instants)
def test_order_and_instant(given_instants: list[datetime]) -> None:
    ordered = sorted(given_instants + given_instants)
    made = of(ordered, os.urandom(8 * len(ordered)))
    assert made == sorted(set(made))
    assert all(abs((ids.time_of(key) - instant).total_seconds()) < 0.002 for key, instant in zip(made, ordered, strict=True))
    assert {key.version for key in made} <= {7}
