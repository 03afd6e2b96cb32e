"""Which rule of an event gives its points: by what the event says."""

import json
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.domain.engine import Activity, Book, score
from scoring.domain.event_rules import covers, holds, in_short, never_count
from scoring.domain.ideas import labels
from scoring.domain.points import of_rules
from scoring.domain.rule_shapes import EventRule, PropertyCondition
from scoring.domain.rulebook import BadRules
from scoring.domain.score_model import ScoreModel, laid_over
from tests.conftest import NOON

TOLD = {"form": "demo", "minutes": "30", "free": "true", "empty": "", "much": "1e3", "endless": "inf", "list": '["demo"]'}
WHOLE = {"event": "webinar_attended", "name": "whole", "label": "Stayed", "points": 15, "where": [{"property": "minutes", "at_least": 30}]}
REST = {"event": "webinar_attended", "label": "Came", "points": 5}


def rules(*events: dict[str, object]) -> rulebook.Rules:
    return rulebook.parse({"pages": [], "events": list(events), "fit": []})


def problems(*events: dict[str, object]) -> list[str]:
    with pytest.raises(BadRules) as caught:
        rules(*events)
    return [problem.field for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (PropertyCondition("form", any_of=["trial", "demo"]), True), (PropertyCondition("form", any_of=["Demo"]), False),
        (PropertyCondition("minutes", any_of=["30"]), True), (PropertyCondition("free", any_of=["true"]), True),
        (PropertyCondition("minutes", at_least=30), True), (PropertyCondition("minutes", at_least=30.5), False),
        (PropertyCondition("minutes", at_most=30), True), (PropertyCondition("minutes", at_most=0), False),
        (PropertyCondition("much", at_least=1_000), True), (PropertyCondition("form", at_least=-1), False),
        (PropertyCondition("endless", at_least=1), False), (PropertyCondition("list", any_of=["demo"]), False),
        (PropertyCondition("form", known=True), True), (PropertyCondition("empty", known=True), False),
        (PropertyCondition("gone", known=True), False), (PropertyCondition("gone", at_most=7), False),
    ],
)  # fmt: skip
def test_a_condition(condition: PropertyCondition, expected: bool) -> None:
    assert holds(condition, TOLD) is expected


def points(properties: dict[str, object] | None, *events: dict[str, object]) -> list[tuple[str, float]]:
    said = json.dumps({key: str(value) for key, value in properties.items()}) if properties is not None else None
    done = Activity(UUID(int=9), UUID(int=1), "track", "Webinar Attended", "", "", NOON, properties=said)
    return [(entry.rule, entry.points) for entry in score(Book(rules(*events)), [done]).entries]


def test_the_first_that_fits_counts_under_its_own_name() -> None:
    assert points({"minutes": 45}, WHOLE, REST) == [("event:webinar_attended.whole", 15)]
    assert points({"minutes": 5}, WHOLE, REST) == [("event:webinar_attended", 5)]
    assert points({}, WHOLE, REST) == [("event:webinar_attended", 5)]
    assert points(None, REST) == [("event:webinar_attended", 5)]
    with pytest.raises(LookupError):
        points(None, WHOLE, REST)
    assert points({"minutes": 5}, WHOLE) == []
    both = {**WHOLE, "where": [*WHOLE["where"], {"property": "plan", "any_of": ["pro"]}]}  # type: ignore[misc]
    assert points({"minutes": 45, "plan": "team"}, both, REST) == [("event:webinar_attended", 5)]


def test_what_cannot_be_is_named() -> None:
    assert problems(REST, WHOLE) == ["events[1].where"]
    assert problems(REST, REST) == ["events[1]", "events[1].where"]
    assert problems({**WHOLE, "where": [{"property": "minutes"}]}) == ["events[0].where[0]"]
    assert problems({**WHOLE, "where": [{"property": "minutes", "at_least": 1, "known": True}]}) == ["events[0].where[0]"]
    assert problems({**WHOLE, "where": [{"property": "minutes", "at_least": "30"}]}) == ["events[0].where[0].at_least"]
    assert problems({**WHOLE, "name": "x" * 60}) == ["events[0].name"]
    assert problems({**WHOLE, "name": "Ganz"}) == ["events[0].name"]


