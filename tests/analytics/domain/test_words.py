"""Every lead is counted once in every row; who is open or left is not judged (M12)."""

from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.weights import Evidence
from analytics.domain.words import Heard, Said, evidence, gather
from analytics.enums import Word

LINE = st.builds(
    Heard, st.sampled_from(["", "a", "b"]), st.sampled_from(Word.values), st.sampled_from(["", "bad_data", "budget_priority"]),
    st.integers(1, 50), st.floats(-100, 100),
)  # fmt: skip


@given(st.lists(LINE))
def test_numbers_add_up(lines: list[Heard]) -> None:
    said = gather(lines)
    for rule, row in said.items():
        mine = [line for line in lines if line.rule == rule]
        assert row.leads == sum(line.leads for line in mine)
        assert row.judged == sum(line.leads for line in mine if line.word not in (Word.OPEN, Word.LEFT))
        assert sum(row.reasons.values()) == row.judged - row.accepted
        assert (row.precision is None) == (row.judged == 0) == (row.interval is None)


def test_evidence_is_for_rules_with_points() -> None:
    said = gather([Heard("a", "accepted", "", 3, 30.0), Heard("a", "returned", "", 2, 20.0), Heard("a", "open", "", 9, 90.0)])
    assert said["a"].reasons == {"none": 2}
    assert evidence(said, {"a": 10, "b": 5, "off": 0}) == [Evidence("a", 10, 3, 2, 140.0), Evidence("b", 5, 0, 0, 0.0)]
    assert said[""] == Said("")
