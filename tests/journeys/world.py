"""A small world for journeys: people with leads, journeys that are live, events that happen, time that passes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from journeys.actions import hear
from journeys.actions.advance import advance_due
from journeys.actions.enrol import Entry, enrol
from journeys.actions.journeys import change_draft, create_journey
from journeys.actions.publish import publish
from journeys.domain.graph import Graph, plain
from journeys.domain.steps import StepJob, StepResult
from journeys.models import Enrolment, Journey, StepRun
from journeys.queries.live import live_journeys
from kernel import clock, ids, sql, tenancy
from kernel.audit import SYSTEM, Actor
from leads.models import Lead, Person, Snapshot

EVENT = """
INSERT INTO tracking_event (workspace_id, id, occurred_at, received_at, message_id, visitor_id, kind, name, door, is_bot, properties)
VALUES (%(workspace_id)s, %(id)s, %(at)s, %(at)s, %(id)s, %(visitor)s, 'track', %(name)s, 'test', %(is_bot)s, %(properties)s)
"""
VISITOR = """
INSERT INTO tracking_visitor (workspace_id, id, anonymous_id, episode, person_id, first_seen_at, last_seen_at, sessions, device, browser,
                              country, is_bot, first_touch, last_touch, search_intent)
VALUES (%(workspace_id)s, %(id)s, %(id)s, 1, %(person)s, %(at)s, %(at)s, 0, '', '', '', false, '{}', '{}', '')
"""


@dataclass
class Recorder:
    """A real kind of step that does nothing but remember: one effect per effect key, and poison for some leads."""

    done: dict[str, StepJob] = field(default_factory=dict)
    poison: set[UUID] = field(default_factory=set)

    def perform(self, jobs: list[StepJob]) -> dict[UUID, StepResult]:
        if self.poison & {job.lead_id for job in jobs}:
            raise RuntimeError("poison")
        return {job.enrolment_id: self._one(job) for job in jobs}

    def _one(self, job: StepJob) -> StepResult:
        self.done[job.effect_key] = job
        return StepResult("queued", ref=f"msg-{job.effect_key}")

    def nodes_of(self, lead_id: UUID) -> list[str]:
        return [job.node for job in self.done.values() if job.lead_id == lead_id]

    def ref(self, lead_id: UUID, node: str) -> str:
        return next(f"msg-{key}" for key, job in self.done.items() if job.lead_id == lead_id and job.node == node)


@dataclass
class World:
    workspace_id: UUID
    actor: Actor = SYSTEM

    def lead(self, **fields: object) -> Lead:
        """An open lead of a new person; `stage`, `last_active_at`, `known` go to the lead, the rest to the person."""
        mine = {key: fields.pop(key) for key in ("stage", "last_active_at", "known") if key in fields}
        with tenancy.scope(self.workspace_id):
            person = Person.objects.create(**{"email": f"{uuid4().hex}@example.com", "known_at": clock.now(), **fields})
            sql.execute(VISITOR, id=str(person.pk), person=str(person.pk), at=clock.now())
            lead: Lead = Lead.objects.create(person=person, **{"stage": "name", **mine})
            Snapshot.objects.create(id=lead.pk)
        return lead

    def leads(self, count: int) -> list[Lead]:
        """Many at once."""
        with tenancy.scope(self.workspace_id):
            people = Person.objects.bulk_create(Person(email=f"p{i}@example.com", known_at=clock.now()) for i in range(count))
            made: list[Lead] = Lead.objects.bulk_create(Lead(person=person, stage="name") for person in people)
            Snapshot.objects.bulk_create(Snapshot(id=lead.pk) for lead in made)
        return made

    def live(self, graph: Graph, name: str = "Try") -> Journey:
        with tenancy.scope(self.workspace_id):
            journey = create_journey(kind="custom", name=name, actor=SYSTEM)
            change_draft(journey_id=journey.pk, definition=plain(graph), actor=SYSTEM)
            publish(journey.pk, SYSTEM)
            journey.refresh_from_db()
        return journey

    def enrol(self, journey: Journey, *leads: Lead, key: str = "hand") -> int:
        with tenancy.scope(self.workspace_id):
            return len(enrol(live_journeys(journey.pk)[0], [Entry(lead.pk, key) for lead in leads]))

    def run(self) -> None:
        """Advance until nothing is due."""
        while advance_due(self.workspace_id):
            pass

    def event(
        self, lead: Lead, name: str, at: datetime | None = None, *, is_bot: bool = False, heard: bool = True, **properties: str
    ) -> None:
        """An event of the lead, recorded and (unless the news is late) heard."""
        with tenancy.scope(self.workspace_id):
            moment = at or clock.now()
            key = ids.new(moment)
            sql.execute(
                EVENT, id=str(key), at=moment, visitor=str(lead.person_id), name=name, is_bot=is_bot, properties=sql.as_json(properties)
            )
            if heard:
                hear.hear_events([key], [lead.pk])

    def passages(self, lead: Lead) -> list[Enrolment]:
        with tenancy.scope(self.workspace_id):
            return list(Enrolment.objects.filter(lead=lead).order_by("id"))

    def passage(self, lead: Lead) -> Enrolment:
        (only,) = self.passages(lead)
        return only

    def history(self, lead: Lead) -> list[tuple[str, str]]:
        """(step, outcome) in order."""
        with tenancy.scope(self.workspace_id):
            return list(StepRun.objects.filter(lead=lead).order_by("enrolment_id", "visit").values_list("node", "outcome"))


def later(start: datetime, **length: float) -> datetime:
    return start + timedelta(**length)
