"""A definition is what was stored, or names what is wrong with it (F018, F021)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.domain.funnels import LANDING, BadFunnel, Definition, Step, like, plain, read
from analytics.enums import SplitBy, StepKind
from leads.enums import Stage

FITTING = {"page": ["*", "/a", "/x/*"], "event": ["a", "演示"], "stage": list(Stage.values)}
STEPS = st.sampled_from([Step(kind, value) for kind in StepKind.values for value in FITTING.get(kind, ["", "f"])])
DEFINITIONS = st.builds(
    Definition, st.lists(STEPS, min_size=2, max_size=8).map(tuple), st.integers(1, 365), st.sampled_from(["", *SplitBy.values])
)


@given(DEFINITIONS)
def test_what_is_stored_is_read_back(definition: Definition) -> None:
    assert read(plain(definition), definition.days, definition.split) == definition


def test_the_standard_one_can_be_stored() -> None:
    assert read(plain(LANDING), LANDING.days) == LANDING


@pytest.mark.parametrize(
    ("steps", "days", "split", "field"),
    [
        (None, 30, "", "steps"), ([{"kind": "page", "value": "*"}], 30, "", "steps"), ([{"kind": "form_sent"}] * 9, 30, "", "steps"),
        ([{"kind": "form_sent"}, "x"], 30, "", "steps[1].kind"), ([{"kind": "dance"}, {"kind": "form_sent"}], 30, "", "steps[0].kind"),
        ([{"kind": "form_sent"}, {"kind": "event", "value": " "}], 30, "", "steps[1].value"),
        ([{"kind": "form_sent"}, {"kind": "page", "value": "pricing"}], 30, "", "steps[1].value"),
        ([{"kind": "stage", "value": "moon"}, {"kind": "form_sent"}], 30, "", "steps[0].value"),
        ([{"kind": "form_sent", "value": "x" * 201}] * 2, 30, "", "steps[0].value"),
        ([{"kind": "form_sent", "value": "\x00"}] * 2, 30, "", "steps[0].value"),
        ([{"kind": "form_sent", "value": 3}] * 2, 30, "", "steps[0].value"),
        ([{"kind": "form_sent"}] * 2, 0, "", "days"), ([{"kind": "form_sent"}] * 2, 366, "", "days"),
        ([{"kind": "form_sent"}] * 2, "30", "", "days"), ([{"kind": "form_sent"}] * 2, True, "", "days"),
        ([{"kind": "form_sent"}] * 2, 30, "weather", "split"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_named(steps: object, days: object, split: object, field: str) -> None:
    with pytest.raises(BadFunnel) as wrong:
        read(steps, days, split)
    assert wrong.value.field == field


def test_a_star_stands_for_anything_and_nothing_else_does() -> None:
    assert [like(pattern) for pattern in ("*", "/a/*/b", "/100%_\\")] == ["%", "/a/%/b", "/100\\%\\_\\\\"]
