"""How likely a person did it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.tracking.domain.test_devices import CHROME
from tracking.domain import humanity, pipeline
from tracking.domain.draft import Draft
from tracking.domain.policy import Policy
from tracking.domain.surroundings import Surroundings

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def draft(seconds: float = 0, url: str = "https://shop.example/", around: Surroundings | None = None, **context: Any) -> Draft:
    body = {
        "anonymousId": "a", "timestamp": (NOON + timedelta(seconds=seconds)).isoformat(),
        "context": {"page": {"url": url}, "userAgent": CHROME, **context},
    }  # fmt: skip
    made = Draft(1, "m", None, "live", "page", NOON + timedelta(minutes=5), {}, body)
    assert pipeline.run(made, around or Surroundings()) is None
    return made


def test_what_one_message_says_against_a_person() -> None:
    found = [
        draft().doubts, draft(webdriver=True).doubts, draft(userAgent="curl/8.0").doubts,
        draft(userAgentData={"brands": [{"brand": "HeadlessChrome"}]}).doubts, draft(screen={"width": 0, "height": 0}).doubts,
        draft(url="https://shop.example/?lw_trap=1").doubts,
    ]  # fmt: skip
    assert found == [[], ["webdriver"], ["agent"], ["headless"], ["headless"], ["trap"]]
    assert draft(webdriver=True).context["human"] == {"probability": 0.05, "doubts": ["webdriver"]}
    assert "human" not in draft().context


def test_nobody_reads_six_pages_in_a_second() -> None:
    slow, fast = [draft(n) for n in range(10)], [draft(n / 10) for n in range(6)]
    assert humanity.judge(slow) == set()
    assert humanity.judge(fast) == {"speed"}
    assert ([d.is_bot for d in slow], [d.is_bot for d in fast]) == ([False] * 10, [True] * 6)


def test_five_mail_links_within_two_seconds_are_a_scanner() -> None:
    links = [draft(n / 3, f"https://shop.example/{n}?utm_source=news&utm_medium=email&utm_campaign={n}") for n in range(5)]
    assert humanity.judge(links) == {"burst"}
    assert humanity.judge(links[:0]) == set()
    four = [draft(n / 3, f"https://shop.example/{n}?utm_source=news&utm_medium=email&utm_campaign={n}") for n in range(4)]
    assert humanity.judge(four) == set()


def test_a_clock_that_only_counts_days_is_no_machine() -> None:
    same = [draft(0, f"https://shop.example/{n}") for n in range(20)]
    assert humanity.judge(same) == set()


def test_doubts_about_a_visitor_stay_and_a_hand_stands_above_them() -> None:
    later = draft(100)
    assert (humanity.judge([later], ["trap"]), later.is_bot, later.doubts) == ({"trap"}, True, ["visitor"])
    by_hand = draft(userAgent="curl/8.0")
    humanity.judge([by_hand], ["trap"], "human")
    assert (by_hand.is_bot, by_hand.doubts, "human" in by_hand.context) == (False, [], False)
    humanity.judge([by_hand], [], "bot")
    assert (by_hand.is_bot, by_hand.context["human"]["probability"]) == (True, 0.0)


def test_without_the_step_nothing_is_judged() -> None:
    off = Surroundings(Policy(off=frozenset({"human"})))
    fast = [draft(n / 10, around=off, userAgent="curl/8.0") for n in range(6)]
    assert humanity.judge(fast) == set()
    assert [d.is_bot for d in fast] == [False] * 6


@given(st.sets(st.sampled_from(sorted(humanity.WEIGHTS))), st.sampled_from(sorted(humanity.WEIGHTS)))
def test_a_doubt_more_never_makes_a_person_likelier(doubts: set[str], one: str) -> None:
    assert 0 <= humanity.probability(doubts | {one}) <= humanity.probability(doubts) <= 1


@given(st.lists(st.integers(0, 10_000), max_size=40), st.integers(1, 8))
def test_crowded_is_what_a_window_around_each_says(offsets: list[int], count: int) -> None:
    times = [NOON + timedelta(milliseconds=ms) for ms in offsets]
    different = set(times)
    windows = [{at for at in different if start <= at <= start + SECOND} for start in different]
    expected = {at for window in windows if len(window) >= count for at in window}
    assert humanity.crowded(times, count, SECOND) == expected
