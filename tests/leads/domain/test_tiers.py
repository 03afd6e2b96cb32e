"""A tier scheme: any input is a scheme or is refused by its place; each cell has one tier."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.tiers import AXES, DEFAULT, KEY, BadScheme, key_for, parse, plain

WORDS = ("Core", "核心", "a'b", "<b>", "🚀", "é", "0", "名 字")
KEYS = ("core", "0", "a_b", "a-b", "x" * 30, "t1", "9z", "b")
BROKEN = [
    (None, "scheme"),
    ({"shoes": 1}, "shoes"),
    ({}, "direction"),
    ({**plain(DEFAULT), "tiers": [{"key": "t1", "name": "One"}]}, "tiers"),
    ({**plain(DEFAULT), "tiers": [{"key": "T 1", "name": "One"}, {"key": "t2", "name": "Two"}]}, "tiers[0].key"),
    ({**plain(DEFAULT), "tiers": [{"key": "t1", "name": "One"}, {"key": "t1", "name": "Two"}]}, "tiers[1].key"),
    ({**plain(DEFAULT), "tiers": [{"key": "t1", "name": "One"}, {"key": "t2", "name": " one "}]}, "tiers[1].name"),
    ({**plain(DEFAULT), "tiers": [{"key": "t1", "name": "a\x00b"}, {"key": "t2", "name": "Two"}]}, "tiers[0].name"),
    ({**plain(DEFAULT), "cells": [["t1"]]}, "cells"),
    ({**plain(DEFAULT), "cells": [["t1"], ["t1"], ["t1"]]}, "cells[0]"),
    ({**plain(DEFAULT), "cells": [["t1", "t1", "t9"]] * 3}, "cells[0][2]"),
    ({**plain(DEFAULT), "cells": [["t1", "t1", ["t1"]]] * 3}, "cells[0][2]"),
    ({**plain(DEFAULT), "profit": {"name": "", "levels": []}}, "profit.name"),
]  # fmt: skip


@st.composite
def schemes(draw: st.DrawFn) -> dict[str, Any]:
    """A scheme as somebody may word it."""

    def named(most: int) -> list[dict[str, str]]:
        size, turn = draw(st.integers(2, most)), draw(st.integers(0, 7))
        return [{"key": KEYS[(n + turn) % 8], "name": WORDS[(n + 2 * turn) % 8], "name_zh": WORDS[n] if turn else ""} for n in range(size)]

    axes = {name: {"name": WORDS[n], "name_zh": "", "levels": named(6)} for n, name in enumerate(AXES)}
    tiers = named(8)
    chosen = iter(draw(st.lists(st.integers(0, len(tiers) - 1), min_size=36, max_size=36)))
    cells = [[tiers[next(chosen)]["key"] for _ in axes["profit"]["levels"]] for _ in axes["direction"]["levels"]]
    return {**axes, "tiers": tiers, "cells": cells}


@given(schemes())
def test_a_scheme_is_stored_and_read_as_it_is_and_each_cell_has_its_tier(told: dict[str, Any]) -> None:
    scheme = parse(told)
    assert plain(scheme) == told
    for i, level in enumerate(told["direction"]["levels"]):
        for j, column in enumerate(told["profit"]["levels"]):
            assert scheme.tier_of(level["key"], column["key"]) == told["cells"][i][j]
    assert scheme.tier_of("", "") == ""
    assert len(scheme.every_cell()) == len(scheme.direction.levels) * len(scheme.profit.levels)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(["direction", "profit", "tiers", "cells", "name", "levels", "key"]) | st.text(), x)))  # fmt: skip
def test_any_input_is_a_scheme_or_is_refused(told: Any) -> None:
    with suppress(BadScheme):
        assert plain(parse(told))


@pytest.mark.parametrize(("told", "place"), BROKEN)
def test_what_is_wrong_is_named_by_its_place(told: Any, place: str) -> None:
    with pytest.raises(BadScheme) as refused:
        parse(told)
    assert refused.value.field == place


def test_the_default_rises_with_both_axes() -> None:
    rank = {tier.key: place for place, tier in enumerate(DEFAULT.tiers)}
    cells = [[rank[tier] for tier in row] for row in DEFAULT.cells]
    assert all(row == sorted(row) for row in cells)
    assert all(list(column) == sorted(column) for column in zip(*cells, strict=True))


@given(st.text(), st.sets(st.sampled_from(["core", "core-2", "level", "level-2", "level-3"])))
def test_a_new_key_is_a_key_and_not_taken(name: str, taken: set[str]) -> None:
    key = key_for(name, taken)
    assert KEY.fullmatch(key)
    assert key not in taken
