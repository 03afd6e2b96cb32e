"""Which leads pass the gate before sales."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales.domain.gate import LEVELS, lacks, passes, problem

RANKS, LEVEL = st.integers(0, 4), st.sampled_from(sorted(LEVELS.values()))


@pytest.mark.parametrize(
    ("rank", "level", "expected"),
    [
        (0, "off", ""), (0, "weak", "contact"), (1, "weak", "other_contact"), (2, "weak", ""),
        (2, "good", "better_contact"), (3, "good", ""),
        (3, "proven", "proof"), (4, "proven", ""),
    ],
)  # fmt: skip
def test_what_a_lead_lacks(rank: int, level: str, expected: str) -> None:
    assert lacks(rank, LEVELS[level]) == expected


@given(RANKS, LEVEL)
def test_who_passes_lacks_nothing_and_nobody_else(rank: int, level: int) -> None:
    assert passes(rank, level) == (lacks(rank, level) == "")


@given(RANKS, RANKS, LEVEL, LEVEL)
def test_better_reached_or_a_lower_gate_never_holds_back_who_passed(rank: int, more: int, level: int, lower: int) -> None:
    if passes(rank, level):
        assert passes(max(rank, more), min(level, lower))


def test_an_unknown_level_is_named_with_its_mend() -> None:
    assert problem("good") == ""
    assert problem("best") == "“best” is no level: use one of off, weak, good, proven."
