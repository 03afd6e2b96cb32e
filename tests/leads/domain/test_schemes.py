"""Stage schemes: any input is one or is refused by its place; every one of the nine belongs to exactly one of the six."""

import copy
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.lifecycle import ORDER
from leads.domain.schemes import DEFAULTS, KEYS, SIX_KEYS, parse, plain
from leads.domain.tiers import BadScheme
from leads.enums import SchemeName

NINE, SIX = SchemeName.NINE.value, SchemeName.SIX.value


def changed(name: str, *path: Any, to: Any) -> dict[str, Any]:
    """The default with one value put in at that path."""
    found = copy.deepcopy(plain(name, DEFAULTS[name]))
    *way, last = path
    place: Any = found
    for step in way:
        place = place[step]
    place[last] = to
    return found


@pytest.mark.parametrize("name", [NINE, SIX])
def test_the_defaults_are_schemes_and_read_back_as_they_are(name: str) -> None:
    assert parse(name, plain(name, DEFAULTS[name])) == DEFAULTS[name]
    assert tuple(stage.key for stage in DEFAULTS[name].stages) == KEYS[name]
    assert tuple(key for six in DEFAULTS[name].stages for key in DEFAULTS[name].behind(six.key)) == ORDER


@pytest.mark.parametrize(
    ("name", "given", "place"),
    [
        (NINE, None, "scheme"),
        (NINE, {"mapping": {}}, "mapping"),
        (NINE, {}, "stages"),
        (NINE, {"stages": "mql"}, "stages"),
        (NINE, {"stages": []}, "stages"),
        (NINE, changed(NINE, "stages", 3, "key", to="target"), "stages"),
        (NINE, changed(NINE, "stages", 3, "name", to=" "), "stages[3].name"),
        (NINE, changed(NINE, "stages", 3, "name", to="mql"), "stages[5].name"),
        (NINE, changed(NINE, "stages", 3, "text", to="x" * 2_001), "stages[3].text"),
        (NINE, changed(NINE, "stages", 3, "text", to="a\x00b"), "stages[3].text"),
        (NINE, changed(NINE, "stages", 3, "sla_hours", to=0), "stages[3].sla_hours"),
        (NINE, changed(NINE, "stages", 3, "sla_hours", to="24"), "stages[3].sla_hours"),
        (NINE, changed(NINE, "stages", 3, "sla_hours", to=True), "stages[3].sla_hours"),
        (NINE, changed(NINE, "stages", 3, "sla_hours", to=8_761), "stages[3].sla_hours"),
        (NINE, changed(NINE, "stages", 3, "colour", to="red"), "stages[3].colour"),
        (NINE, changed(NINE, "stages", 3, "owner_team", to=7), "stages[3].owner_team"),
        (NINE, changed(NINE, "ping_pong", "times", to=0), "ping_pong.times"),
        (NINE, changed(NINE, "ping_pong", "days", to=1.5), "ping_pong.days"),
        (NINE, changed(NINE, "ping_pong", to={"hours": 1}), "ping_pong"),
        (NINE, changed(NINE, "reasons", to=[]), "reasons"),
        (NINE, changed(NINE, "reasons", 0, "key", to="No Budget"), "reasons[0].key"),
        (NINE, changed(NINE, "reasons", 0, "key", to="other"), "reasons"),
        (NINE, changed(NINE, "reasons", 1, "name", to="Bad data"), "reasons[3].name"),
        (SIX, changed(SIX, "mapping", "mql", to="market"), "mapping.mql"),
        (SIX, changed(SIX, "mapping", "sql", to="stranger"), "mapping.sql"),
        (SIX, changed(SIX, "mapping", "friend", to="stranger"), "mapping"),
        (SIX, changed(SIX, "mapping", to={"mql": "mature_market"}), "mapping"),
        (SIX, changed(SIX, "ping_pong", to={}), "ping_pong"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_place(name: str, given: Any, place: str) -> None:
    with pytest.raises(BadScheme) as refused:
        parse(name, given)
    assert refused.value.field == place


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 30) | st.text(max_size=4) | st.sampled_from([*ORDER, *SIX_KEYS, "stages", "mapping"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["stages", "mapping", "key", "name", "mql"]), inner),
    max_leaves=8,
)


@given(st.sampled_from([NINE, SIX]), anything, st.sampled_from(["stages", "mapping", "ping_pong", "reasons"]))
def test_any_input_is_a_scheme_or_is_refused(name: str, value: Any, part: str) -> None:
    for given_value in (value, {**plain(name, DEFAULTS[name]), part: value}):
        with suppress(BadScheme):
            assert parse(name, plain(name, parse(name, given_value))) == parse(name, given_value)


@given(st.lists(st.integers(0, 5), min_size=9, max_size=9))
def test_a_mapping_keeps_the_order_and_leaves_no_stage_empty(places: list[int]) -> None:
    mapping = {nine: SIX_KEYS[place] for nine, place in zip(ORDER, places, strict=True)}
    given_value = {**plain(SIX, DEFAULTS[SIX]), "mapping": mapping}
    if places != sorted(places) or set(places) != set(range(6)):
        with pytest.raises(BadScheme) as refused:
            parse(SIX, given_value)
        assert refused.value.field.startswith("mapping")
    else:
        scheme = parse(SIX, given_value)
        assert tuple(nine for key in SIX_KEYS for nine in scheme.behind(key)) == ORDER
