"""Overdue and ping-pong in condition trees: both ways alike at the very edge, members follow the clock and a new promise."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from kernel import clock
from kernel.audit import SYSTEM
from leads.actions.schemes import publish_scheme, read
from leads.actions.segments import build_segment
from leads.domain.schemes import DEFAULTS, plain
from leads.domain.trees import Node, parse
from leads.queries import membership as standings
from leads.queries import trees
from leads.queries.words import sentence
from tests.cast import Cast
from tests.leads.actions.test_membership import settle
from tests.leads.walks import HOUR, walk

DAY, MOMENT = timedelta(days=1), timedelta(microseconds=1)


def both(node: Node, lead: UUID, now: datetime) -> tuple[bool, datetime | None]:
    """What the database says, after memory has said the same."""
    asked = trees.asked(node, [lead], now)[lead]
    verdict = trees.judged(node, [lead], now)[lead].verdict
    assert (verdict.holds, verdict.until) == asked
    return asked


def test_a_stay_of_exactly_the_promise_keeps_it(acme: Cast, noon: datetime) -> None:
    lead, node = walk(noon - HOUR, "mql"), parse({"ask": "overdue"})
    due = noon + timedelta(hours=24)
    assert both(node, lead, noon) == (False, due + MOMENT)
    assert both(node, lead, due) == (False, due + MOMENT)
    assert both(node, lead, due + MOMENT) == (True, None)
    assert sentence(node) == "stands in its stage for longer than promised"


def test_a_stage_without_a_promise_is_never_overdue(acme: Cast, noon: datetime) -> None:
    promise("mql", None)
    lead = walk(noon - 400 * DAY, "mql")
    assert both(parse({"ask": "overdue"}), lead, noon) == (False, None)


def promise(stage: str, hours: int | None) -> None:
    given = plain("nine", DEFAULTS["nine"])
    next(one for one in given["stages"] if one["key"] == stage)["sla_hours"] = hours
    publish_scheme("nine", read("nine", given), SYSTEM)


def test_members_follow_the_clock_and_a_new_promise(acme: Cast, noon: datetime) -> None:
    with clock.pretend(noon):
        lead = walk(noon - HOUR, "mql")
        found = build_segment(name="Late", tree={"ask": "overdue"}, actor=SYSTEM)
        settle()
        assert standings.members(found.line_id) == set()
    with clock.pretend(noon + 24 * HOUR + MOMENT):
        settle()
        assert standings.members(found.line_id) == {lead}
        promise("mql", 48)
        settle()
        assert standings.members(found.line_id) == set()
        promise("mql", 2)
        settle()
        assert standings.members(found.line_id) == {lead}


@pytest.mark.parametrize(
    ("leaf", "holds", "days"),
    [
        ({}, True, 90),
        ({"times": 1, "days": 30}, True, 30),
        ({"times": 3}, False, None),
        ({"times": 2, "days": 0.125}, False, None),
        ({"times": 2, "days": 0}, True, None),
    ],
)
def test_coming_back_is_counted_alike_in_both_ways(acme: Cast, noon: datetime, leaf: dict[str, Any], holds: bool, days: int | None) -> None:
    """Back at MQL four hours ago and an hour ago."""
    lead = walk(noon - 7 * HOUR, "mql", "sql", "mql", "target", "sql", "mql")
    node = parse({"ask": "ping_pong", **leaf})
    counted = noon - (HOUR if leaf.get("times") == 1 else 4 * HOUR)
    assert both(node, lead, noon) == (holds, counted + days * DAY if days else None)
    assert sentence(node)