NUMBERS = st.sampled_from(["", "1", "2", "3.5", "x"])
CONDITIONS = st.one_of(
    st.builds(PropertyCondition, st.just("a"), any_of=st.lists(NUMBERS.filter(bool), min_size=1, max_size=3)),
    st.builds(PropertyCondition, st.just("a"), at_least=st.sampled_from([1.0, 2.0, 3.0])),
    st.builds(PropertyCondition, st.just("a"), at_most=st.sampled_from([1.0, 2.0, 3.0])),
    st.builds(PropertyCondition, st.sampled_from(["a", "b"]), known=st.just(True)),
)


@given(st.lists(CONDITIONS, min_size=1, max_size=3), st.lists(CONDITIONS, min_size=1, max_size=3), NUMBERS, NUMBERS)
def test_what_is_covered_never_holds_alone(one: list[PropertyCondition], other: list[PropertyCondition], a: str, b: str) -> None:
    told = {"a": a, "b": b}
    if covers(one, other) and all(holds(each, told) for each in other):
        assert all(holds(each, told) for each in one)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (PropertyCondition("n", at_least=30), PropertyCondition("n", at_least=60), True),
        (PropertyCondition("n", at_least=60), PropertyCondition("n", at_least=30), False),
        (PropertyCondition("n", at_most=60), PropertyCondition("n", at_most=30), True),
        (PropertyCondition("n", at_most=60), PropertyCondition("n", at_least=30), False),
        (PropertyCondition("n", known=True), PropertyCondition("n", at_least=30), True),
        (PropertyCondition("n", at_least=3), PropertyCondition("n", any_of=["4", "5"]), True),
        (PropertyCondition("n", at_least=3), PropertyCondition("n", any_of=["4", "2"]), False),
        (PropertyCondition("n", any_of=["a", "b"]), PropertyCondition("n", any_of=["b"]), True),
        (PropertyCondition("n", any_of=["a"]), PropertyCondition("n", known=True), False),
        (PropertyCondition("m", known=True), PropertyCondition("n", known=True), False),
    ],
)
def test_which_conditions_cover_which(one: PropertyCondition, other: PropertyCondition, expected: bool) -> None:
    assert covers([one], [other]) is expected


def test_a_rule_that_never_counts_is_named_and_can_still_be_read() -> None:
    less = {**WHOLE, "name": "half", "where": [{"property": "minutes", "at_least": 15}]}
    assert [problem.field for problem in never_count(rules(less, WHOLE, REST).events)] == ["events[1].where"]
    assert list(never_count(rules(WHOLE, less, REST).events)) == []
    elsewhere = {**WHOLE, "event": "demo_watched"}
    assert list(never_count(rules(less, elsewhere).events)) == []


def test_it_has_one_name_everywhere() -> None:
    made = rules(WHOLE, REST)
    assert of_rules(made)["event:webinar_attended.whole"] == 15
    assert labels(made)["event:webinar_attended.whole"] == "Stayed (minutes ≥ 30)"
    model = ScoreModel("ads", "Ads", ["social"], points={"event:webinar_attended.whole": 9}, off=["event:webinar_attended"])
    assert [rule["points"] for rule in laid_over(rulebook.plain(made), model)["events"]] == [9, 0]
    watched = {"name": "often", "label": "Often", "when": "event:webinar_attended.whole", "days": 9, "points": 5, "times": 2}
    assert rulebook.parse({**rulebook.plain(made), "patterns": [watched]}).patterns[0].when == "event:webinar_attended.whole"


def test_it_is_said_as_the_form_takes_it() -> None:
    conditions = [PropertyCondition("form", any_of=["a", "b"]), PropertyCondition("n", at_most=2.5), PropertyCondition("plan", known=True)]
    assert in_short(conditions) == "form = a | b, n ≤ 2.5, plan"


def test_rules_that_ask_nothing_are_as_they_were() -> None:
    plain = rulebook.plain(DEFAULT)
    without = {**plain, "events": [{key: value for key, value in rule.items() if key not in ("where", "name")} for rule in plain["events"]]}
    assert rulebook.digest(without) == rulebook.digest(plain)
    assert EventRule("x", "X", 1.0).key == "event:x"
