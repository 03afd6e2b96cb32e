"""F036, F039, F040: tag weight = time decay × URL weight × behaviour weight."""

import math
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.default_pack import DEFAULT
from scoring.domain.tag_settings import TagSettings
from scoring.domain.tag_weight import share_left, total, weigh

NOW = datetime(2026, 11, 9, 12, tzinfo=UTC)
RATE = DEFAULT.decay.rate


def test_the_worked_example_collected_on_wechat_a_week_ago() -> None:
    wechat = next(page for page in DEFAULT.pages if page.name == "wechat")
    collected = next(rule for rule in DEFAULT.events if rule.event == "content_collected")
    found = weigh(NOW - timedelta(days=7), True, wechat.url_weight, collected.behaviour_weight, RATE, NOW)
    assert (round(found.time_decay, 12), found.url_weight, found.behaviour_weight) == (0.7, 0.8, 0.8)
    assert found.weight == pytest.approx(0.448, abs=1e-12)


def test_the_worked_example_tried_the_product_today() -> None:
    tried = next(rule for rule in DEFAULT.events if rule.event == "product_tried")
    assert weigh(NOW, True, 1.0, tried.behaviour_weight, RATE, NOW).weight == 1.0


def test_a_tag_put_by_hand_does_not_fade() -> None:
    assert weigh(NOW - timedelta(days=700), False, 1.0, 1.0, RATE, NOW).weight == 1.0


AGES = st.floats(0, 4_000, allow_nan=False)
SETTINGS = st.builds(
    TagSettings,
    fading=st.sampled_from(["exponential", "linear", "step", "none"]),
    lasts_days=st.integers(1, 3_650),
    cap=st.none() | st.floats(0.01, 9),
)


@pytest.mark.parametrize(
    ("fading", "days", "left"),
    [("linear", 7, 0.75), ("linear", 28, 0.0), ("step", 27.9, 1.0), ("step", 28, 0.0), ("none", 27, 1.0),
     ("exponential", 7, 0.7), ("exponential", 28, 0.0)],
)  # fmt: skip
def test_each_fading_ends_after_its_days(fading: str, days: float, left: float) -> None:
    settings = TagSettings(fading=fading, lasts_days=28)
    assert share_left(settings, True, NOW - timedelta(days=days), RATE, NOW) == pytest.approx(left, abs=1e-12)


def test_what_is_put_by_hand_ends_too() -> None:
    settings = TagSettings(fading="linear", lasts_days=28)
    assert [share_left(settings, False, NOW - timedelta(days=days), RATE, NOW) for days in (27, 28)] == [1.0, 0.0]


@given(SETTINGS, AGES, AGES, st.booleans())
def test_a_share_is_between_nothing_and_all_and_never_rises(settings: TagSettings, one: float, other: float, decays: bool) -> None:
    young, old = (share_left(settings, decays, NOW - timedelta(days=age), RATE, NOW) for age in sorted((one, other)))
    assert 0.0 <= old <= young <= 1.0


@given(SETTINGS, st.lists(st.floats(0, 5), max_size=8))
def test_the_total_is_the_sum_up_to_the_cap(settings: TagSettings, weights: list[float]) -> None:
    assert total(weights, settings) == min(sum(weights), math.inf if settings.cap is None else settings.cap)
