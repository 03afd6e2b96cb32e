"""Points with reasons; their sum is the score."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.domain.spam import judge


@pytest.mark.parametrize(
    ("text", "trap", "seconds", "reasons"),
    [
        ("How much is it for 20 people?", "", 30.0, ()),
        ("See https://our.example and https://theirs.example", "", 30.0, (("links", 20),)),
        ("SEO services, cheap backlinks", "", 30.0, (("bad_words", 60),)),
        ("专业代开发票", "", 30.0, (("bad_words", 60),)),
        ("<a href='x'>x</a>", "", 30.0, (("markup", 60),)),
        ("qWeRtYuIoPaSdFgH", "", 30.0, (("nonsense", 40),)),
        ("Hello", "x", 30.0, (("honeypot", 100),)),
        ("Hello", "", 0.4, (("too_fast", 60),)),
        ("Hello", "", 2.0, (("too_fast", 25),)),
        ("Hello", "", None, (("too_fast", 20),)),
    ],
)
def test_reasons(text: str, trap: str, seconds: float | None, reasons: tuple[tuple[str, int], ...]) -> None:
    assert judge({"message": text}, trap=trap, seconds=seconds).reasons == reasons


@given(st.text(), st.text(), st.floats(0, 1e6) | st.none(), st.booleans())
def test_the_score_is_the_sum_of_its_reasons(text: str, trap: str, seconds: float | None, is_bot: bool) -> None:
    found = judge({"a": text}, trap=trap, seconds=seconds, is_bot=is_bot)
    assert found.score == sum(points for _, points in found.reasons)
    assert bool(trap.strip()) == ("honeypot" in dict(found.reasons))


def test_a_throw_away_address_costs_points_but_not_alone() -> None:
    assert judge({"email": "x@mailinator.com"}, trap="", seconds=30.0, throwaway=True).reasons == (("disposable", 40),)


def test_one_of_a_crowd_costs_points_but_not_alone() -> None:
    assert judge({"message": "Hello"}, trap="", seconds=30.0, crowded=True).reasons == (("crowd", 20),)
