"""Bounces between MQL and SQL: each is handed over, accepted and back, in time."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leads.domain.lifecycle import ORDER
from leads.domain.ping_pong import Stay, bounces, is_played_with, recent
from leads.domain.schemes import PingPong

START, DAY = datetime(2026, 9, 1, tzinfo=UTC), timedelta(days=1)


def walk(*stages: str) -> list[Stay]:
    """One stage a day."""
    return [Stay(stage, START + day * DAY) for day, stage in enumerate(stages)]


def back_on(*stages: str) -> list[int]:
    return [(found.back.entered_at - START).days for found in bounces(walk(*stages))]


def test_only_mql_to_sql_and_back_is_a_bounce() -> None:
    assert back_on("name", "mql", "sql", "mql") == [3]
    assert back_on("mql", "sql", "target", "mql", "sql", "engaged", "target", "mql") == [3, 7]
    assert back_on("mql", "target", "mql", "target", "mql") == []
    assert back_on("name", "sql", "mql") == []
    assert back_on("mql", "sql", "opportunity", "sql", "mql") == [4]
    assert back_on("mql", "sql", "customer") == []


def test_only_the_days_of_the_scheme_count() -> None:
    stays = walk("mql", "sql", "mql", "sql", "mql")
    assert is_played_with(stays, PingPong(2, 90), START + 92 * DAY)
    assert not is_played_with(stays, PingPong(2, 90), START + 93 * DAY)
    assert is_played_with(stays, PingPong(1, 90), START + 93 * DAY)
    assert not is_played_with(stays, PingPong(3, 90), START + 10 * DAY)


@given(st.lists(st.sampled_from(ORDER), max_size=14), st.integers(1, 30))
def test_bounces_do_not_overlap_and_stand_in_order(stages: list[str], days: int) -> None:
    found = bounces(walk(*stages))
    assert all(one.handed.entered_at < one.accepted.entered_at < one.back.entered_at for one in found)
    assert all(one.back.entered_at <= other.handed.entered_at for one, other in pairwise(found))
    assert len(found) <= max(min(stages.count("mql") - 1, stages.count("sql")), 0)
    now = START + len(stages) * DAY
    assert recent(found, days, now) == [one for one in found if now - one.back.entered_at <= days * DAY]
