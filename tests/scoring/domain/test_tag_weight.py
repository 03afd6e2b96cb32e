"""F039, F040: tag weight = time decay × URL weight × behaviour weight."""

from datetime import UTC, datetime, timedelta

import pytest

from scoring.domain.default_pack import DEFAULT
from scoring.domain.tag_weight import weigh

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
