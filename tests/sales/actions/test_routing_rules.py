"""Rules are replaced as a whole, checked by field."""

import pytest

from kernel import tenancy
from kernel.problems import Refused
from leads.domain.trees import parse, plain
from sales.actions.routing_rules import put_defaults, put_rules, take_turns
from sales.models import RoutingRule
from sales.queries import rules
from tests.cast import Cast, as_actor

ADS = {"name": "Ads", "lane": "fast_lane", "condition": {"channels": ["paid_search"]}, "assignee_ids": []}
REST = {"name": "Rest", "lane": "nurture_pool", "condition": {}}


def test_a_new_workspace_has_the_two_of_the_source(acme: Cast) -> None:
    put_defaults()
    assert [(rule.name, rule.lane, sorted(rule.events), sorted(rule.channels)) for rule in rules.rules()] == [
        ("Consultation and search ads", "fast_lane", ["contact_request_submitted", "demo_requested"], ["paid_search"]),
        ("Everything else", "nurture_pool", [], []),
    ]


def test_rules_are_replaced_and_turns_go_on(acme: Cast) -> None:
    put_rules([REST, ADS], actor=as_actor(acme.adam))
    assert [take_turns("Ads", 3), take_turns("Ads", 1)] == [0, 3]
    put_rules([ADS, REST], actor=as_actor(acme.adam))
    assert list(RoutingRule.objects.values_list("position", "name", "turn")) == [(1, "Ads", 4), (2, "Rest", 0)]


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ([ADS, {**REST, "name": ""}], "1/name"),
        ([ADS, {**REST, "name": "Ads"}], "1/name"),
        ([{**ADS, "lane": "up"}], "0/lane"),
        ([{**ADS, "condition": {"channels": ["smoke"]}}], "0/condition"),
        ([{**ADS, "assignee_ids": [10**6]}], "0/assignee_ids"),
        ([{**ADS, "condition": {"lead": {"ask": "shoe"}}}], "0/condition/lead/ask"),
        ([REST, {**ADS, "condition": {"lead": []}}, {**ADS, "name": "B", "condition": {"lead": 3}}], "2/condition/lead"),
        ([{**ADS, "condition": {"lead": {"all": [{"ask": "did", "event": "x", "times": 0}]}}}], "0/condition/lead/all[0].times"),
        ([{**ADS, "condition": {"lead": {"any": [{"ask": "segment", "segment": "x"}]}}}], "0/condition/lead/any[0]"),
    ],
)
def test_a_fault_is_named_by_rule_and_field(acme: Cast, wanted: list[dict[str, object]], field: str) -> None:
    with pytest.raises(Refused) as refused:
        put_rules(wanted, actor=as_actor(acme.adam))
    assert refused.value.field == field
    assert len(rules.rules()) == 2


def test_a_tree_is_kept_as_segments_keep_it_and_one_that_asks_nothing_is_not(acme: Cast) -> None:
    hot = {"any": [{"ask": "tag", "tag": "hot"}, {"not": {"ask": "known"}}]}
    kept = put_rules(
        [{**ADS, "condition": {"lead": hot}}, {**REST, "condition": {"events": ["x"], "lead": {"all": []}}}], actor=as_actor(acme.adam)
    )
    assert [row.condition for row in kept] == [
        {"events": [], "channels": [], "lead": plain(parse(hot))}, {"events": ["x"], "channels": []},
    ]  # fmt: skip
    assert [rule.lead for rule in rules.rules()] == [parse(hot), None]


def test_who_may_be_given_leads(acme: Cast) -> None:
    assert sorted(rules.workers()) == sorted(user.pk for user in (acme.olga, acme.adam, acme.sam, acme.sofia))


def test_the_neighbour_keeps_his(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        put_rules([ADS], actor=as_actor(cast.adam))
    with tenancy.scope(cast.globex.id):
        assert [rule.name for rule in rules.rules()] == ["Consultation and search ads", "Everything else"]
