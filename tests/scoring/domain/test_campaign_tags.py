"""What may be a rule by which campaigns give tags (F015)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.campaign_tags import BadRule, Wanted, read


@given(st.text(max_size=300))
def test_any_text_is_kept_on_one_line_or_refused_by_field(text: str) -> None:
    plain = " ".join(text.split())
    if 0 < len(plain) <= 200 and plain.isprintable():
        assert read("campaign", "contains", text) == Wanted("campaign", "contains", plain)
        return
    with pytest.raises(BadRule) as refused:
        read("campaign", "contains", text)
    assert refused.value.field == "value"


@pytest.mark.parametrize(
    ("field", "likeness", "wrong"),
    [("colour", "is", "field"), ("", "is", "field"), ("source", "like", "likeness"), ("source", "", "likeness")],
)
def test_what_is_none_is_refused(field: str, likeness: str, wrong: str) -> None:
    with pytest.raises(BadRule) as refused:
        read(field, likeness, "x")
    assert refused.value.field == wrong
