"""The definition of a tag, from whatever a form, a file or the API gives."""

from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scoring.domain.tag_settings import COLUMNS, BadSettings, TagSettings, parse


def test_nothing_given_is_a_factual_tag_that_fades_like_the_score() -> None:
    assert parse({}) == TagSettings("factual", fading="exponential", lasts_days=None, cap=None)


def test_numbers_may_be_typed() -> None:
    assert parse({"fading": "LINEAR", "lasts_days": " 30 ", "cap": "2.5"}) == TagSettings(fading="linear", lasts_days=30, cap=2.5)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "guess"}, "kind"),
        ({"fading": "slowly"}, "fading"),
        ({"fading": "linear"}, "lasts_days"),
        ({"fading": "step"}, "lasts_days"),
        ({"lasts_days": "0"}, "lasts_days"),
        ({"lasts_days": "1.5"}, "lasts_days"),
        ({"lasts_days": "inf"}, "lasts_days"),
        ({"cap": "nan"}, "cap"),
        ({"cap": -1}, "cap"),
        ({"metric": "x" * 121}, "metric"),
        ({"kind": "predictive"}, "model_version"),
        ({"kind": "predictive", "model_version": "churn-3", "metric": " "}, "metric"),
    ],
)
def test_what_cannot_be_is_named(given: dict[str, object], field: str) -> None:
    with pytest.raises(BadSettings) as refused:
        parse(given)
    assert refused.value.field == field


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(COLUMNS), st.none() | st.text(max_size=200) | st.floats() | st.integers() | st.booleans()))
def test_anything_is_settings_or_a_named_refusal(given: dict[str, object]) -> None:
    try:
        found, wrong = parse(given), ""
    except BadSettings as error:
        found, wrong = TagSettings(), error.field
    assert wrong in ("", *COLUMNS)
    assert parse(asdict(found)) == found
