"""A score model that cannot be one says where and why; one that can makes the rulebook that simply has its numbers."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.domain import rulebook
from scoring.domain.by_channel import Books, model_of, rules_of, thresholds
from scoring.domain.default_pack import DEFAULT
from scoring.domain.kernels import RuleDecay
from scoring.domain.points import of_rules
from scoring.domain.rule_shapes import Rules
from scoring.domain.rulebook import BadRules
from scoring.domain.score_model import ScoreModel
from tracking.enums import Channel

PLAIN = rulebook.plain(DEFAULT)
POINTS = of_rules(DEFAULT)
Given = dict[str, float]
ADS = {"name": "ads", "label": "Search ads", "channels": ["paid_search"]}


def made(*models: dict[str, Any], **changes: Any) -> Rules:
    return rulebook.parse({**PLAIN, **changes, "models": list(models)})


def problems(*models: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(BadRules) as caught:
        made(*models, **changes)
    return [(problem.field, problem.detail) for problem in caught.value.problems]


def test_names_that_are_taken_or_not_there_are_told_with_the_mend() -> None:
    assert problems({**ADS, "points": {"event:nothing": 1}}) == [
        ("models[0].points", "“event:nothing” is no rule of this rulebook: name one such as page:pricing.")
    ]
    assert problems({**ADS, "channels": ["paid-search"]})[0][0] == "models[0].channels"
    assert "use direct, organic_search" in problems({**ADS, "channels": ["paid-search"]})[0][1]
    assert problems({**ADS, "channels": []})[0][0] == "models[0].channels"
    assert problems({**ADS, "name": "default"})[0][0] == "models[0].name"
    assert [field for field, _ in problems(ADS, {**ADS, "channels": ["email"]})] == ["models[1].name"]
    assert problems(ADS, {**ADS, "name": "more"}) == [
        ("models[1].channels", "“paid_search” is in “Search ads” already: a channel has one model.")
    ]
    assert problems({**ADS, "channels": ["email", "email"]})[0][0] == "models[0].channels"


def test_numbers_that_would_be_wrong_in_the_rulebook_are_wrong_in_a_model() -> None:
    assert problems({**ADS, "threshold": 20})[0] == ("models[0].target_at", "A target comes before an MQL: at most the threshold.")
    assert problems({**ADS, "threshold": 10, "target_at": 5})[0][0] == "models[0].margin"
    assert problems({**ADS, "points": {"silence": 5}})[0][0] == "models[0].silence.points"
    assert problems({**ADS, "points": {"fit:free_mail": 5}})[0][0] == "models[0].deductions.free_mail"
    assert problems({**ADS, "points": {"event:product_tried": 5_000}})[0][0] == "models[0].points[...]"
    assert problems({**ADS, "treshold": 5})[0][0] == "models[0]"
    capped = [{**event, "cap": 5.0} if event["points"] > 0 else event for event in PLAIN["events"]]
    assert problems({**ADS, "points": {"event:product_tried": -5}}, events=capped)[0][1] == "This rule takes points: limit it with a floor."
    # What is wrong with the rulebook itself is told once, not once a model.
    assert [field for field, _ in problems(ADS, margin=60)] == ["margin"]


def test_without_models_the_digest_is_as_it_was() -> None:
    old = {"pages": [], "events": [{"event": "x", "label": "X", "points": 5}], "fit": []}
    assert rulebook.digest({**old, "models": []}) == rulebook.digest(old)
    assert rulebook.digest({**old, "models": [ADS]}) != rulebook.digest(old)


names = st.sampled_from(sorted(rule for rule in POINTS if POINTS[rule] > 0))
numbers = st.dictionaries(names, st.integers(1, 500).map(lambda tenths: tenths / 10), max_size=8)


@settings(max_examples=40)
@given(numbers, numbers, st.sampled_from([None, 45.0, 90.0]))
def test_each_channel_has_the_rulebook_with_the_numbers_of_its_model(
    ads: dict[str, float], mail: dict[str, float], at: float | None
) -> None:
    rules = made({**ADS, "points": ads, "threshold": at}, {"name": "mail", "label": "Mail", "channels": ["email", "ai"], "points": mail})
    books = Books(rules)
    for channel in (*Channel.values, ""):
        wanted = {"paid_search": ads, "email": mail, "ai": mail}.get(channel, {})
        own = books.of(channel).rules
        assert of_rules(own) == {**POINTS, **wanted}
        assert own.threshold == (at if at and channel == "paid_search" else DEFAULT.threshold)
        if wanted:
            assert own.models == []
    assert books.of("email") is books.of("ai")
    assert thresholds(rules) == ({"paid_search": at} if at else {})


def test_a_model_that_says_nothing_is_the_rulebook() -> None:
    model = ScoreModel("ads", "Search ads", ["paid_search"])
    assert rules_of(DEFAULT, model) == DEFAULT
    assert (model_of(made(ADS), "paid_search"), model_of(made(ADS), "direct")) == (model, None)
    assert Books(DEFAULT).by_channel == {}


def test_caps_and_decays_of_behaviour_and_what_does_not_count() -> None:
    often = {"name": "often", "label": "Often", "when": "event:product_tried", "times": 2, "days": 7, "points": 3.0}
    model = {**ADS, "caps": {"event:product_tried": 25, "page:pricing": 30}, "decays": {"page:pricing": {"kind": "step", "days": 9}},
             "off": ["event:asset_downloaded", "fit:title_chief", "fit:free_mail", "silence", "page:careers"]}  # fmt: skip
    own = rules_of(made(model, patterns=[often]), made(model, patterns=[often]).models[0])
    events, pages = {e.event: e for e in own.events}, {p.name: p for p in own.pages}
    assert (events["product_tried"].cap, pages["pricing"].cap, pages["pricing"].decay) == (25, 30, RuleDecay("step", 9))
    assert [events["asset_downloaded"].points, pages["careers"].points, own.deductions.free_mail, own.silence.points] == [0, 0, 0, 0]
    assert [rule.points for rule in own.fit if rule.name == "title_chief"] == [0]
    assert [pattern.name for pattern in own.patterns] == ["often"]
    blind = {**ADS, "off": ["event:product_tried"]}
    assert rules_of(made(blind, patterns=[often]), made(blind, patterns=[often]).models[0]).patterns == []
    assert problems({**ADS, "caps": {"fit:title_chief": 5}})[0] == (
        "models[0].caps", "“fit:title_chief” has neither a cap nor a decay: only pages, events and patterns have."
    )  # fmt: skip
    assert problems({**ADS, "off": ["event:nothing"]})[0][0] == "models[0].off"
    assert problems({**ADS, "caps": {"page:careers": 5}})[0][0] == "models[0].pages[7].cap"
    assert rulebook.digest({**PLAIN, "models": [{**ADS, "caps": {}}]}) == rulebook.digest({**PLAIN, "models": [ADS]})
