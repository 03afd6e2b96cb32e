"""journeys: steps a second of the batched engine, with guards, outbox and history, against one ORM task per step.

A step is one enrolment moved on: its wait has ended, three conditions choose its way, and it rests again or ends. Ours claims, asks goal,
exit, budget and missed news again, writes two rows of history and announces who ended; the other reads enrolment and lead, evaluates the
three conditions, writes the state and one row of history, each step in a transaction of its own.
"""

import os
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg2

from journeys.actions.enrol import Entry as Cause
from journeys.actions.enrol import enrol
from journeys.actions.journeys import change_draft, create_journey
from journeys.actions.publish import publish
from journeys.domain.graph import Ends, Entry, EventEntry, Graph, Node, Reentry, plain
from journeys.facts import JourneyFinished
from journeys.models import Enrolment, Journey, StepRun
from journeys.queries.live import live_journeys
from kernel import clock, facts, tenancy, work
from kernel.audit import SYSTEM
from leads.models import Lead, Person, Snapshot
from tenants.actions.workspaces import open_workspace
from tenants.models import User

FLOOR = 15
UNIT = "steps/s"
BETTER = "more"
LEADS, NAIVE = 10_000, 600
START = datetime(2026, 11, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
state: dict[str, UUID] = {}


@facts.on(JourneyFinished)
def bench_hears_journeys(fact: JourneyFinished) -> None:
    """Somebody listens, so that the outbox is written."""


def graph() -> Graph:
    when = [
        {"field": "persona", "op": "is", "value": ["cxo"]},
        {"field": "language", "op": "is", "value": ["en"]},
        {"field": "score", "op": "below", "value": 50},
    ]
    nodes = {
        "rest": Node("wait", config={"days": 1}, next="who"),
        "who": Node("branch", config={"cases": [{"name": "cxo", "when": when}]}, next="longer", branches={"cxo": "done"}),
        "longer": Node("wait", config={"days": 30}, next="done"),
        "done": Node("exit"),
    }
    return Graph(
        "rest", Entry([EventEntry("signup")]), Reentry("always"), Ends(stages=["mql"]), Ends(["unsubscribed"], ["customer"]), nodes
    )


def setup() -> None:
    owner = User.objects.create_user(email="bench@example.com", password="bench-bench-bench", name="Bench")
    state["workspace"] = open_workspace(slug="bench", name="Bench", owner=owner).id
    with tenancy.scope(state["workspace"]):
        people = [Person(email=f"p{i}@example.com", persona="cxo" if i % 2 else "marketer", language="en") for i in range(LEADS)]
        Person.objects.bulk_create(people, batch_size=2000)
        leads = Lead.objects.bulk_create([Lead(person=person, stage="name") for person in people], batch_size=2000)
        Snapshot.objects.bulk_create([Snapshot(id=lead.pk) for lead in leads], batch_size=2000)
    analyse()


def analyse() -> None:
    """What autovacuum does within a minute on a server that lives longer than a bench: both sides are planned with true figures."""
    connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    connection.autocommit = True
    connection.cursor().execute("ANALYZE leads_lead, leads_snapshot, leads_person, journeys_journey, journeys_enrolment, journeys_steprun")
    connection.close()


def enter(count: int) -> Journey:
    """`count` leads in a fresh journey, resting at its first step until a day after START."""
    with clock.pretend(START):
        with tenancy.scope(state["workspace"]):
            journey = create_journey(kind="custom", name="Bench", actor=SYSTEM)
            change_draft(journey_id=journey.pk, definition=plain(graph()), actor=SYSTEM)
            publish(journey.pk, SYSTEM)
            ids = Lead.objects.order_by("id").values_list("id", flat=True)[:count]
            enrol(live_journeys(journey.pk)[0], [Cause(key, "bench") for key in ids])
        analyse()
        while work.do_batch("journeys.advance", state["workspace"]):
            pass
    return journey


def leave(journey: Journey) -> None:
    """Nobody is left over for the next run."""
    with tenancy.scope(state["workspace"]):
        StepRun.objects.filter(journey_id=journey.pk).delete()
        Enrolment.objects.filter(journey_id=journey.pk).delete()


def ours() -> float:
    journey, done = enter(LEADS), 0
    with clock.pretend(START + DAY):
        begun = time.perf_counter()
        while moved := work.do_batch("journeys.advance", state["workspace"]):
            done += moved
        seconds = time.perf_counter() - begun
    leave(journey)
    return done / seconds


def other() -> float:
    journey = enter(NAIVE)
    with tenancy.scope(state["workspace"]):
        ids = list(Enrolment.objects.filter(journey_id=journey.pk, state="active").values_list("id", flat=True))
    with clock.pretend(START + DAY):
        begun = time.perf_counter()
        for key in ids:
            naive(key)
        seconds = time.perf_counter() - begun
    leave(journey)
    return len(ids) / seconds


def naive(key: UUID) -> None:
    """One step as one task would do it with the ORM."""
    with tenancy.scope(state["workspace"]):
        enrolment = Enrolment.objects.select_for_update(of=("self",)).select_related("lead__person", "lead__snapshot").get(pk=key)
        lead, now = enrolment.lead, clock.now()
        fits = lead.person.persona == "cxo" and lead.person.language == "en" and lead.snapshot.fit < 50
        StepRun.objects.create(
            enrolment=enrolment, journey_id=enrolment.journey_id, lead=lead, node="who", visit=enrolment.visit, kind="branch", at=now,
            outcome="cxo" if fits else "otherwise",
        )  # fmt: skip
        enrolment.node, enrolment.visit, enrolment.node_entered_at = "done" if fits else "longer", enrolment.visit + 1, now
        enrolment.state, enrolment.due_at = ("finished", now) if fits else ("active", now + 30 * DAY)
        enrolment.save()
