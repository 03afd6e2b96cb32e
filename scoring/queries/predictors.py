"""Predictive models: which there are, what they learn from and are judged on, and what they say of a lead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from django.db.models import Max, QuerySet

from kernel import sql
from kernel.due import Due
from scoring.domain import logistic
from scoring.domain.features import Facts
from scoring.domain.logistic import Reason
from scoring.domain.prediction import Terms
from scoring.enums import PredictorState
from scoring.models import Predictor, PredictorLead
from scoring.queries import features

# Of a long history the newest part is learned from.
MOST_LESSON = 50_000
EXAMPLES = """
SELECT p.part, p.facts::text, p.outcome, p.outcome OR EXISTS (
    SELECT 1 FROM leads_stagevisit v WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = p.lead_id AND v.stage = ANY(%(stages)s)
      AND v.undone_at IS NULL)
FROM scoring_predictorlead p
WHERE p.workspace_id = %(workspace_id)s AND p.predictor_id = %(id)s AND p.outcome IS NOT NULL ORDER BY p.lead_id
"""
LESSON = """
SELECT s.facts, s.outcome FROM (
    SELECT p.facts::text AS facts, p.outcome, p.lead_id FROM scoring_predictorlead p
    WHERE p.workspace_id = %(workspace_id)s AND p.predictor_id = %(id)s AND p.part = 'learn' ORDER BY p.at DESC, p.lead_id LIMIT %(most)s
) s ORDER BY s.lead_id
"""
UNJUDGED = """
SELECT p.lead_id, p.facts::text FROM scoring_predictorlead p
WHERE p.workspace_id = %(workspace_id)s AND p.predictor_id = %(id)s AND p.part IN ('judge', 'open') AND p.lead_id > %(after)s::uuid
ORDER BY p.lead_id LIMIT %(limit)s
"""
TO_JUDGE = """
SELECT count(*) FROM scoring_predictorlead p
WHERE p.workspace_id = %(workspace_id)s AND p.predictor_id = %(id)s AND p.part IN ('judge', 'open')
"""
VERDICTS = """
SELECT p.probability, p.outcome FROM scoring_predictorlead p
WHERE p.workspace_id = %(workspace_id)s AND p.predictor_id = %(id)s AND p.part = 'judge' ORDER BY p.lead_id
"""
PERIODS = """
SELECT min(p.at) FILTER (WHERE p.part = 'learn'), max(p.at) FILTER (WHERE p.part = 'learn'),
       min(p.at) FILTER (WHERE p.part = 'judge'), max(p.at) FILTER (WHERE p.part = 'judge'), count(*) FILTER (WHERE p.part = 'open')
FROM scoring_predictorlead p WHERE p.workspace_id = %(workspace_id)s AND p.predictor_id = %(id)s
"""
# Leads of the later period that are still under way: not closed, and without the outcome. Those it learned from it has seen the end of.
UNDER_WAY = """
FROM scoring_predictorlead p
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.id = p.lead_id AND l.closed_at IS NULL
WHERE p.workspace_id = %(workspace_id)s AND p.predictor_id = %(id)s AND p.part IN ('judge', 'open') AND p.probability >= %(threshold)s
  AND p.outcome IS NOT TRUE AND (p.outcome IS NULL OR %(by_stage)s)
  AND NOT EXISTS (SELECT 1 FROM leads_stagevisit v WHERE v.workspace_id = %(workspace_id)s AND v.lead_id = p.lead_id
      AND v.stage = ANY(%(stages)s) AND v.undone_at IS NULL)
"""
WAITING = f"SELECT count(*) {UNDER_WAY}"
LIKELY_OF = f"SELECT p.lead_id, p.probability {UNDER_WAY} AND p.lead_id = ANY(%(ids)s::uuid[]) ORDER BY p.lead_id"
LIKELY = f"SELECT p.lead_id, p.probability {UNDER_WAY} AND p.lead_id > %(after)s::uuid ORDER BY p.lead_id LIMIT %(limit)s"


def all_of_them() -> "QuerySet[Predictor]":
    """Every version of every model; newest first."""
    return Predictor.objects.order_by("-created_at", "-id")


def one(predictor_id: UUID) -> Predictor | None:
    return Predictor.objects.select_related("tag").filter(pk=predictor_id).first()


is_running = Due(
    f"EXISTS (SELECT 1 FROM scoring_predictor p WHERE p.workspace_id = %(workspace_id)s AND p.state = '{PredictorState.RUNNING.value}')"
)
# Whether a model is to look at who came.
newcomers_are_due = Due(
    f"""EXISTS (SELECT 1 FROM scoring_predictor p
    WHERE p.workspace_id = %(workspace_id)s AND p.state = '{PredictorState.DONE.value}' AND p.look_at <= %(now)s)"""
)


def running_locked() -> Predictor | None:
    """The one that is under way, locked; at most one a workspace."""
    return Predictor.objects.select_for_update().filter(state=PredictorState.RUNNING).first()


def versions_of(name: str) -> int:
    """The last version of a model of this name; 0 where there is none."""
    return int(Predictor.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0)


def replacing(predictor: Predictor) -> Predictor | None:
    """The later model that gives this one's tag now."""
    later = Predictor.objects.filter(tag_id=predictor.tag_id, undone_at=None, created_at__gt=predictor.created_at)
    return later.filter(state=PredictorState.DONE).order_by("-created_at").first() if predictor.tag_id else None


