"""Features that know the end are found by name, honest ones are not."""

from random import Random
from typing import Any

from scoring.domain.feature_leaks import FeatureLeak, count_late, found

RATE = 0.1


def crowd(**of: Any) -> list[tuple[Any, bool]]:
    """1,000 leads, a tenth with the outcome; each feature is a function of (outcome, random)."""
    random = Random(1)
    rows = []
    for number in range(1_000):
        ended = number % 10 == 0
        values = {name: told(ended, random) for name, told in of.items()}
        rows.append(({name: value for name, value in values.items() if value is not None}, ended))
    return rows


def test_what_only_won_leads_have_is_a_leak() -> None:
    rows = crowd(segment=lambda ended, random: random.choice("abc") if ended else None)
    assert found(rows, {}, ["segment"]) == [FeatureLeak("segment", "with_outcome", 100, 100)]


def test_what_only_lost_leads_have_is_a_leak() -> None:
    rows = crowd(lost_reason=lambda ended, random: None if ended else random.choice("ab"))
    assert found(rows, {}, ["lost_reason"]) == [FeatureLeak("lost_reason", "without_outcome", 900, 0)]


def test_a_value_that_only_won_leads_have_is_a_leak() -> None:
    rows = crowd(status=lambda ended, random: "won" if ended else random.choice(("open", "lost")))
    assert found(rows, {}, ["status"]) == [FeatureLeak("status", "value", 100, 100, "won")]


def test_honest_features_are_no_leaks() -> None:
    rows = crowd(
        source=lambda ended, random: random.choice(("fair", "fair", "search") if ended else ("fair", "search", "search")),
        title=lambda ended, random: "ceo" if random.random() < (0.6 if ended else 0.2) else None,
        spam=lambda ended, random: "junk" if not ended and random.random() < 0.2 else "fine",
        rare=lambda ended, random: "x" if ended and random.random() < 0.05 else None,
    )
    assert found(rows, {}, ["source", "title", "spam", "rare", "nobody_has_it"]) == []


def test_what_came_too_late_or_has_no_date_is_a_leak() -> None:
    late: dict[str, list[int]] = {}
    for number in range(10):
        count_late(late, {"budget", "title"}, {"budget"} if number < 4 else set(), {"size"} if number < 3 else set(), ended=True)
    count_late(late, {"title"}, {"title"}, set(), ended=False)
    assert late == {"budget": [10, 4, 0], "title": [10, 0, 0], "size": [0, 0, 3]}
    rows = crowd(budget=lambda *_: None)
    assert found(rows, late, ["budget", "title", "size"]) == [FeatureLeak("budget", "late", 10, 4), FeatureLeak("size", "undated", 3, 0)]
