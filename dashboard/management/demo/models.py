"""The predictive model of a demo workspace: who of its leads sales will accept within two weeks, learned from its older half.

A small workspace has too few leads whose end is known, or a model that does not reach its gate: then its page says so, as it would to you.
"""

from datetime import timedelta

from kernel import clock
from kernel.audit import Actor
from scoring.actions.predictors import begin_predictor
from scoring.domain.prediction import Wanted
from scoring.enums import Foreseen

FEATURES = ("channel", "title", "persona", "events", "pages", "visits", "page:pricing")
# (its name, its tag)
ENGLISH, CHINESE = ("Accepted in two weeks", "Likely SQL"), ("两周内被接受", "可能成为 SQL")


def train_model(marketer: Actor, days: int, chinese: bool) -> None:
    """Begin it in the open scope; the worker learns, judges and tags."""
    name, tag = CHINESE if chinese else ENGLISH
    split = clock.now() - timedelta(days=days / 2)
    begin_predictor(
        Wanted(name, tag, split, outcome=Foreseen.SQL.value, within_days=14, features=FEATURES, gate_level=0.6, threshold=0.5), marketer
    )
