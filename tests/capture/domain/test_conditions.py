"""Fields that belong to a form by what is answered before them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.domain import asking, conditions
from capture.domain.answers import check
from capture.domain.conditions import applies
from capture.domain.content import Content, Field, Option
from capture.enums import Ask

OPTIONS = (Option("team"), Option("firm"))
SIZE = Field("size", "select", options=OPTIONS)
NEEDS = Field("needs", "multi", options=OPTIONS)
AGREES = Field("agrees", "checkbox")
WHO = Field("who", "text", required=True, when="size", equals="firm")
WHY = Field("why", "text", required=True, when="who")


@pytest.mark.parametrize(
    ("field", "values", "asked"),
    [
        (Field("x", "text"), {}, True),
        (Field("x", "text", when="size", equals="firm"), {"size": "firm"}, True),
        (Field("x", "text", when="size", equals="firm"), {"size": "team"}, False),
        (Field("x", "text", when="size", equals="firm"), {}, False),
        (Field("x", "text", when="size"), {"size": "team"}, True),
        (Field("x", "text", when="needs", equals="firm"), {"needs": ["team", "firm"]}, True),
        (Field("x", "text", when="needs"), {"needs": []}, False),
        (Field("x", "text", when="agrees", equals="yes"), {"agrees": True}, True),
        (Field("x", "text", when="agrees"), {"agrees": False}, False),
    ],
)
def test_a_field_is_asked_by_what_is_answered(field: Field, values: dict[str, object], asked: bool) -> None:
    assert applies(field, values) == asked


def test_what_is_not_asked_has_no_answer_and_is_not_missed() -> None:
    posted = {"f_size": ["team"], "f_who": ["Lena"], "f_why": ["Because"]}
    assert (check((SIZE, WHO, WHY), posted).values, check((SIZE, WHO, WHY), posted).errors) == ({"size": "team"}, {})
    asked = check((SIZE, WHO, WHY), {"f_size": ["firm"]})
    assert (asked.values, asked.errors) == ({"size": "firm"}, {"who": "required"})


@given(st.sampled_from(["", "team", "firm", "other"]), st.text(max_size=5), st.text(max_size=5))
def test_no_answer_stands_without_that_on_which_it_depends(size: str, who: str, why: str) -> None:
    found = check((SIZE, WHO, WHY), {"f_size": [size], "f_who": [who], "f_why": [why]})
    assert "who" not in found.values or found.values.get("size") == "firm"
    assert "why" not in found.values or "who" in found.values
    assert set(found.errors) <= {"size", "who", "why"} - set(found.values)


def test_only_a_field_before_it_and_only_one_of_its_answers() -> None:
    fields = (
        Field("a", "text", when="size"), SIZE, Field("b", "text", when="size", equals="none"), Field("c", "text", when="d"),
        Field("d", "textarea"), Field("e", "text", when="d"), AGREES, Field("f", "text", when="agrees", equals="yes"),
        Field("g", "text", when="agrees", equals="no"), Field("h", "text", when="f", equals="anything"), Field("i", "text", when="i"),
    )  # fmt: skip
    assert conditions.problems(fields) == [
        ("when", "a"), ("equals", "b"), ("when", "c"), ("when", "e"), ("equals", "g"), ("when", "i"),
    ]  # fmt: skip


def test_a_field_on_which_others_depend_is_asked_of_who_is_known_too() -> None:
    company = Field("company", "text", ask=Ask.UNLESS_KNOWN.value, maps="company")
    more = Field("more", "text", when="company")
    later = Field("title", "text", ask=Ask.LATER.value, maps="title")
    about = Field("about", "text", when="title")
    known = frozenset({"company"})
    assert asking.fields_for(Content(fields=(company, later)), known) == (later,)
    assert asking.fields_for(Content(fields=(company, more, later, about)), known) == (company, more)
