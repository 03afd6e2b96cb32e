"""What nests too deep is cut off without reading it; the rest of the text stays as it is."""

import json
import time
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tracking.domain import shape

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


def test_it_gives_up_on_too_much() -> None:
    began = time.monotonic()
    assert [shape.cut(text, 16) for text in (b"[" * 1_000_000, b"[0," * 300_000, b"[[" * 40)] == [b"", b"", b""]
    assert time.monotonic() - began < 1
