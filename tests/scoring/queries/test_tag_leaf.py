"""The question `tag` of condition trees: however many tags are asked, they are looked up at once."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kernel.audit import SYSTEM
from leads.actions.people import create_lead
from leads.domain.trees import Node, parse
from leads.queries import trees
from scoring.actions.tag_merges import merge_tags
from scoring.actions.tags import TagPut, add_tags, define_tag
from tests.cast import Cast

NAMES = ("hot", "warm", "cold", "none")


@pytest.fixture
def lead(acme: Cast, noon: datetime) -> Any:
    """Tagged hot, and warm, which is read as hot."""
    found = create_lead({"email": "lena@firm.example"}, SYSTEM).pk
    hot, warm, _cold = (define_tag(name, "factual", "", SYSTEM) for name in NAMES[:3])
    add_tags([TagPut(found, name, name, noon, "test") for name in ("hot", "warm")])
    merge_tags(warm, hot, SYSTEM)
    return found


def tags(*names: str) -> Node:
    return parse({"any": [{"ask": "tag", "tag": name, "weight": weight} for name in names for weight in (0, 0.5)]})


def test_four_tags_cost_no_more_queries_than_one(lead: Any) -> None:
    numbers = []
    for names in (NAMES[:1], NAMES[:1], NAMES):  # the first reads the rulebook, which is remembered
        with CaptureQueriesContext(connection) as found:
            assert trees.asked(tags(*names), [lead]) == {lead: (True, None)}
            assert trees.judged(tags(*names), [lead])[lead].verdict.holds
        numbers.append(len(found))
    assert numbers[1] == numbers[2]


def test_a_merged_tag_answers_as_what_it_was_merged_into(lead: Any) -> None:
    asked = [parse({"ask": "tag", "tag": name, "weight": weight}) for name in NAMES for weight in (0, 0.5, 1.5)]
    wanted = (True, True, False) * 2 + (False,) * 6
    assert trees.which(asked, [lead]) == {lead: wanted}
    assert tuple(trees.judged(node, [lead])[lead].verdict.holds for node in asked) == wanted
