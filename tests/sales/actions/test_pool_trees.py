"""A rule of the pool may ask a tree: whoever it names when the score brings them is given to its people, in turn."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, assume, given, settings

from kernel.audit import SYSTEM
from leads.actions.lifecycle import Move, move_stages
from leads.domain.trees import parse
from leads.models import Lead
from leads.queries import trees
from sales.actions.hand_off import open_waiting
from sales.actions.routing_rules import put_rules
from sales.models import HandOff
from tests.cast import Cast, as_actor
from tests.leads import segment_life
from tests.leads.segment_life import TREES
from tests.sales.actions.test_route_trees import unworked


@pytest.fixture
def history(acme: Cast, noon: datetime) -> list[UUID]:
    """Eight leads, sixty happenings in twenty days until noon; then the score of each reaches the threshold."""
    leads = segment_life.lived(5, 60, timedelta(days=20), noon, unworked)
    move_stages([Move(lead, "mql", "score", noon, through=True) for lead in leads], SYSTEM)
    return leads


def rule(name: str, people: list[Any], tree: Any = None, **condition: Any) -> dict[str, Any]:
    told = {"events": [], "channels": [], **condition, "lead": tree}
    return {"name": name, "lane": "nurture_pool", "condition": told, "assignee_ids": [person.pk for person in people]}


def given_to(leads: list[UUID]) -> dict[UUID, tuple[str, int | None]]:
    """Lead → the rule by which sales got it, and whose it is."""
    open_waiting(leads, gated=False)
    return {
        lead: (name, owner) for lead, name, owner in HandOff.objects.filter(lead_id__in=leads).values_list("lead_id", "rule", "owner_id")
    }


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=TREES, second=TREES)
def test_who_reaches_the_threshold_is_given_as_segments_answer(
    acme: Cast, history: list[UUID], noon: datetime, first: dict[str, Any], second: dict[str, Any]
) -> None:
    """By the first tree to Sam, by the second among those who asked for a price to Sofia, the others to whoever claims."""
    assume(not trees.fault(parse(first)) and not trees.fault(parse(second)) and {"all": []} not in (first, second))
    with transaction.atomic():
        rules = [rule("Sam's", [acme.sam], first), rule("Sofia's", [acme.sofia], second, events=["price_seen"]), rule("Rest", [])]
        put_rules(rules, actor=as_actor(acme.adam))
        mine, hers = trees.members(parse(first)), trees.members(parse({"all": [second, {"ask": "did", "event": "price_seen"}]}))
        assert given_to(history) == {
            lead: ("Sam's", acme.sam.pk) if lead in mine else ("Sofia's", acme.sofia.pk) if lead in hers else ("Rest", None)
            for lead in history
        }
        transaction.set_rollback(True)


def test_people_of_a_rule_take_turns_and_channels_count_with_a_conversion(acme: Cast, history: list[UUID], noon: datetime) -> None:
    Lead.objects.filter(id__in=history[:5]).update(entry_channel="email")
    for lead in history[1:6]:
        person = Lead.objects.get(pk=lead).person_id
        segment_life.record_own([segment_life.OwnEvent(person, "demo_requested", noon, f"d{lead}")])
    put_rules([rule("Mail", [acme.sam, acme.sofia], {"ask": "known"}, channels=["email"])], actor=as_actor(acme.adam))
    found = given_to(history)
    assert {lead for lead, (name, _) in found.items() if name == "Mail"} == set(history[1:5])
    owners = [owner for _, owner in found.values() if owner is not None]
    assert sorted(owners) == sorted([acme.sam.pk, acme.sofia.pk] * 2)


def test_trees_of_the_pool_cost_one_query_a_batch_and_nothing_where_there_are_none(acme: Cast, history: list[UUID]) -> None:
    nobody = {"ask": "number", "field": "returns", "op": "at_least", "value": 1000}
    asked = {}
    for trees_of in (0, 1, 3):
        for size in (1, 8):
            with transaction.atomic():
                mine = [rule(f"R{number}", [], nobody) for number in range(trees_of)]
                put_rules([*mine, rule("Rest", [])], actor=as_actor(acme.adam))
                with CaptureQueriesContext(connection) as found:
                    assert len(open_waiting(history[:size], gated=False)) == size
                asked[trees_of, size] = len(found)
                transaction.set_rollback(True)
    assert asked == {key: asked[0, 1] + (key[0] > 0) for key in asked}
