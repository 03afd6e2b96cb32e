"""Which score model scores a lead: the one of its entry channel, else the rulebook itself (F060).

The entry channel is that of the lead (the episode): written when it begins, never changed, also not by a merge, where the first touch
of a person may become another's. Routing asks the same. So only another rulebook gives a lead another model.
"""

from collections.abc import Mapping

from scoring.domain.engine import Book
from scoring.domain.rule_shapes import Rules
from scoring.domain.rulebook import parse, plain
from scoring.domain.score_model import ScoreModel, laid_over


def rules_of(rules: Rules, model: ScoreModel) -> Rules:
    """The rulebook that simply has the numbers of `model`."""
    return parse(laid_over(plain(rules), model))


def model_of(rules: Rules, channel: str) -> ScoreModel | None:
    """None: the rulebook itself."""
    return next((model for model in rules.models if channel in model.channels), None)


def thresholds(rules: Rules) -> dict[str, float]:
    """Entry channel → threshold, of the models that have one of their own."""
    return {channel: model.threshold for model in rules.models if model.threshold is not None for channel in model.channels}


class Books:
    """The books of one rulebook, made ready once: `default`, and by entry channel those of its models."""

    def __init__(self, rules: Rules) -> None:
        self.default = Book(rules)
        self.by_channel: Mapping[str, Book] = {
            channel: book for model in rules.models for book in [Book(rules_of(rules, model))] for channel in model.channels
        }

    def of(self, channel: str) -> Book:
        return self.by_channel.get(channel, self.default)
