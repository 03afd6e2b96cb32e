"""Whose value survives: every rule, on every pair."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leads.domain.merge import COMPANY, put_back, survivors
from leads.domain.survivorship import STANDARD, Side, choose, problem
from leads.enums import Survivorship
from tests.conftest import NOON

BLANK: dict[str, Any] = {**dict.fromkeys(STANDARD, ""), "company_id": None, "attributes": {}, "first_touch": {}, "last_touch": {}}
TIMES = st.integers(0, 3).map(lambda days: NOON + timedelta(days=days))
TEXTS = st.sampled_from(["", "L. Fischer", "Lena Fischer", "CTO", "王伟"])
RULES = st.fixed_dictionaries(dict.fromkeys(STANDARD, st.sampled_from(list(Survivorship))))
ROWS = st.fixed_dictionaries(
    {
        **dict.fromkeys(STANDARD, TEXTS),
        "company_id": st.sampled_from([None, "acme", "globex"]),
        "created_at": TIMES,
        "known_at": TIMES | st.none(),
        "last_active_at": TIMES | st.none(),
    }
).map(lambda fields: {**BLANK, **fields})


def row(**fields: Any) -> dict[str, Any]:
    return {**BLANK, "created_at": NOON, "known_at": NOON, "last_active_at": NOON, **fields}


@pytest.mark.parametrize(
    ("rule", "survives"),
    [("recent", "other"), ("oldest", "one"), ("trusted", "other"), ("complete", "one"), ("kept", "one")],
)
def test_every_rule_chooses(rule: str, survives: str) -> None:
    one = row(name="Lena Fischer", created_at=NOON - timedelta(days=9))
    other = row(name="L. Fischer", last_active_at=NOON + timedelta(days=1))
    assert choose({"name": Survivorship(rule)}, Side(one, 1, True), Side(other, 0, False)) == {"name": survives}


@given(rules=RULES, one=ROWS, other=ROWS, trust=st.tuples(st.integers(0, 4), st.integers(0, 4)), first=st.booleans())
def test_it_does_not_matter_which_is_named_first_and_what_is_filled_survives(
    rules: dict[str, Survivorship], one: dict[str, Any], other: dict[str, Any], trust: tuple[int, int], first: bool
) -> None:
    a, b = Side(one, trust[0], first), Side(other, trust[1], not first)
    chosen, mirrored = choose(rules, a, b), choose(rules, b, a)
    for name in rules:
        assert chosen[name] != mirrored[name]
        value, lost = (one, other)[chosen[name] == "other"][name], (one, other)[chosen[name] == "one"][name]
        assert bool(value) == bool(one[name] or other[name])
        if value and lost and rules[name] == Survivorship.KEPT:
            assert chosen[name] == ("one" if first else "other")


@given(one=ROWS, other=ROWS, rules=RULES, trust=st.tuples(st.integers(0, 4), st.integers(0, 4)))
def test_what_survives_is_given_back(
    one: dict[str, Any], other: dict[str, Any], rules: dict[str, Survivorship], trust: tuple[int, int]
) -> None:
    chosen = choose(rules, Side(one, trust[0], True), Side(other, trust[1], False))
    changes = survivors(one, other, {name: "winner" if side == "one" else "loser" for name, side in chosen.items()})
    merged = {**one, **changes}
    for name, side in chosen.items():
        if name not in COMPANY:
            assert merged[name] == (one if side == "one" else other)[name]
    companies = [tuple(each[name] for name in COMPANY) for each in (one, other)]
    assert tuple(merged[name] for name in COMPANY) in companies
    assert {**merged, **{name: put_back(merged[name], one[name], changes[name]) for name in changes}} == one


def test_a_company_is_taken_whole_or_not_at_all() -> None:
    """A name of one company must not stand beside the id of another."""
    ours, theirs = row(company_name="Fischer Consulting"), row(company_name="Acme", company_id="acme")
    assert survivors(ours, theirs, {"company_name": "winner"}) == {}
    assert survivors(ours, theirs, {"company_name": "loser"}) == {"company_name": "Acme", "company_id": "acme"}
    assert survivors({**ours, "company_name": "Acme"}, theirs) == {"company_id": "acme"}
    assert survivors(theirs, ours, {"company_name": "loser"}) == {"company_name": "Fischer Consulting", "company_id": None}


@pytest.mark.parametrize(("changes", "field"), [({"name": "best"}, "name"), ({"shoe": "recent"}, "shoe"), ({"name": ""}, "name")])
def test_rules_that_are_none_name_the_field(changes: dict[str, str], field: str) -> None:
    wrong = problem({**{name: rule.value for name, rule in STANDARD.items()}, **changes})
    assert wrong is not None
    assert wrong[0] == field
    assert problem({name: rule.value for name, rule in STANDARD.items()}) is None
    assert problem({}) is not None