def standing(tag_id: UUID) -> Predictor | None:
    """The model that gives a tag."""
    return Predictor.objects.filter(tag_id=tag_id, undone_at=None, state=PredictorState.DONE).order_by("-created_at").first()


def terms(predictor: Predictor) -> Terms:
    yes = frozenset(predictor.yes_values)
    return Terms(predictor.outcome, timedelta(days=predictor.within_days), yes, predictor.empty_is_no, predictor.split_at)


class Example(NamedTuple):
    """A lead whose end is known: its outcome, and whether that ever came, in time or later."""

    part: str
    facts: Facts
    outcome: bool
    ever: bool


def examples(predictor: Predictor) -> list[Example]:
    """Every lead whose end is known."""
    rows = sql.tuples(EXAMPLES, id=str(predictor.pk), stages=features.stages(predictor))
    return [Example(part, msgspec.json.decode(facts), outcome, ever) for part, facts, outcome, ever in rows]


def lesson(predictor: Predictor) -> list[tuple[Facts, bool]]:
    """(features, outcome) of the leads to learn from."""
    return [(msgspec.json.decode(facts), ended) for facts, ended in sql.tuples(LESSON, id=str(predictor.pk), most=MOST_LESSON)]


def unjudged(predictor: Predictor, limit: int) -> list[tuple[UUID, Facts]]:
    """The next leads of the later period with their features."""
    found = sql.tuples(UNJUDGED, id=str(predictor.pk), after=str(predictor.after_id or features.START), limit=limit)
    return [(lead, msgspec.json.decode(facts)) for lead, facts in found]


def to_judge(predictor: Predictor) -> int:
    return int(sql.tuples(TO_JUDGE, id=str(predictor.pk))[0][0])


def verdicts(predictor: Predictor) -> list[tuple[float, bool]]:
    """(probability, outcome) of the leads to judge it on."""
    return [(float(chance), bool(ended)) for chance, ended in sql.tuples(VERDICTS, id=str(predictor.pk))]


def periods(predictor: Predictor) -> dict[str, Any]:
    """From when to when it learned and was judged, as ISO texts, and how many leads are still open."""
    *instants, still_open = sql.tuples(PERIODS, id=str(predictor.pk))[0]
    names = ("learned_from", "learned_until", "judged_from", "judged_until")
    return {**{name: at.isoformat() if at else "" for name, at in zip(names, instants, strict=True)}, "open": still_open}


def _under_way(predictor: Predictor) -> dict[str, Any]:
    chosen = features.stages(predictor)
    return {"id": str(predictor.pk), "threshold": predictor.threshold, "stages": chosen, "by_stage": bool(chosen)}


def waiting(predictor: Predictor) -> int:
    """How many leads are to be tagged."""
    return int(sql.tuples(WAITING, **_under_way(predictor))[0][0])


def likely(predictor: Predictor, limit: int) -> list[tuple[UUID, float]]:
    """The next leads to tag, with their probability."""
    found = sql.tuples(LIKELY, after=str(predictor.after_id or features.START), limit=limit, **_under_way(predictor))
    return [(lead, float(chance)) for lead, chance in found]


def likely_of(predictor: Predictor, lead_ids: Sequence[UUID]) -> list[tuple[UUID, float]]:
    """Those of these leads that are to be tagged, with their probability."""
    found = sql.tuples(LIKELY_OF, ids=list(lead_ids), **_under_way(predictor))
    return [(lead, float(chance)) for lead, chance in found]


def leads_of(predictor_id: UUID) -> "QuerySet[PredictorLead]":
    """The leads of the later period of whom it said something, the likeliest first."""
    said = PredictorLead.objects.filter(predictor_id=predictor_id, probability__isnull=False)
    return said.order_by("-probability", "lead_id")


def with_reasons(predictor: Predictor, rows: "list[PredictorLead]") -> "list[PredictorLead]":
    """Each with why: what every feature adds to its log odds, the strongest first."""
    model = logistic.parse(predictor.model)
    for row in rows:
        row.reasons = model.reasons(row.facts)
    return rows


@dataclass(frozen=True)
class Said:
    """What the standing model of a tag says of one lead, and why; `base` is the probability of the average lead."""

    predictor: Predictor
    probability: float
    base: float
    reasons: list[Reason]


def said_of(lead_id: UUID) -> list[Said]:
    """What every model that acts says of a lead."""
    acting = Predictor.objects.filter(undone_at=None, tag__isnull=False, state=PredictorState.DONE).order_by("tag_id", "-created_at")
    newest = {row.tag_id: row for row in reversed(acting.defer("rules", "late"))}
    rows = {
        row.predictor_id: row
        for row in PredictorLead.objects.filter(lead_id=lead_id, predictor__in=newest.values(), probability__isnull=False)
    }
    found = []
    for predictor in newest.values():
        row = rows.get(predictor.pk)
        if row is not None:
            model = logistic.parse(predictor.model)
            found.append(Said(predictor, float(row.probability or 0), logistic.logistic(model.base), model.reasons(row.facts)))
    return found
