"""begin_predictor, cancel_predictor, look_again: a model on the workspace's own leads, before it may put a tag (F046)."""

from datetime import datetime
from uuid import UUID

from kernel import audit, clock, work
from kernel.audit import Actor
from kernel.problems import Refused
from scoring.domain import prediction, rulebook
from scoring.domain.features import ATTRIBUTE, PAGE, clean
from scoring.domain.prediction import Wanted
from scoring.domain.tag_settings import BadSettings
from scoring.enums import Foreseen, PredictorState, PredictorStep, TagKind
from scoring.models import Predictor, Tag
from scoring.queries import features, predictors, rulebooks

KIND = "scoring.predictor"


def begin_predictor(wanted: Wanted, actor: Actor) -> Predictor:
    """Learn a model in the background: features, training, evaluation on the later period, and tags if it reaches its gate. Audited.

    The same name again makes its next version. Refuses what cannot be, naming the field, and a second one while one runs.
    """
    now = clock.now()
    try:
        prediction.check(wanted, now)
    except BadSettings as error:
        raise Refused(error.detail, field=error.field) from error
    _check_here(wanted)
    if predictors.is_running():
        raise Refused("A model is being trained: wait for it, or cancel it.", status=409, code="running")
    made = Predictor(
        name=wanted.name.strip(), version=predictors.versions_of(wanted.name.strip()) + 1, tag_name=wanted.tag.strip(),
        outcome=wanted.outcome, within_days=wanted.within_days, split_at=wanted.split_at, features=list(wanted.features),
        rules=rulebook.plain(rulebooks.live().rules), gate=wanted.gate, gate_level=wanted.gate_level, threshold=wanted.threshold,
        seen_until=now, created_by=actor.name,
    )  # fmt: skip
    if wanted.outcome == Foreseen.COLUMN:
        made.column, made.empty_is_no = wanted.column, wanted.empty_is_no
        made.yes_values = [clean(value) for value in wanted.yes_values]
    made.total = features.count(made)
    enter(made, PredictorStep.FEATURES, now)
    made.save()
    audit.record(actor, "predictor.begun", made, {"model": [None, made.title], "leads": [None, made.total]})
    work.ring(KIND)
    return made


def _check_here(wanted: Wanted) -> None:
    """What can only be said of this workspace: features that are there, and a tag that is a model's to give."""
    known = {name for name, _ in features.choices()}
    for name in wanted.features:
        if name not in known:
            word = "attribute" if name.startswith(ATTRIBUTE) else "category of pages" if name.startswith(PAGE) else "feature"
            raise Refused(f"No lead here has the {word} “{name.partition(':')[2] or name}”: leave it out.", field="features")
    if wanted.outcome == Foreseen.COLUMN and f"{ATTRIBUTE}{wanted.column}" not in known:
        raise Refused(f"No lead here has the column “{wanted.column}”: import one, or choose a stage.", field="column")
    tag = Tag.objects.filter(name__iexact=wanted.tag.strip()).first()
    if tag and (tag.kind != TagKind.PREDICTIVE or tag.stands_for_id):
        raise Refused(f"“{tag.name}” is a tag that people and rules put: name one that only models give.", field="tag", code="taken")


def enter(predictor: Predictor, step: PredictorStep, at: datetime) -> None:
    """Write down that the last step is over and the next one begins."""
    if predictor.steps and predictor.steps[-1]["done_at"] is None:
        predictor.steps[-1] |= {"done_at": at.isoformat(), "leads": predictor.done}
    predictor.step, predictor.after_id, predictor.done = step, None, 0
    predictor.steps = [*predictor.steps, {"step": step.value, "begun_at": at.isoformat(), "done_at": None, "leads": 0}]


def leave(predictor: Predictor, state: PredictorState, at: datetime) -> None:
    """The work is over, one way or another. A further look that ends badly leaves what was done before, and will look anew."""
    if predictor.steps and predictor.steps[-1]["done_at"] is None:
        predictor.steps[-1] |= {"done_at": at.isoformat(), "leads": predictor.done}
    if predictor.seen_from is not None and state != PredictorState.DONE:
        state, predictor.seen_until = PredictorState.DONE, predictor.seen_from
    predictor.state, predictor.finished_at = state, at


def locked(predictor_id: UUID) -> Predictor:
    """The model, locked for a change; refuses one that is not here."""
    found: Predictor | None = Predictor.objects.select_for_update().filter(pk=predictor_id).first()
    if found is None:
        raise Refused("There is no such model in this workspace.", status=404, code="not_found")
    return found


def cancel_predictor(predictor_id: UUID, actor: Actor) -> Predictor:
    """Stop a running one where it is; tags that it has put already are taken off by undoing it. Audited. Refuses one that is over."""
    found = locked(predictor_id)
    if found.state != PredictorState.RUNNING:
        raise Refused("This training is over.", status=409, code="over")
    leave(found, PredictorState.CANCELLED, clock.now())
    found.save()
    audit.record(actor, "predictor.cancelled", found, {"step": [None, found.step]})
    return found


def look_again(predictor_id: UUID, actor: Actor) -> Predictor:
    """Let a model that passed its gate look at the leads that were first known since it last looked, and tag them. Audited.

    Refuses one that may not act, one that a later version has replaced, and a second run at a time.
    """
    found = locked(predictor_id)
    if found.state != PredictorState.DONE or not found.acts:
        raise Refused("Only a model that passed its gate, and was not undone, looks at new leads.", status=409, code="idle")
    if predictors.replacing(found):
        raise Refused("A later version gives this tag now: let that one look.", status=409, code="replaced")
    if predictors.is_running():
        raise Refused("A model is being trained: wait for it, or cancel it.", status=409, code="running")
    now = clock.now()
    found.seen_from, found.seen_until, found.state, found.finished_at = found.seen_until, now, PredictorState.RUNNING, None
    found.last_error = ""
    enter(found, PredictorStep.FEATURES, now)
    found.total = features.count(found)
    found.save()
    audit.record(actor, "predictor.looked", found, {"leads": [None, found.total]})
    work.ring(KIND)
    return found
