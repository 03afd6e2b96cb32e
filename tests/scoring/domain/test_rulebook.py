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
