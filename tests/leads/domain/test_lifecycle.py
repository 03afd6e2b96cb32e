"""The table of legal moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain import lifecycle
from leads.domain.lifecycle import BACK_REASONS, DEFINITIONS, LEGAL, ORDER, POSITION
from leads.enums import Phase, Stage

STAGES = st.sampled_from(ORDER)


def test_nine_stages_in_three_phases() -> None:
    phases = [d.phase for d in DEFINITIONS]
    assert [d.key for d in DEFINITIONS] == list(ORDER) == Stage.values
    assert phases == [Phase.ATTRACT] * 3 + [Phase.ENGAGE] * 3 + [Phase.CLOSE] * 3
    assert all(d.name_zh and d.text for d in DEFINITIONS)


@given(STAGES, STAGES)
def test_forward_is_always_open_and_never_to_itself(one: str, other: str) -> None:
    assert (other in LEGAL[one]) or POSITION[other] <= POSITION[one]
    assert one not in LEGAL[one]


@given(STAGES, STAGES, st.sampled_from(["manual", "score", "sales_return", "won", "nonsense"]), st.sampled_from(["", " ", "why"]))
def test_a_move_is_refused_with_words_or_legal(one: str, other: str, reason: str, note: str) -> None:
    problem = lifecycle.problem(one, other, reason, note)
    back = POSITION[other] < POSITION[one]
    fine = (
        other in LEGAL[one]
        and reason != "nonsense"
        and (not back or (reason in BACK_REASONS and (reason != "manual" or note.strip() != "")))
    )
    assert (problem == "") == fine


@given(STAGES, STAGES)
def test_passed_stages_lie_between(one: str, other: str) -> None:
    way = [one, *lifecycle.passed(one, other), other]
    assert POSITION[other] <= POSITION[one] or [POSITION[s] for s in way] == list(range(POSITION[one], POSITION[other] + 1))


@pytest.mark.parametrize(("stage", "number", "label"), [("mql", 2, "MQL-02"), ("sql", 1, "SQL-01"), ("engaged", 11, "Engaged-11")])
def test_labels(stage: str, number: int, label: str) -> None:
    assert lifecycle.label(stage, number) == label
