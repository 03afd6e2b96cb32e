"""How many stand where, how many passed each step, and how passages ended."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, QuerySet

from journeys.models import Enrolment, Journey, StepRun
from kernel import clock, sql

LAG = """
SELECT extract(epoch FROM %(now)s - min(e.due_at)) FROM journeys_enrolment e
JOIN journeys_journey j ON j.workspace_id = %(workspace_id)s AND j.id = e.journey_id AND j.state = 'live'
WHERE e.workspace_id = %(workspace_id)s AND e.state = 'active' AND e.due_at <= %(now)s
"""


@dataclass
class StepCount:
    """At one step: how many stand here now, how many have passed, and by which outcome."""

    active: int = 0
    passed: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)


@dataclass
class Totals:
    """Passages of a journey by how they stand."""

    active: int = 0
    finished: int = 0
    goal: int = 0
    exited: int = 0
    parked: int = 0

    @property
    def entered(self) -> int:
        return self.active + self.finished + self.goal + self.exited + self.parked

    @property
    def ended(self) -> int:
        return self.finished + self.goal + self.exited

    @property
    def goal_share(self) -> float | None:
        """Of those that ended, how many reached the goal; None before anyone ended."""
        return self.goal / self.ended if self.ended else None


def of_journey(journey_id: UUID) -> dict[str, StepCount]:
    """Step → counts, over all versions."""
    found: dict[str, StepCount] = defaultdict(StepCount)
    standing = Enrolment.objects.filter(journey_id=journey_id, state="active").values_list("node").annotate(n=Count("*"))
    for node, number in standing:
        found[node].active = number
    for node, outcome, number in StepRun.objects.filter(journey_id=journey_id).values_list("node", "outcome").annotate(n=Count("*")):
        found[node].passed += number
        found[node].outcomes[outcome] = number
    return dict(found)


def totals(journey_ids: Iterable[UUID]) -> dict[UUID, Totals]:
    """Journey → totals; zeros where nobody entered."""
    ids = list(journey_ids)
    found = {key: Totals() for key in ids}
    for key, state, number in Enrolment.objects.filter(journey_id__in=ids).values_list("journey_id", "state").annotate(n=Count("*")):
        setattr(found[key], state, number)
    return found


# Id and name of those that are not archived, for who asks for more in the same statement (leads.queries.offers).
RUNNING = """
SELECT j.id::text AS value, j.name FROM journeys_journey j WHERE j.workspace_id = %(workspace_id)s AND j.state <> 'archived' ORDER BY j.id
"""


def journeys() -> QuerySet[Journey]:
    """Every journey: what runs first, archived last."""
    found: QuerySet[Journey] = Journey.objects.order_by("id")
    return found


def due_lag() -> float:
    """Seconds that the oldest due enrolment has been waiting; 0 when nothing is due."""
    return float(sql.tuples(LAG, now=clock.now())[0][0] or 0)
