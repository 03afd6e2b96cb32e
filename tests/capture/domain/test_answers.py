"""What is typed becomes values or named errors, whatever it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.domain.answers import check, properties, traits
from capture.domain.content import Content, Field, Option, problems
from capture.enums import FieldKind

KINDS = [Field(kind.value, kind.value, {"en": kind.value}, True, options=(Option("a"), Option("b"))) for kind in FieldKind]


def posted(**values: str) -> dict[str, list[str]]:
    return {f"f_{name}": [value] for name, value in values.items()}


def test_what_is_missing_or_wrong_is_named() -> None:
    found = check(KINDS, posted(email="no", phone="12", select="c", text="x" * 201))
    assert found.errors == {
        "text": "too_long", "email": "email", "phone": "phone", "select": "option", "multi": "required", "checkbox": "required",
        "textarea": "required", "consent": "required",
    }  # fmt: skip


def test_values_are_tidy() -> None:
    told = posted(email=" Lena@Example.com ", phone="+44 20 7946 0000", select="a", text=" Le\x00na ", textarea="1\n2", checkbox="on")
    found = check(KINDS, {**told, "f_multi": ["b", "b", "a"], "f_consent": ["yes"], "hidden": ["fair"]})
    assert (found.errors, found.values) == ({}, {
        "text": "Lena", "email": "lena@example.com", "phone": "+44 20 7946 0000", "select": "a", "multi": ["b", "a"], "checkbox": True,
        "textarea": "1\n2", "consent": True, "hidden": "fair",
    })  # fmt: skip


def test_an_answer_goes_to_the_person_or_only_to_the_event() -> None:
    fields = [Field("email", "email", maps="email"), Field("size", "text", maps="attribute"), Field("message", "textarea")]
    values = {"email": "a@b.example", "size": "50", "message": "Hello"}
    assert traits(fields, values) == {"email": "a@b.example", "size": "50"}
    assert properties(fields, values) == {"message": "Hello"}


@given(st.dictionaries(st.sampled_from([field.name for field in KINDS]), st.lists(st.text(max_size=20), max_size=3)))
def test_whatever_is_posted_each_field_has_a_value_or_an_error_or_neither(told: dict[str, list[str]]) -> None:
    found = check(KINDS, told)
    assert not set(found.values) & set(found.errors)
    assert all("\x00" not in value for value in found.values.values() if isinstance(value, str))


def test_answers_about_the_company_and_the_maturity_are_values_or_errors() -> None:
    fields = [
        Field("people", "text", maps="company_size"),
        Field("where", "text", maps="company_country"),
        Field("far", "text", maps="maturity"),
    ]
    right = {"f_people": ["51-200"], "f_where": ["de"], "f_far": ["Looking for solutions"]}
    told = check(fields, right)
    assert (told.errors, traits(fields, told.values)) == (
        {},
        {"company_size": "51-200", "company_country": "de", "maturity": "Looking for solutions"},
    )
    wrong = check(fields, {"f_people": ["lots"], "f_where": ["Utopia"], "f_far": ["soon"]})
    assert wrong.errors == {"people": "company_size", "where": "company_country", "far": "maturity"}
    option = Field("people", "select", {"en": "People"}, maps="company_size", options=(Option("many", {"en": "Many"}),))
    assert [one.code for one in problems(Content(title={"en": "A"}, fields=(option,)))] == ["company_size"]


@pytest.mark.parametrize("target", ["company_size", "company_industry", "company_country", "maturity"])
def test_only_one_text_can_be_read_as_a_value(target: str) -> None:
    options = (Option({"company_size": "50", "company_country": "DE"}.get(target, "first"), {"en": "One"}),)
    fields = [Field(kind, kind, {"en": "A"}, maps=target, options=options, purpose="x") for kind in FieldKind.values]
    codes = {one.field for one in problems(Content(title={"en": "A"}, fields=tuple(fields))) if one.code == "read_kind"}
    assert codes == set(FieldKind.values) - {"text", "select", "hidden"}
