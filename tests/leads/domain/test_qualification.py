"""What may be answered, and how long a window of decision is still open."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.qualification import CLOSING_DAYS, Answer, closes_in, is_closing, problem
from leads.enums import ANSWERS, Authority, BuyingPhase, Letter, Stage
from tests.conftest import NOON

DAYS = st.dates(date(2000, 1, 1), date(2090, 1, 1))


def test_every_letter_takes_each_of_its_answers() -> None:
    assert [problem(letter, Answer(value), NOON) for letter in Letter.values for value in ANSWERS[letter].values] == [None] * 22


@pytest.mark.parametrize(
    ("letter", "answer", "field"),
    [
        ("colour", Answer("none"), "letter"),
        ("budget", Answer("decider"), "value"),
        ("budget", Answer("none", confidence=4), "confidence"),
        ("budget", Answer("none", note="x" * 501), "note"),
        ("budget", Answer("none", source="a\x00"), "source"),
        ("budget", Answer("none", said_at=NOON + timedelta(seconds=1)), "said_at"),
        ("budget", Answer("none", window_end=date(2026, 12, 1)), "window_end"),
        ("time", Answer("soon", window_start=date(2026, 12, 2), window_end=date(2026, 12, 1)), "window_end"),
    ],
)
def test_what_is_wrong_is_named(letter: str, answer: Answer, field: str) -> None:
    wrong = problem(letter, answer, NOON)
    assert wrong is not None
    assert wrong[0] == field


@given(today=DAYS, left=st.integers(-500, 500))
def test_a_window_closes_on_its_last_day(today: date, left: int) -> None:
    end = today + timedelta(days=left)
    assert closes_in(end, today) == (left if left >= 0 else None)
    assert is_closing(end, today) == (0 <= left <= CLOSING_DAYS)


def test_a_window_without_an_end_does_not_close() -> None:
    assert (closes_in(None, date(2026, 1, 1)), is_closing(None, date(2026, 1, 1))) == (None, False)


def test_what_reads_alike_in_english_has_words_of_its_own_in_chinese() -> None:
    """A competitor that is in use and somebody who uses it, a stage of a lead and a phase of buying."""
    with override("zh-hans"):
        assert [str(one.label) for one in (Authority.USER, BuyingPhase.AWARENESS, Stage.AWARENESS)] == ["使用者", "认知", "意识"]
    with override("en"):
        assert [str(one.label) for one in (Authority.USER, BuyingPhase.AWARENESS)] == ["Uses it", "Awareness"]
