"""expect_newcomers, meet_newcomers: a model that passed its gate looks at each new lead by itself, soon after its name is known (F046)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from kernel import clock, sql
from kernel.audit import SYSTEM
from scoring.actions.predicting import PUT, row_of
from scoring.actions.predictive_tags import put_tags
from scoring.actions.predictors import look_again
from scoring.domain import logistic
from scoring.enums import PredictorState
from scoring.models import Predictor
from scoring.queries import features, predictors

# Newcomers of a minute are looked at together; more than a batch of them (an import) is a look with progress, as by hand.
SOON, BATCH = timedelta(minutes=1), 250


def expect_newcomers(at_name: Sequence[UUID]) -> None:
    """Leads stand at *name*: every model that acts is to look at them in a minute."""
    if at_name:
        acting = Predictor.objects.filter(state=PredictorState.DONE, undone_at=None, tag__isnull=False, look_at=None)
        acting.update(look_at=clock.now() + SOON)


is_due = predictors.newcomers_are_due


def meet_newcomers() -> int:
    """The next model that is to look, at all who came since it last did. A look by hand or a training that runs goes first."""
    found = Predictor.objects.select_for_update().filter(look_at__lte=clock.now(), state=PredictorState.DONE).first()
    if found is None:
        return 0
    found.look_at = clock.now() + SOON if predictors.is_running() else None
    found.save(update_fields=["look_at"])
    if found.look_at is None and found.acts and not predictors.replacing(found):
        _look(found)
    return 1


def _look(found: Predictor) -> None:
    before, since, now = found.seen_from, found.seen_until, clock.now()
    found.seen_from, found.seen_until, found.after_id = since, now, None
    came = features.following(found, BATCH + 1)
    if len(came) > BATCH:
        look_again(found.pk, SYSTEM)
        return
    model, terms = logistic.parse(found.model), predictors.terms(found)
    rows = [row for each in came if (row := row_of(found, each, terms, now, model))]
    if rows:
        sql.execute(PUT, predictor=str(found.pk), rows=sql.as_json(rows))
        found.tagged += put_tags(found, predictors.likely_of(found, [row["lead_id"] for row in rows]))
    found.seen_from = before
    found.save(update_fields=["seen_until", "tagged"])
