"""The plain-Python model says what scikit-learn says, and its reasons add up to it."""

import math
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.domain import logistic
from scoring.domain.encoding import Encoding, learn
from scoring.domain.logistic import Model

NAMES = ("source", "landing", "company_size", "attribute:x")


def crowd(seed: int, count: int) -> list[dict[str, Any]]:
    """Leads with many levels, numbers as texts, and holes."""
    random = Random(seed)
    whole = [
        {
            "source": random.choice(("fair", "search", "")), "landing": f"/{int(random.expovariate(0.02))}",
            "company_size": float(random.randrange(1, 5_000)), "attribute:x": str(random.gauss(0, 100)),
        }
        for _ in range(count)
    ]  # fmt: skip
    return [{name: value for name, value in facts.items() if value != "" and random.random() < 0.9} for facts in whole]


@pytest.mark.parametrize("seed", range(4))
def test_probabilities_are_those_of_scikit_learn(seed: int) -> None:
    numpy = pytest.importorskip("numpy")
    linear = pytest.importorskip("sklearn.linear_model")
    rows, random = crowd(seed, 400), Random(seed)
    code = learn(rows, NAMES)
    matrix = numpy.zeros((len(rows), len(code.columns)))
    for number, facts in enumerate(rows):
        for place, value in code.vector(facts).items():
            matrix[number, place] = value
    outcomes = [random.random() < (0.6 if facts.get("source") == "fair" else 0.2) for facts in rows]
    fitted = linear.LogisticRegression(max_iter=2_000).fit(matrix, outcomes)
    model = Model(code, tuple(map(float, fitted.coef_[0])), tuple(matrix.mean(axis=0)), float(fitted.intercept_[0]))
    again = logistic.parse(logistic.plain(model))
    theirs = fitted.predict_proba(matrix)[:, 1]
    assert max(abs(again.probability(facts) - float(their)) for facts, their in zip(rows, theirs, strict=True)) < 1e-9
    assert len({round(float(their), 6) for their in theirs}) > 100


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.floats(-20, 20), min_size=40, max_size=40))
def test_reasons_and_the_average_lead_add_up_to_the_log_odds(seed: int, numbers: list[float]) -> None:
    rows = crowd(seed, 30)
    code = learn(rows, NAMES)
    width = len(code.columns)
    weights = tuple((numbers * (1 + width // len(numbers)))[:width])
    model = Model(code, weights, logistic.means([code.vector(facts) for facts in rows], width), numbers[0])
    for facts in (*rows, {}):
        reasons = model.reasons(facts)
        assert math.fsum((model.base, *(reason.adds for reason in reasons))) == pytest.approx(model.log_odds(facts), abs=1e-9)
        assert sorted(reason.feature for reason in reasons) == sorted(NAMES)
        assert [abs(reason.adds) for reason in reasons] == sorted((abs(reason.adds) for reason in reasons), reverse=True)
    assert logistic.parse(logistic.plain(model)) == model


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_a_probability_is_one_and_follows_the_log_odds(low: float, high: float) -> None:
    low, high = sorted((low, high))
    assert 0 <= logistic.logistic(low) <= logistic.logistic(high) <= 1
    assert logistic.logistic(0) == 0.5


def test_a_model_of_nothing_says_the_same_of_everybody() -> None:
    model = Model(Encoding(()), (), (), -1.0)
    assert (model.probability({"x": "y"}), model.reasons({"x": "y"})) == (logistic.logistic(-1.0), [])
