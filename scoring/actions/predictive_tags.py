"""put_some, stand_alone, undo_predictor: what a model that passed its gate says of leads, as a tag, and back again (F032, F046)."""

from collections.abc import Sequence
from uuid import UUID

from kernel import audit, clock, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions.membership import touch
from scoring.actions.predictors import locked
from scoring.domain.prediction import metric_of
from scoring.enums import Fading, PredictorState, TagKind
from scoring.models import Predictor, Tag
from scoring.queries import predictors

BATCH = 1_000
# The weight of a predictive tag is its probability. A put that was undone is put anew by a further look.
PUT = """
INSERT INTO scoring_tagentry AS e (workspace_id, id, lead_id, tag_id, url_weight, behaviour_weight, decays, occurred_at, source, effect_key,
    probability, model_version, metric)
SELECT %(workspace_id)s, gen_random_uuid(), x.lead_id, %(tag)s, 1, x.probability, false, %(now)s, %(source)s, %(effect)s, x.probability,
    %(version)s, %(metric)s
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, probability float8)
ON CONFLICT (workspace_id, lead_id, tag_id, effect_key) DO NOTHING
RETURNING e.lead_id
"""
TAKE_OTHERS = """
UPDATE scoring_tagentry SET removed_at = %(now)s, removed_by = %(predictor)s
WHERE workspace_id = %(workspace_id)s AND tag_id = %(tag)s AND effect_key LIKE 'model:%%' AND effect_key <> %(effect)s
  AND removed_at IS NULL
RETURNING lead_id
"""
TAKE_OWN = """
UPDATE scoring_tagentry SET removed_at = %(now)s
WHERE workspace_id = %(workspace_id)s AND tag_id = %(tag)s AND effect_key = %(effect)s AND removed_at IS NULL
RETURNING lead_id
"""
GIVE_BACK = """
UPDATE scoring_tagentry SET removed_at = NULL, removed_by = NULL
WHERE workspace_id = %(workspace_id)s AND tag_id = %(tag)s AND removed_by = %(predictor)s
RETURNING lead_id
"""


def effect_of(predictor_id: UUID) -> str:
    """What marks the puts of one model."""
    return f"model:{predictor_id}"


def put_some(running: Predictor) -> bool:
    """Put the tag on the next leads that are at the threshold or above; False when there are no more. The first time it defines the tag."""
    _define(running)
    found = predictors.likely(running, BATCH)
    if found:
        running.tagged += put_tags(running, found)
        running.after_id, running.done = found[-1][0], running.done + len(found)
    return len(found) == BATCH


def put_tags(predictor: Predictor, found: Sequence[tuple[UUID, float]]) -> int:
    """Put its tag, which is defined, on leads with their probabilities; says on how many it was not."""
    rows = [{"lead_id": lead, "probability": chance} for lead, chance in found]
    put = sql.tuples(
        PUT, rows=sql.as_json(rows), tag=str(predictor.tag_id), now=clock.now(), source=predictor.title, effect=effect_of(predictor.pk),
        version=predictor.title, metric=metric_of(predictor.card),
    )  # fmt: skip
    touch(lead for (lead,) in put)
    return len(put)


def _define(running: Predictor) -> None:
    """The tag, defined or told of the model that gives it now."""
    if running.tag is None:
        known = Tag.objects.filter(name__iexact=running.tag_name).first()
        running.tag = known or Tag.objects.create(
            name=running.tag_name, kind=TagKind.PREDICTIVE, fading=Fading.NONE, owner_name=running.created_by,
            model_version=running.title, metric=metric_of(running.card),
        )  # fmt: skip


def stand_alone(running: Predictor) -> None:
    """From now on the tag is this model's alone: what earlier ones gave is off, and comes back when this one is undone."""
    params = {"tag": str(running.tag_id), "effect": effect_of(running.pk), "predictor": str(running.pk), "now": clock.now()}
    touch(lead for (lead,) in sql.tuples(TAKE_OTHERS, **params))
    if running.tag_id:
        _say(running.tag_id, running)


def _say(tag_id: UUID, standing: Predictor) -> None:
    Tag.objects.filter(pk=tag_id).update(model_version=standing.title, metric=metric_of(standing.card))


def undo_predictor(predictor_id: UUID, actor: Actor) -> Predictor:
    """Take off every tag that this model has put, and give back what it took from earlier ones. Once. Audited.

    Refuses one that gave none, one that is running, and one that a later one stands on: undo that first.
    """
    found = locked(predictor_id)
    if found.state == PredictorState.RUNNING:
        raise Refused("It is still running: cancel it first.", status=409, code="running")
    if found.tag_id is None:
        raise Refused("It has put no tag: there is nothing to undo.", status=409, code="nothing")
    if found.undone_at:
        raise Refused("This was undone already.", status=409, code="undone")
    later = predictors.replacing(found)
    if later:
        raise Refused(f"“{later.title}” gives this tag now: undo that first.", status=409, code="replaced")
    params = {"tag": str(found.tag_id), "effect": effect_of(found.pk), "predictor": str(found.pk), "now": clock.now()}
    taken = sql.tuples(TAKE_OWN, **params)
    touch(lead for (lead,) in (*taken, *sql.tuples(GIVE_BACK, **params)))
    found.undone_at, found.undone_by = clock.now(), actor.name
    found.save(update_fields=["undone_at", "undone_by"])
    before = predictors.standing(found.tag_id)
    if before:
        _say(found.tag_id, before)
    audit.record(actor, "predictor.undone", found, {"leads": [len(taken), 0]})
    return found
