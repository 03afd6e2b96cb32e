"""What may be published, and to where a form may lead."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capture.domain import public_ids, starters
from capture.domain.content import Content, Field, Problem, allowed, as_dict, problems, read
from kernel import ids

OURS = frozenset({"https://www.acme.example"})


@pytest.mark.parametrize("starter", starters.ALL, ids=lambda one: one.key)
def test_every_starter_but_for_its_asset_can_be_published(starter: starters.Starter) -> None:
    left = [Problem("no_asset")] if starter.key == "download" else []
    assert problems(starter.content) == left
    assert read(as_dict(starter.content)) == starter.content


def test_every_reason_is_named_with_its_field() -> None:
    fields = (
        Field("Bad key", "text", {"en": "x"}),
        Field("a", "select", {"en": "x"}),
        Field("a", "text"),
        Field("c", "consent", {"en": "x"}),
    )
    found = problems(Content(double_opt_in=True, after="redirect", redirect_url="https://evil.example", fields=fields), OURS)
    assert {(one.code, one.field) for one in found} == {
        ("key", "Bad key"), ("options", "a"), ("label", "a"), ("purpose", "c"), ("twice", "a"), ("no_title", ""), ("no_address", ""),
        ("redirect", ""),
    }  # fmt: skip


@pytest.mark.parametrize(("seconds", "may"), [(-1, False), (0, True), (1, True), (3_600, True), (3_601, False)])
def test_hesitation_begins_within_an_hour(seconds: int, may: bool) -> None:
    assert (Problem("hesitation") in problems(Content(hesitation=seconds))) != may


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://www.acme.example/thanks?x=1", True),
        ("https://www.acme.example.evil.example/", False),
        ("https://www.acme.example@evil.example/", False),
        ("//evil.example", False),
        ("javascript:alert(1)", False),
        ("https://www.acme.example\\@evil.example", False),
        ("http://[", False),
    ],
)
def test_a_form_leads_only_to_own_sites(url: str, may: bool) -> None:
    assert allowed(url, OURS) == may


@given(st.uuids(), st.text(alphabet=ids.ALPHABET, min_size=8, max_size=8))
def test_a_public_id_says_workspace_and_code(workspace_id: object, code: str) -> None:
    assert public_ids.split(public_ids.join(workspace_id, code)) == (workspace_id, code)  # type: ignore[arg-type]


@given(st.text())
def test_any_other_word_is_none(text: str) -> None:
    found = public_ids.split(text)
    assert found is None or public_ids.join(*found) == text


def test_what_has_not_its_shape_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        read({"fields": [{"kind": "text"}]})


def test_a_form_leads_to_names_in_any_script_and_below_a_wildcard() -> None:
    ours = frozenset({"https://xn--fsqu00a.xn--55qx5d", "https://*.acme.example", "http://localhost:3000"})
    led = ["https://例子.公司/danke", "https://xn--fsqu00a.xn--55qx5d:443/", "https://de.acme.example/x?y", "http://localhost:3000/"]
    astray = ["https://*.acme.example/", "https://acme.example/", "https://de.acme.example@evil.example/", "https://evil.example\\.acme.example/",
              "javascript:alert(1)", "//de.acme.example/", ""]  # fmt: skip
    assert [allowed(url, ours) for url in led + astray] == [True] * 4 + [False] * len(astray)
