"""predict_some: the four steps of a running model (F046), a batch at a time.

A batch is one transaction with its place in the list, so a killed worker's is done again, once. Training itself runs outside of any
transaction and in a process of its own; done twice it gives the same coefficients, and only the first are kept.
"""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import DatabaseError, transaction

from kernel import clock, ids, sql, tenancy, work
from kernel.failpoints import failpoint
from scoring.actions.predictive_tags import put_some, stand_alone
from scoring.actions.predictors import KIND, enter, leave
from scoring.domain import encoding, feature_leaks, goodness, logistic, prediction
from scoring.domain.features import Facts, chosen
from scoring.domain.prediction import Terms, part_of
from scoring.enums import Part, PredictorState, PredictorStep
from scoring.gateways import trainer
from scoring.models import Predictor
from scoring.queries import features, predictors

BATCH, JUDGED = 250, 1_000
PUT = """
INSERT INTO scoring_predictorlead AS p (workspace_id, id, predictor_id, lead_id, at, part, outcome, facts, probability)
SELECT %(workspace_id)s, x.id, %(predictor)s, x.lead_id, x.at, x.part, x.outcome, x.facts, x.probability
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, lead_id uuid, at timestamptz, part text, outcome boolean, facts jsonb,
    probability float8)
ON CONFLICT (workspace_id, predictor_id, lead_id) DO UPDATE SET at = excluded.at, part = excluded.part, outcome = excluded.outcome,
    facts = excluded.facts, probability = excluded.probability
"""
SAY = """
UPDATE scoring_predictorlead p SET probability = x.probability
FROM json_to_recordset(%(rows)s::json) AS x(lead_id uuid, probability float8)
WHERE p.workspace_id = %(workspace_id)s AND p.predictor_id = %(predictor)s AND p.lead_id = x.lead_id
"""


def predict_some(workspace_id: UUID) -> int:
    """One batch of the running model; 0 when there is none or another worker is at it."""
    with tenancy.scope(workspace_id):
        if not sql.try_lock(f"drain:{KIND}"):
            return 0
        running = predictors.running_locked()
        if running is None:
            return 0
        if running.step != PredictorStep.TRAINING:
            _guarded(running, lambda: STEPS[running.step](running))
            return 1
        lesson = predictors.lesson(running)
    try:
        made = _learn(lesson, running.features)
        wrong = ""
    except (trainer.TrainingFailed, OSError) as error:
        made, wrong = {}, str(error)
    with tenancy.scope(workspace_id):
        found = predictors.running_locked()
        if found and found.pk == running.pk and found.step == PredictorStep.TRAINING:
            _fail(found, wrong) if wrong else _guarded(found, lambda: _keep(found, made))
    return 1


def _guarded(running: Predictor, act: Callable[[], None]) -> None:
    """What the database refuses is tried again by the next sweep; any other fault ends the run with its reason on the page."""
    step = running.step
    try:
        with transaction.atomic():
            act()
            running.save()
            failpoint(f"predictor.{step}")
    except DatabaseError:
        raise
    except Exception as error:
        running.refresh_from_db()
        _fail(running, repr(error))
        return
    work.ring(KIND)


def _fail(running: Predictor, why: str) -> None:
    running.last_error = why[:2_000]
    leave(running, PredictorState.FAILED, clock.now())
    running.save()


def _refuse(running: Predictor, refusals: list[dict[str, Any]]) -> None:
    running.refusals = refusals
    leave(running, PredictorState.REFUSED, clock.now())


def _features(running: Predictor) -> None:
    """Put the features of the next leads down; then, once, look whether they can be learned from."""
    found = features.following(running, BATCH)
    terms, now = predictors.terms(running), running.seen_until
    model = logistic.parse(running.model) if running.model else None
    rows = [row for each in found if (row := row_of(running, each, terms, now, model))]
    if rows:
        sql.execute(PUT, predictor=str(running.pk), rows=sql.as_json(rows))
    if found:
        running.after_id, running.done = found[-1].lead_id, running.done + len(found)
    if len(found) < BATCH:
        _after_features(running)


