"""Two wordings: half and half, always the same for one reader, and nothing is said before it can be."""

import math

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.domain import trial
from capture.domain.content import Content
from capture.domain.trial import Arm, better, confidence, worded, wording_of

COUNTS = st.tuples(st.integers(0, 10_000), st.integers(0, 10_000))


def test_half_of_the_readers_see_each_and_every_form_divides_them_anew() -> None:
    seen = [wording_of("form", f"reader-{number}") for number in range(4_000)]
    assert abs(seen.count("b") / 4_000 - 0.5) < 4 * math.sqrt(0.25 / 4_000)
    same = sum(one == wording_of("other", f"reader-{number}") for number, one in enumerate(seen))
    assert abs(same / 4_000 - 0.5) < 4 * math.sqrt(0.25 / 4_000)


@given(st.text(), st.text())
def test_a_reader_always_sees_the_same(code: str, reader: str) -> None:
    assert wording_of(code, reader) == wording_of(code, reader) in ("a", "b")


def test_where_the_second_wording_says_nothing_the_first_stands() -> None:
    content = Content(title={"en": "One", "zh-hans": "一"}, button={"en": "Send"}, rival_title={"en": "Two"})
    second = worded(content, "b")
    assert (trial.is_tested(content), trial.is_tested(Content())) == (True, False)
    assert (second.title, second.button, worded(content, "a"), worded(content, "")) == (
        {"en": "Two", "zh-hans": "一"}, {"en": "Send"}, content, content,
    )  # fmt: skip


def test_a_difference_is_one_for_who_sees_it() -> None:
    def seen(language: str, *, titled: bool, **rival: dict[str, str]) -> bool:
        content = Content(title={"en": "One", "zh-hans": "一"}, button={"en": "Send", "zh-hans": "发送"})
        return trial.differs(msgspec.structs.replace(content, **rival), language, titled=titled)

    title, button, same = {"en": "Two"}, {"en": "Go"}, {"en": "Send"}
    assert [seen(language, titled=titled, rival_title=title) for language in ("en", "zh-hans") for titled in (True, False)] == [
        True, False, False, False,
    ]  # fmt: skip
    assert [seen(language, titled=titled, rival_button=button) for language in ("en", "zh-hans") for titled in (True, False)] == [
        True, True, False, False,
    ]  # fmt: skip
    assert (seen("en", titled=True), seen("en", titled=True, rival_button=same)) == (False, False)


def test_the_intervals_and_the_test_as_published() -> None:
    """Newcombe 1998 (81 of 263: 0.2553–0.3662; 0 of 20: 0–0.1611); z of 120/1000 against 150/1000 is 1.963, 4.97 % on both sides."""
    low, high = Arm("a", 263, 81).interval or (0, 0)
    none, some = Arm("a", 20, 0).interval or (1, 1)
    assert (low, high, none, some) == pytest.approx((0.2553, 0.3662, 0, 0.1611), abs=1e-4)
    assert confidence(Arm("a", 1_000, 120), Arm("b", 1_000, 150)) == pytest.approx(0.9503, abs=1e-3)


@given(COUNTS, COUNTS)
def test_confidence_lies_between_none_and_all_and_takes_no_side(one: tuple[int, int], other: tuple[int, int]) -> None:
    first, second = Arm("a", max(one), min(one)), Arm("b", max(other), min(other))
    sure = confidence(first, second)
    assert sure is None or 0 <= sure <= 1
    assert sure == confidence(second, first)
    for arm in (first, second):
        assert arm.interval is None or arm.rate is None or arm.interval[0] - 1e-9 <= arm.rate <= arm.interval[1] + 1e-9


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ((0, 0), (500, 100), ""),
        ((99, 1), (99, 90), ""),
        ((1_000, 100), (1_000, 105), ""),
        ((1_000, 100), (1_000, 150), "b"),
        ((1_000, 150), (1_000, 100), "a"),
    ],
)
def test_one_is_called_better_when_it_is_sure(one: tuple[int, int], other: tuple[int, int], said: str) -> None:
    assert better(Arm("a", *one), Arm("b", *other)) == said
