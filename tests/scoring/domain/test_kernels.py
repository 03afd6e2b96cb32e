"""What one entry is worth by its kernel; what is wrong with a decay has its field and its mend."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain import kernels, rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.kernels import RuleDecay
from tests.scoring.decays import ANY, of

RATE = DEFAULT.decay.rate
START = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)


def shares(decay: RuleDecay | None, *days: float) -> list[float]:
    kernel = kernels.at_entry(decay, START, RATE)
    return [round(kernels.left(kernel, RATE, START, START + timedelta(days=each)), 6) for each in days]


def test_each_kind_by_its_days() -> None:
    assert shares(None, 0, 7, 14) == [1, 0.7, 0.49]
    assert shares(RuleDecay("exponential", 30, 0.5), 0, 30, 60) == [1, 0.5, 0.25]
    assert shares(RuleDecay("linear", 30), 0, 15, 29, 30, 31) == [1, 0.5, round(1 / 30, 6), 0, 0]
    assert shares(RuleDecay("step", 14), 0, 13.999, 14, 15) == [1, 1, 0, 0]
    assert shares(RuleDecay("none"), 0, 1000) == [1, 1]


def test_a_step_is_full_to_its_last_microsecond() -> None:
    kernel, end = kernels.at_entry(RuleDecay("step", 14), START, RATE), START + 14 * DAY
    assert [kernels.left(kernel, RATE, START, at) for at in (end - TICK, end)] == [1, 0]


def test_what_fades_as_the_score_does_has_no_kernel() -> None:
    assert kernels.at_entry(RuleDecay("exponential", 7, 0.7), START, RATE) == ""
    assert kernels.at_entry(RuleDecay("none"), START, RATE) == "none"


@given(ANY, st.floats(0, 80), st.floats(0, 80))
def test_a_share_is_between_nothing_and_all_and_never_rises(decay: dict[str, Any] | None, one: float, other: float) -> None:
    kernel = kernels.at_entry(of(decay), START, RATE)
    young, old = (kernels.left(kernel, RATE, START, START + timedelta(days=age)) for age in sorted((one, other)))
    assert 1 >= young >= old >= 0
    assert kernels.text(kernels.key_of(kernel)) == kernel or not kernel
    assert len(kernel) <= 40


@pytest.mark.parametrize(
    ("decay", "field", "words"),
    [
        ({"kind": "weekly"}, "events[0].decay.kind", "use exponential, linear, step, none."),
        ({"kind": "linear"}, "events[0].decay.days", "Say in how many days"),
        ({"kind": "step", "days": 0.5}, "events[0].decay.days", "from 1 to 3650"),
        ({"kind": "none", "days": 3}, "events[0].decay.days", "leave them out"),
        ({"kind": "exponential", "days": 3}, "events[0].decay.share", "0.01 to 0.99"),
        ({"kind": "exponential", "days": 3, "share": 1}, "events[0].decay.share", "0.01 to 0.99"),
        ({"kind": "linear", "days": 3, "share": 0.5}, "events[0].decay.share", "leave it out"),
        ({"kind": "linear", "dais": 3}, "events[0].decay", "unknown field"),
        ({"kind": "linear", "days": "x"}, "events[0].decay.days", "Expected `float | null`"),
    ],
)
def test_what_is_wrong_has_its_field_and_its_mend(decay: dict[str, Any], field: str, words: str) -> None:
    data = rulebook.plain(DEFAULT)
    data["events"][0]["decay"] = decay
    with pytest.raises(rulebook.BadRules) as error:
        rulebook.parse(data)
    (problem,) = error.value.problems
    assert (problem.field, words in problem.detail) == (field, True)


def test_a_rule_that_takes_points_has_no_decay_of_its_own() -> None:
    data = rulebook.plain(DEFAULT)
    data["pages"][-1]["decay"] = {"kind": "none"}
    with pytest.raises(rulebook.BadRules) as error:
        rulebook.parse(data)
    assert [problem.field for problem in error.value.problems] == ["pages[7].decay"]


def test_rules_without_a_decay_are_the_rules_they_were() -> None:
    plain = rulebook.plain(DEFAULT)
    old = {**plain, "events": [{k: v for k, v in event.items() if k != "decay"} for event in plain["events"]]}
    assert rulebook.digest(old) == rulebook.digest(plain)