def row_of(
    running: Predictor, each: features.Looked, terms: Terms, now: Any, model: logistic.Model | None
) -> dict[str, Any] | None:  # fmt: skip
    """What is kept of one lead, with what `model` says of it; None for whom the model has no use."""
    part = part_of(terms, each.at, each.ending, now)
    if part is None:
        return None
    if model is None and part[0] != Part.OPEN:
        names = set(running.features)
        known, late, undated = each.seen.known & names, each.seen.late & names, each.undated & names
        feature_leaks.count_late(running.late, known, late, undated, bool(part[1]))
    facts = chosen(each.seen.facts, running.features)
    return {
        "id": ids.new(), "lead_id": each.lead_id, "at": each.at, "part": part[0].value, "outcome": part[1], "facts": facts,
        "probability": model.probability(facts) if model else None,
    }  # fmt: skip


def _after_features(running: Predictor) -> None:
    now = clock.now()
    if running.model:
        enter(running, PredictorStep.OUTPUT, now)
        running.total = predictors.waiting(running)
        return
    rows = predictors.examples(running)
    few = [prediction.too_few(part, *_ends(rows, part)) for part in (Part.LEARN, Part.JUDGE)]
    if any(few):
        _refuse(running, [each for each in few if each])
        return
    leaks = feature_leaks.found([(row.facts, row.ever) for row in rows], running.late, running.features)
    if leaks:
        _refuse(running, [{**asdict(leak), "code": f"leak_{leak.code}"} for leak in leaks])
        return
    enter(running, PredictorStep.TRAINING, now)
    running.total = sum(row.part == Part.LEARN for row in rows)


def _ends(rows: list[predictors.Example], part: Part) -> tuple[int, int]:
    ended = [row.outcome for row in rows if row.part == part]
    return sum(ended), len(ended) - sum(ended)


def _learn(lesson: list[tuple[Facts, bool]], names: list[str]) -> dict[str, Any]:
    """Encode, fit in a process of its own, and put together what is kept."""
    code = encoding.learn([facts for facts, _ in lesson], names)
    vectors = [code.vector(facts) for facts, _ in lesson]
    fitted = trainer.fit(vectors, [ended for _, ended in lesson], len(code.columns))
    model = logistic.Model(code, tuple(fitted.coefficients), logistic.means(vectors, len(code.columns)), fitted.intercept)
    learned = {"leads": len(lesson), "outcomes": sum(ended for _, ended in lesson), "rounds": fitted.rounds, "library": fitted.library}
    return {**logistic.plain(model), "base": model.base, "learned": {**learned, "inverse_strength": trainer.INVERSE_STRENGTH}}


def _keep(running: Predictor, made: dict[str, Any]) -> None:
    running.model, running.done = made, made["learned"]["leads"]
    enter(running, PredictorStep.EVALUATION, clock.now())
    running.total = predictors.to_judge(running)


def _evaluation(running: Predictor) -> None:
    """Say the probability of the next leads of the later period; then judge the model on those whose end is known."""
    found = predictors.unjudged(running, JUDGED)
    model = logistic.parse(running.model)
    rows = [{"lead_id": lead, "probability": model.probability(facts)} for lead, facts in found]
    if rows:
        sql.execute(SAY, predictor=str(running.pk), rows=sql.as_json(rows))
        running.after_id, running.done = found[-1][0], running.done + len(found)
    if len(found) < JUDGED:
        _judge(running)


def _judge(running: Predictor) -> None:
    said, learned = predictors.verdicts(running), running.model["learned"]
    card = goodness.judge(
        [chance for chance, _ in said], [ended for _, ended in said], learned["outcomes"] / learned["leads"], running.threshold
    )
    running.card = {**card.plain, **predictors.periods(running)}
    refusal = prediction.at_gate(running.gate, running.gate_level, running.card)
    if refusal:
        _refuse(running, [refusal])
        return
    enter(running, PredictorStep.OUTPUT, clock.now())
    running.total = predictors.waiting(running)


def _output(running: Predictor) -> None:
    """Put the tag on the next leads; at the end take off what an earlier model gave."""
    if not put_some(running):
        stand_alone(running)
        leave(running, PredictorState.DONE, clock.now())


STEPS: dict[str, Callable[[Predictor], None]] = {
    PredictorStep.FEATURES: _features,
    PredictorStep.EVALUATION: _evaluation,
    PredictorStep.OUTPUT: _output,
}
