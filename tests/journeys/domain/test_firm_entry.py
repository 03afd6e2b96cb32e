"""Entry by company data: lets in what comes to be so, once, and nothing that was so before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeys.domain.firm_entry import holds, lets_in, problem
from journeys.domain.graph import FirmEntry

SIZES = st.one_of(st.just(""), st.integers(1, 1_000).map(str))
GROWN = FirmEntry("size", "at_least", 50)


@given(SIZES, SIZES, st.sampled_from(["at_least", "below", "is"]), st.integers(1, 1_000))
def test_a_change_lets_in_when_it_holds_now_and_did_not_before(before: str, after: str, op: str, value: int) -> None:
    entry = FirmEntry("size", op, value)  # type: ignore[arg-type]
    told = {"at_least": after and int(after) >= value, "below": after and int(after) < value, "is": after == str(value)}
    assert holds(entry, after) == bool(told[op])
    assert lets_in(entry, "size", before, after) == (bool(told[op]) and not holds(entry, before))
    assert not lets_in(entry, "industry", before, after)


@pytest.mark.parametrize(
    ("entry", "before", "after", "enters"),
    [
        (GROWN, "", "50", True), (GROWN, "49", "500", True), (GROWN, "50", "500", False), (GROWN, "500", "49", False),
        (FirmEntry("size", "at_least", "51-200"), "", "51", True),
        (FirmEntry("industry", "contains", "steel"), "Wood", "Steel works", True),
        (FirmEntry("industry", "contains", "steel"), "Steel", "Steel works", False),
        (FirmEntry("country", "is", "de"), "", "DE", True), (FirmEntry("plan"), "silver", "gold", True),
        (FirmEntry("plan"), "gold", "", False), (FirmEntry("plan"), "gold", "gold", False),
    ],
)  # fmt: skip
def test_what_enters(entry: FirmEntry, before: str, after: str, enters: bool) -> None:
    assert (problem(entry), lets_in(entry, entry.field, before, after)) == (None, enters)


@pytest.mark.parametrize(
    "entry",
    [
        FirmEntry("shoes"), FirmEntry("size", "is", "many"), FirmEntry("country", "is", "Germany"), FirmEntry("industry", "at_least", 5),
        FirmEntry("industry", "contains", " "), FirmEntry("plan", "is"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_says_so(entry: FirmEntry) -> None:
    found = problem(entry)
    assert found is not None
    assert found.told()
