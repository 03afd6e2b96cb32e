"""What may be asked, who teaches and who judges, and when a model may act."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.prediction import Ending, Terms, Wanted, at_gate, check, metric_of, part_of, too_few
from scoring.domain.tag_settings import BadSettings
from scoring.enums import Part
from tests.conftest import NOON

DAY = timedelta(days=1)
GOOD = Wanted("Customer", "Likely customer", NOON - DAY)
TERMS = Terms("customer", 10 * DAY, frozenset({"yes"}), False, NOON)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", {"name": " "}), ("name", {"name": "x" * 41}), ("tag", {"tag": "a\nb"}), ("outcome", {"outcome": "rich"}),
        ("gate", {"gate": "luck"}), ("within_days", {"within_days": 0}), ("split_at", {"split_at": NOON}),
        ("features", {"features": ()}), ("features", {"features": ("color",)}), ("features", {"features": ("title", "title")}),
        ("features", {"features": ("attribute:",)}), ("gate_level", {"gate_level": 0.4}), ("gate_level", {"gate_level": float("nan")}),
        ("threshold", {"threshold": 0.0}), ("threshold", {"threshold": 1.0}), ("column", {"outcome": "column"}),
        ("yes_values", {"outcome": "column", "column": "won", "yes_values": (" ",)}),
        ("features", {"outcome": "column", "column": "won", "features": ("attribute:won",)}),
    ],
)  # fmt: skip
def test_what_cannot_be_names_its_field(field: str, change: dict[str, Any]) -> None:
    check(GOOD, NOON)
    with pytest.raises(BadSettings) as refused:
        check(replace(GOOD, **change), NOON)
    assert refused.value.field == field


def test_who_teaches_who_judges_and_who_is_still_open() -> None:
    now = NOON + 30 * DAY
    reached = [
        part_of(TERMS, NOON - 5 * DAY, Ending(NOON - DAY), now),
        part_of(TERMS, NOON - 5 * DAY, Ending(NOON + 6 * DAY), now),
        part_of(TERMS, NOON, Ending(NOON + DAY), now),
        part_of(TERMS, NOON, Ending(), now),
        part_of(TERMS, NOON + 25 * DAY, Ending(NOON + 26 * DAY), now),
        part_of(TERMS, NOON, Ending(NOON), now),
    ]
    learn, judge = Part.LEARN, Part.JUDGE
    assert reached == [(learn, True), (learn, False), (judge, True), (judge, False), (Part.OPEN, None), None]


def test_a_column_tells_the_end() -> None:
    terms = replace(TERMS, outcome="column")
    assert [part_of(terms, NOON, Ending(said=said), NOON) for said in ("yes", "no", "")] == [
        (Part.JUDGE, True), (Part.JUDGE, False), (Part.OPEN, None),
    ]  # fmt: skip
    assert part_of(terms, NOON - DAY, Ending(said=""), NOON) is None
    assert part_of(replace(terms, empty_is_no=True), NOON - DAY, Ending(said=""), NOON) == (Part.LEARN, False)
    assert part_of(replace(terms, yes_values=frozenset("*")), NOON, Ending(said="2018-02-26"), NOON) == (Part.JUDGE, True)


@given(st.integers(-40, 40), st.one_of(st.none(), st.integers(-60, 60)), st.integers(0, 60))
def test_nobody_whose_time_is_not_over_teaches_or_judges(at: int, reached: int | None, now: int) -> None:
    instant, today = NOON + at * DAY, NOON + now * DAY
    found = part_of(TERMS, instant, Ending(None if reached is None else NOON + reached * DAY), today)
    if found and found[1] is not None:
        assert instant + TERMS.within <= today
        assert (found[0] == Part.LEARN) == (instant < TERMS.split_at)
        assert found[1] == (reached is not None and at < reached <= at + 10)


def test_too_few_and_the_gate() -> None:
    assert too_few(Part.LEARN, 30, 30) is None
    assert too_few(Part.JUDGE, 19, 100) == {"code": "few_judge", "with_outcome": 19, "without": 100, "least": 20}
    assert at_gate("auc", 0.7, {"auc": 0.7}) is None
    assert at_gate("auc", 0.7, {"auc": 0.64}) == {"code": "gate", "gate": "auc", "figure": 0.64, "level": 0.7}


def test_the_words_a_tag_carries() -> None:
    card = {"auc": 0.634, "leads": 3120, "judged_from": "2018-03-01T00:00:00+00:00", "judged_until": "2018-05-31T00:00:00+00:00"}
    assert metric_of(card) == "AUC 0.63 on 3,120 later leads (2018-03-01 – 2018-05-31)"
