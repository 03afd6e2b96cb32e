"""Where a button may lead, and what a definition may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onsite.domain.problems import is_safe, of_popup
from onsite.domain.shapes import BadShape, Content, Popup, in_language, read, stored


@pytest.mark.parametrize(("url", "safe"), [
    ("https://acme.example/a?b=c#d", True), ("http://acme.example", True), ("HTTPS://acme.example", True), ("mailto:a@b.example", True),
    ("tel:+49 30", False), ("tel:+4930", True), ("/pricing", True), ("/", True), ("//evil.example", False), ("/\\evil.example", False),
    ("javascript:alert(1)", False), ("JAVASCRIPT:alert(1)", False), (" javascript:alert(1)", False), ("java\nscript:alert(1)", False),
    ("data:text/html,x", False), ("https://", False), ("https:acme.example", False), ("https://a b", False), ("vbscript:x", False),
    ("https://acme.example\\@evil", False), ("", False), ("pricing", False), ("https://a\u0000", False),
])  # fmt: skip
def test_targets(url: str, safe: bool) -> None:
    assert is_safe(url) == safe


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_anything_is_read_or_refused(value: object) -> None:
    try:
        found = read(value, Popup)
    except BadShape:
        return
    assert read(stored(found), Popup) == found
    of_popup(found)


def test_a_translation_falls_back_field_by_field() -> None:
    words = in_language(Content("Hi", "There", "Go", "/go"), Content(title="你好"), "zh-CN")
    assert words == Content("你好", "There", "Go", "/go")
    assert in_language(Content("Hi"), Content("你好"), "de").title == "Hi"
