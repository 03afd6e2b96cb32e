"""What nests too deep is cut off without reading it; the rest of the text stays as it is."""

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.domain import shape
from tracking.enums import DropReason

JSON = st.recursive(
    st.none() | st.text('[]{}"\\a', max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text('[]{}"\\a', max_size=3), inner, max_size=3),
)


def flat(value: Any, levels: int) -> Any:
    """What `cut` promises, said on the parsed value."""
    if isinstance(value, list | dict) and levels == 0:
        return 0
    if isinstance(value, list):
        return [flat(item, levels - 1) for item in value]
    return {key: flat(item, levels - 1) for key, item in value.items()} if isinstance(value, dict) else value


@given(value=JSON, levels=st.integers(1, 4))
def test_only_what_is_deeper_is_cut(value: Any, levels: int) -> None:
    assert json.loads(shape.cut(json.dumps(value).encode(), levels)) == flat(value, levels)


def pairs(value: Any) -> Any:
    """`value` whose objects are lists of pairs, so that a key can stand twice."""
    return st.builds(lambda kept: {"pairs": kept}, st.lists(st.tuples(st.text(':"\\\\a', max_size=2), value), max_size=3))


PLAIN = st.none() | st.integers(-9, 9) | st.text(':"\\a', max_size=4)
DOUBLED = st.recursive(PLAIN, lambda inner: pairs(inner) | st.lists(inner, max_size=3))


def written(value: Any, gap: str, escaped: bool) -> str:
    """As JSON, with `gap` around its colons, and its colons in texts as escapes."""
    if isinstance(value, dict):
        kept = (f"{written(key, gap, escaped)}{gap}:{gap}{written(item, gap, escaped)}" for key, item in value["pairs"])
        return "{" + ",".join(kept) + "}"
    if isinstance(value, list):
        return "[" + ",".join(written(item, gap, escaped) for item in value) + "]"
    text = json.dumps(value)
    return text.replace(":", "\\u003a") if escaped else text


def doubled(value: Any) -> bool:
    """Whether a key stands twice in some object of `value`."""
    if isinstance(value, dict):
        keys = [key for key, _item in value["pairs"]]
        return len(set(keys)) < len(keys) or any(doubled(item) for _key, item in value["pairs"])
    return isinstance(value, list) and any(doubled(item) for item in value)


@given(value=pairs(DOUBLED), gap=st.sampled_from(["", " ", "\n"]), escaped=st.booleans())
def test_a_key_that_stands_twice_is_always_seen_and_no_other_is(value: Any, gap: str, escaped: bool) -> None:
    text = written(value, gap, escaped).encode()
    if doubled(value):
        with pytest.raises(shape.Misshapen) as refused:
            shape.decode(text)
        assert refused.value.reason == DropReason.KEY_TWICE
    else:
        assert shape.decode(text) == json.loads(text)


def test_it_gives_up_on_too_much() -> None:
    began = time.monotonic()
    assert [shape.cut(text, 16) for text in (b"[" * 1_000_000, b"[0," * 300_000, b"[[" * 40)] == [b"", b"", b""]
    assert time.monotonic() - began < 1


NUMBERS = st.recursive(
    st.none() | st.text('[]{}"\\NaInfinity', max_size=12) | st.sampled_from(["NaN", "Infinity"]) | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("NaInfinity", max_size=8), inner, max_size=3),
)


@given(value=NUMBERS)
def test_only_bare_words_are_replaced_and_all_of_them_come_back(value: Any) -> None:
    text = json.dumps(value).encode()
    assert shape.as_sent(shape.readable(text)) == text

    def refuse(word: str) -> None:
        raise AssertionError(word)

    json.loads(shape.readable(text), parse_constant=refuse)


def test_no_text_takes_long() -> None:
    began = time.monotonic()
    quotes = b'NaN"' + b'\\"' * 400_000
    assert (shape.readable(quotes), shape.cut(quotes, 1)) == (b"9.0071e307" + quotes[3:], quotes)
    assert shape.readable(b"NaN," * 200_000) == b"NaN," * 200_000
    assert time.monotonic() - began < 1
