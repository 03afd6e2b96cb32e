"""A rule may ask a tree of the lead: the batch is routed as segments answer, in one query more, and in none where no rule asks."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given, settings

from leads.domain.trees import parse
from leads.models import Lead
from leads.queries import trees
from sales.actions.route import route
from sales.actions.routing_rules import put_rules
from tests.cast import Cast, as_actor
from tests.leads import segment_life
from tests.leads.segment_life import TREES
from tracking.actions.record import OwnEvent, record_own


def unworked(lead: UUID, random: Random, at: datetime) -> None:
    what = random.choice((segment_life.did, segment_life.edited, segment_life.tagged, segment_life.scored, segment_life.placed))
    what(lead, random, at)


@pytest.fixture
def history(acme: Cast, noon: datetime) -> list[UUID]:
    """Eight leads, sixty happenings in twenty days until noon, of which none is worked on by sales yet."""
    return segment_life.lived(5, 60, timedelta(days=20), noon, unworked)


def rule(name: str, lane: str, tree: Any = None) -> dict[str, Any]:
    return {"name": name, "lane": lane, "condition": {"events": ["demo_requested"], "lead": tree}}


def asked_for(leads: list[UUID], at: datetime) -> list[UUID]:
    """Each asks for a demo."""
    people = dict(Lead.objects.filter(id__in=leads).values_list("id", "person_id"))
    return [event for (event,) in (record_own([OwnEvent(people[lead], "demo_requested", at, f"demo:{lead}")]) for lead in leads)]


def routed(leads: list[UUID], at: datetime) -> set[UUID]:
    """Whom the batch brings to MQL."""
    events = asked_for(leads, at)
    route(events, leads)
    return set(Lead.objects.filter(id__in=leads, stage="mql").values_list("id", flat=True))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=TREES, second=TREES)
def test_a_batch_is_routed_as_segments_answer(
    acme: Cast, history: list[UUID], noon: datetime, first: dict[str, Any], second: dict[str, Any]
) -> None:
    """Pool by the first tree, straight to sales by the second, the rest in the pool."""
    assume(not trees.fault(parse(first)) and not trees.fault(parse(second)))
    with transaction.atomic():
        put_rules([rule("Wait", "nurture_pool", first), rule("Go", "fast_lane", second)], actor=as_actor(acme.adam))
        stayed, went = trees.members(parse(first)), trees.members(parse(second))
        assert routed(history, noon) == (went - stayed) & set(history)
        transaction.set_rollback(True)


def test_trees_cost_one_query_a_batch_and_nothing_where_there_are_none(acme: Cast, history: list[UUID], noon: datetime) -> None:
    """Before a rule that keeps everybody in the pool: the same way with trees and without."""
    nobody = {"ask": "number", "field": "returns", "op": "at_least", "value": 1000}
    asked = {}
    for trees_of in (0, 1, 3):
        for size in (1, 8):
            with transaction.atomic():
                mine = [rule(f"R{number}", "fast_lane", nobody) for number in range(trees_of)]
                rest = [rule("Stay", "nurture_pool"), rule("Go", "fast_lane")]
                put_rules([*mine, *rest], actor=as_actor(acme.adam))
                events = asked_for(history[:size], noon)
                with CaptureQueriesContext(connection) as found:
                    assert route(events, history[:size]) == 0
                asked[trees_of, size] = len(found)
                transaction.set_rollback(True)
    assert asked == {key: asked[0, 1] + (key[0] > 0) for key in asked}
