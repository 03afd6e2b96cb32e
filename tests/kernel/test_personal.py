"""Texts of others lose what names somebody, and nothing else; JSON stays JSON whatever stands in it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kernel import personal, sql
from kernel.personal import GONE, Subject
from tests.cast import Cast

NOW = datetime(2026, 11, 25, tzinfo=UTC)


def about(*texts: str) -> Subject:
    return Subject([], [], [], [], [], [text.lower() for text in texts], NOW)


def cleaned(subject: Subject, text: str, value: dict[str, Any]) -> tuple[str, Any, bool]:
    """(the text, the object, whether either had named them)."""
    asked = f"""SELECT {personal.without("t")["t"]}, ({personal.without_in("j")["j"]})::text, {personal.mentioned_in("t", "j")}
        FROM (SELECT %(text)s::text AS t, %(value)s::jsonb AS j) x"""
    plain, told, named = sql.tuples(asked, text=text, value=json.dumps(value), **subject.params())[0]
    return plain, json.loads(told), named


@pytest.mark.parametrize(
    ("name", "text", "value", "plain", "told"),
    [
        ("lena@f.example", "to=LENA%40f.example", {"a": "by lena@f.example.", "b": 1}, f"to={GONE}", {"a": f"by {GONE}.", "b": 1}),
        ("+8613800138000", "tel:%2B8613800138000", {"+8613800138000": [1]}, f"tel:{GONE}", {GONE: [1]}),
        ("12345678", "no", {"number": 1234567890, "kept": 5, "list": ["12345678"]}, "no", {"number": None, "kept": 5, "list": None}),
        ('a","b": "c.*', 'x a","b": "c.* y', {'k"': 'a","b": "c.*', "n": {"d": 'a","b": "c.*'}}, f"x {GONE} y", {'k"': GONE, "n": None}),
        ("100%_sure", "100xysure 100%_sure", {"a": "100ab_sure"}, f"100xysure {GONE}", {"a": "100ab_sure"}),
        ("王小明的用户号码", "见王小明的用户号码。", {}, f"见{GONE}。", {}),
    ],
)  # fmt: skip
def test_what_goes_and_what_stays(acme: Cast, name: str, text: str, value: dict[str, Any], plain: str, told: Any) -> None:
    assert cleaned(about(name), text, value) == (plain, told, True)


def test_nobody_is_named_by_nothing(acme: Cast) -> None:
    assert cleaned(about(), "any a^ text", {"a": "b"}) == ("any a^ text", {"a": "b"}, False)


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=6, max_size=10)
SIMPLE = st.text(st.sampled_from('abc123.%_\\"{}[]()*+?|^$-@/,: '), min_size=6, max_size=9)
VALUES = st.recursive(st.none() | st.booleans() | st.integers() | SIMPLE | WORDS, lambda one: st.lists(one) | st.dictionaries(SIMPLE, one))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(names=st.lists(SIMPLE, min_size=1, max_size=3), value=st.dictionaries(SIMPLE, VALUES, max_size=4), before=SIMPLE, after=SIMPLE)
@example(names=['11111"'], value={'11111"': 0}, before="", after="")
@example(names=["\\\\\\\\\\\\"], value={"a": ["\\\\\\\\\\\\"]}, before="", after="")
def test_nothing_that_names_them_is_left(acme: Cast, names: list[str], value: dict[str, Any], before: str, after: str) -> None:
    value = {**value, "said": f"{before}{names[0]}{after}", "deep": [names[-1]]}
    subject = about(*names)
    plain, told, named = cleaned(subject, f"{before}{names[0]}{after}", value)
    assert named
    assert not any(name.lower() in plain.lower() for name in names if GONE not in name)
    assert told["deep"] is None if "deep" in told else True
    texts = [text for pair in told.items() for text in pair if isinstance(text, str)]
    assert not any(name.lower() in text.lower() for name in names for text in texts)
    spelt = {key: f"{key} {json.dumps([key, item], ensure_ascii=False)}".lower() for key, item in value.items()}
    kept = {key: item for key, item in value.items() if not any(name.lower() in spelt[key] for name in names)}
    assert {key: told[key] for key in kept if isinstance(kept[key], (int, type(None)))} == {
        key: item for key, item in kept.items() if isinstance(item, (int, type(None)))
    }
