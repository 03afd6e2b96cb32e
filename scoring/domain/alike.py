"""valued_alike: whether two versions give the same points for the same past, so that the threshold of one may meet points of the other."""

from typing import Any

from scoring.domain.rule_shapes import Rules
from scoring.domain.rulebook import plain

# What judges points once they are there, who is told, and words.
JUDGES = {
    "threshold", "target_at", "margin", "grades", "levels", "return_penalty", "cool_down_days", "max_returns", "engaged_events", "models",
}  # fmt: skip
WORDS = {"label", "tags"}


def valued_alike(one: Rules, other: Rules) -> bool:
    """Rules of one lead, its score model laid over."""
    return one is other or _values(one) == _values(other)


def _values(rules: Rules) -> Any:
    return _without({key: value for key, value in plain(rules).items() if key not in JUDGES})


def _without(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without(value) for key, value in data.items() if key not in WORDS}
    return [_without(each) for each in data] if isinstance(data, list) else data
