"""Origins: what somebody typed becomes what a browser sends, or is refused with its fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.domain.origins import Fault, NoOrigin, lists, read, split

TYPED = [
    ("https://a.example:443", "https://a.example"), ("http://a.example:80/x?y#z", "http://a.example"),
    ("http://a.example:443", "http://a.example:443"), ("HTTPS://WWW.A.Example", "https://www.a.example"), ("a.example", "https://a.example"),
    ("http://例子.公司", "http://xn--fsqu00a.xn--55qx5d"), ("http://例子。公司:8080", "http://xn--fsqu00a.xn--55qx5d:8080"),
    ("https://straße.example", "https://xn--strae-oqa.example"), ("https://BÜCHER.example", "https://xn--bcher-kva.example"),
    ("*.a.example", "https://*.a.example"), ("http://*.例子.公司", "http://*.xn--fsqu00a.xn--55qx5d"), ("http://[::1]:3000", "http://[::1]:3000"),
    ("localhost:3000", "https://localhost:3000"), ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
]  # fmt: skip
FAULTS = {
    Fault.NULL: ["null", " NULL "],
    Fault.WILDCARD: ["*", "https://*", "*.com", "https://*.co.uk", "*.github.io", "a.*.example", "*.*.a.example", "https://w*.a.example"],
    Fault.NO_ORIGIN: ["", "https://", "ftp://a.example", "javascript:alert", "a b.example", "https://a..example", "https://[::1", "a:99999",
                      "https://-a.example", "https://a!.example", "https://“a”.example"],
}  # fmt: skip


@pytest.mark.parametrize(("typed", "sent"), TYPED)
def test_what_is_typed_is_what_a_browser_sends(typed: str, sent: str) -> None:
    assert (read(typed), read(sent)) == (sent, sent)


@pytest.mark.parametrize(("fault", "typed"), [(fault, text) for fault, texts in FAULTS.items() for text in texts])
def test_what_can_never_match_is_told(fault: Fault, typed: str) -> None:
    with pytest.raises(NoOrigin) as told:
        read(typed)
    assert told.value.fault == fault


@given(st.text(max_size=60))
def test_whatever_is_typed_is_an_origin_for_good_or_refused(text: str) -> None:
    try:
        found = read(text)
    except NoOrigin:
        return
    assert (found.isascii(), read(found)) == (True, found)


def test_many_in_one_line() -> None:
    assert split(["https://a.example, https://b.example", "", " c.example；d.example\ne.example "]) == [
        "https://a.example", "https://b.example", "c.example", "d.example", "e.example",
    ]  # fmt: skip


def test_a_wildcard_is_every_name_below_and_nothing_else() -> None:
    allowed = frozenset({"https://*.a.example", "https://b.example"})
    inside = ["https://x.a.example", "https://x.y.a.example", "https://b.example"]
    outside = ["https://a.example", "http://x.a.example", "https://x.a.example:8443", "https://xa.example", "https://a.example.evil.example",
               "https://x.b.example", "null", "", "."]  # fmt: skip
    assert [lists(allowed, origin) for origin in inside + outside] == [True] * 3 + [False] * len(outside)
