"""A rulebook that cannot be one says where and why."""

from typing import Any

import pytest

from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.rulebook import BadRules


def problems(**changes: Any) -> list[str]:
    with pytest.raises(BadRules) as caught:
        rulebook.parse({**rulebook.plain(DEFAULT), **changes})
    return [problem.field for problem in caught.value.problems]


def test_unknown_fields_wrong_types_and_ranges_are_named() -> None:
    assert problems(treshold=60) == ["rules"]
    assert problems(threshold="sixty") == ["threshold"]
    assert problems(threshold=-1) == ["threshold"]
    assert problems(silence={"points": 30}) == ["silence.points"]
    assert problems(events=[{"event": "x", "label": "x", "points": -3, "once": True}]) == ["events[0].once"]
    assert problems(events=[{"event": "x", "label": "X", "points": "many"}]) == ["events[0].points"]


def test_what_types_cannot_say_is_checked() -> None:
    page = {"name": "a", "label": "A", "patterns": ["pricing"], "points": 1}
    assert problems(pages=[page]) == ["pages[0].patterns"]
    twice = {**page, "patterns": ["/a"]}
    assert problems(pages=[twice, twice]) == ["pages[1]"]
    assert problems(margin=60) == ["margin"]
    assert problems(target_at=61) == ["target_at"]
    assert problems(fit=[{"name": "f", "label": "F", "field": "title", "points": 1}]) == ["fit[0]"]
    assert problems(grades={"a": 1, "b": 2, "c": 3}) == ["grades"]


def test_limits_that_contradict_are_named() -> None:
    gives, takes = {"event": "x", "label": "X", "points": 5}, {"event": "y", "label": "Y", "points": -5}
    assert problems(events=[{**gives, "floor": -1}]) == ["events[0].floor"]
    assert problems(events=[{**takes, "cap": 1}]) == ["events[0].cap"]
    assert problems(events=[{**takes, "window": {"points": 1, "days": 1}}]) == ["events[0].window"]
    assert problems(events=[{**gives, "window": {"points": 0, "days": 1}}]) == ["events[0].window.points"]
    assert problems(events=[{**gives, "group": "mail"}]) == ["events[0].group"]
    assert problems(limits={"total": 59}) == ["limits.total"]
    group = {"name": "mail", "label": "Mail", "cap": 5}
    assert problems(groups=[group, group]) == ["groups[1]"]
    both = {"name": "f", "label": "F", "field": "title", "points": 1, "known": True, "group": "mail"}
    assert problems(groups=[group], fit=[both], events=[{**gives, "group": "mail"}]) == ["events[0].group"]


def test_what_counts_as_purchase_is_in_no_group_and_purchase_has_no_limit_then() -> None:
    rule = {"name": "f", "label": "F", "field": "title", "points": 1, "known": True, "dimension": "purchase"}
    whole = {"pages": [], "events": [], "fit": [rule]}
    assert rulebook.parse(whole).fit[0].dimension == "purchase"
    assert problems(fit=[{**rule, "dimension": "behaviour"}]) == ["fit[0].dimension"]
    assert problems(fit=[{**rule, "group": "mail"}], groups=[{"name": "mail", "label": "Mail", "cap": 5}]) == ["fit[0].group"]
    assert problems(fit=[rule], limits={"purchase": {"cap": 9}}) == ["fit[0].dimension"]
    assert rulebook.parse({**whole, "limits": {"match": {"cap": 9}}}).limits.match.cap == 9


def test_limits_that_are_not_used_leave_the_digest_as_it_was() -> None:
    old = {"pages": [], "events": [{"event": "x", "label": "X", "points": 5}], "fit": []}
    assert rulebook.digest(old) == "a7cbf1e204ae1465880403cd7b44cedc88c78c3dedb1e39de7f26a4ae2de2a74"
    assert rulebook.digest({**old, "events": [{**old["events"][0], "cap": 9}]}) != rulebook.digest(old)
    of_match = {**old, "fit": [{"name": "f", "label": "F", "field": "title", "points": 1, "known": True}]}
    assert rulebook.digest(of_match) == "8bd35b44c956b2ddc9d056b593713fddb79c7deaf8d2d27c8bc3a9407e5760dd"
    assert rulebook.digest({**of_match, "fit": [{**of_match["fit"][0], "dimension": "purchase"}]}) != rulebook.digest(of_match)
