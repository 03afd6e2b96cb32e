"""Rows 3 and 20: the worker dies over the digest, over a fact and over a mail. Every effect comes once,
and work goes on half a minute after the lease.
"""

from tests.faults.client import Client
from tests.faults.people import views, visitors
from tests.faults.world import PROMISE, World

EVENTS = "SELECT message_id, count(*) FROM tracking_event WHERE workspace_id = {w} GROUP BY 1"
PICTURE = {
    "events": "SELECT name, count(*) FROM tracking_event WHERE workspace_id = {w} AND door = 'live' GROUP BY 1 ORDER BY 1",
    "people": "SELECT count(*), count(DISTINCT email), count(known_at) FROM leads_person WHERE workspace_id = {w}",
    "leads": "SELECT stage, count(*) FROM leads_lead WHERE workspace_id = {w} GROUP BY 1 ORDER BY 1",
    "stages": "SELECT stage, count(*) FROM leads_stagevisit WHERE workspace_id = {w} GROUP BY 1 ORDER BY 1",
    "ledger": "SELECT rule, count(*), round(sum(points)::numeric, 3) FROM scoring_ledgerentry "
    "WHERE workspace_id = {w} GROUP BY 1 ORDER BY 1",
    "scores": "SELECT round(fit::numeric, 3), count(*) FROM leads_snapshot WHERE workspace_id = {w} GROUP BY 1 ORDER BY 1",
    "journeys": "SELECT j.name, e.node, e.state, count(*) FROM journeys_enrolment e JOIN journeys_journey j ON j.id = e.journey_id "
    "WHERE e.workspace_id = {w} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
    "steps": "SELECT node, outcome, count(*) FROM journeys_steprun WHERE workspace_id = {w} GROUP BY 1, 2 ORDER BY 1, 2",
    "queue": "SELECT state, count(*) FROM sales_handoff WHERE workspace_id = {w} GROUP BY 1 ORDER BY 1",
}
STATES = "SELECT state, count(*) FROM campaigns_message WHERE workspace_id = {w} GROUP BY 1 ORDER BY 1"
VISITORS = 60
QUEUED = 60


def test_the_worker_dies_before_the_digest_commits(world: World) -> None:
    world.need("web")
    client = Client(world.address, world.shop["inbox"]["key"])
    client.send(views("digest", 500))
    world.worker(points="digest.before_commit:kill9")
    world.beat()
    world.until(lambda: world.went_off("digest.before_commit"), "the worker dies")
    world.kill("worker")  # its parent too: the task is lost with it
    assert world.ask(EVENTS, "inbox") == []
    world.worker()
    world.until(world.quiet, "the inbox is digested", PROMISE)
    assert sorted(world.ask(EVENTS, "inbox")) == sorted((message_id, 1) for message_id in client.taken)
    assert len(client.taken) == 500
    world.kill("worker")


def test_the_worker_dies_over_a_fact_and_over_a_mail(world: World) -> None:
    world.need("web", "beat")
    world.stage("control", str(VISITORS))
    assert world.stage("messages", str(QUEUED)) == QUEUED
    before = world.mails()
    Client(world.address, world.shop["acme"]["key"]).send(visitors(VISITORS))
    points = ("facts.before_commit", "send.after_claim", "send.after_250")
    world.worker(points=",".join(f"{point}:kill9" for point in points))
    world.until(lambda: all(world.went_off(point) for point in points), "the worker dies three times")
    world.until(world.quiet, "all is done", PROMISE)
    picture = {name: (world.ask(statement), world.ask(statement, "control")) for name, statement in PICTURE.items()}
    assert {name: ours for name, (ours, _) in picture.items()} == {name: theirs for name, (_, theirs) in picture.items()}
    assert world.ask(STATES) == world.ask(STATES, "control") == [("sent", len(before))]
    assert world.ask(STATES, "post") == [("sent", QUEUED - 1), ("unknown", 1)]
    once = sorted([*before, *addressed(world, "acme"), *addressed(world, "post")])
    assert world.mails() == once  # the unknown one too: it had been accepted
    world.stage("again")
    assert world.mails() == once


def addressed(world: World, slug: str) -> list[str]:
    return [row[0] for row in world.ask("SELECT to_address FROM campaigns_message WHERE workspace_id = {w}", slug)]
