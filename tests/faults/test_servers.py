"""Rows 47 and 49: Valkey and PostgreSQL are killed under load and come back. Nothing taken is lost,
and work goes on half a minute after the lease.
"""

import urllib.error
import urllib.request

from tests.faults.client import Client
from tests.faults.people import views
from tests.faults.world import PROMISE, World

EVENTS = "SELECT message_id, count(*) FROM tracking_event WHERE workspace_id = {w} AND message_id LIKE '%s%%' GROUP BY 1 ORDER BY 1"


def test_valkey_is_lost_under_load_and_comes_back_empty(world: World) -> None:
    client = started(world, "valkey")
    world.ground.kill_valkey()
    before = len(client.taken)
    world.until(lambda: len(client.taken) >= before + 300, "ingestion goes on without a broker")
    world.until(lambda: world.answers("/accounts/login/"), "pages do without their cache")
    world.ground.begin()
    client.end()
    world.until(world.quiet, "the work is done", PROMISE)
    assert set(client.statuses) == {200}
    assert events(world, "valkey") == sorted((message_id, 1) for message_id in client.taken)


def test_a_worker_outlives_a_broker_that_is_lost_while_it_works(world: World) -> None:
    """It holds a bell of the broker that is gone when its work is done: nobody is there to take the receipt."""
    world.ground.begin()
    world.need("web", "beat")
    if "worker" in world.running:
        world.kill("worker")  # so that nobody else hears the bell
    world.worker(points="digest.before_commit:sleep6")
    client = Client(world.address, world.shop["inbox"]["key"])
    client.send(views("held", 50))
    world.until(lambda: world.went_off("digest.before_commit"), "the worker works")
    world.ground.kill_valkey()
    world.ground.begin()
    world.until(world.quiet, "the work is done", PROMISE)
    assert events(world, "held", "inbox") == sorted((message_id, 1) for message_id in client.taken)
    client.send(views("later", 50))
    world.until(lambda: len(events(world, "later", "inbox")) == 50, "the same worker goes on", PROMISE)
    assert world.running["worker"].poll() is None


def test_postgres_is_killed_under_load_and_comes_back(world: World) -> None:
    client = started(world, "postgres")
    world.ground.kill_postgres()
    world.until(lambda: client.statuses[503] >= 8, "the client is told to wait")
    assert api(world) == (503, "2")
    world.ground.begin()
    before = len(client.taken)
    world.until(lambda: len(client.taken) > before, "batches are taken again", PROMISE)
    client.end()
    world.until(world.quiet, "the work is done", PROMISE)
    assert set(client.statuses) == {200, 503}
    assert api(world) == (200, None)
    assert events(world, "postgres") == sorted((message_id, 1) for message_id in client.taken)


def started(world: World, mark: str) -> Client:
    """Everything runs, and a client sends: its first events have come through the digest."""
    world.ground.begin()
    world.need("web", "worker", "beat")
    client = Client(world.address, world.shop["acme"]["key"])
    client.begin(mark, threads=2)
    world.until(lambda: len(events(world, mark)) >= 50, "events come through")
    return client


def api(world: World) -> tuple[int, str | None]:
    """Status and Retry-After of the API, which goes through Django."""
    request = urllib.request.Request(f"{world.address}/api/v1/leads", headers={"Authorization": f"Bearer {world.shop['acme']['secret']}"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.headers["Retry-After"]
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Retry-After"]


def events(world: World, mark: str, slug: str = "acme") -> list[tuple[str, int]]:
    return [(row[0], int(row[1])) for row in world.ask(EVENTS % mark, slug)]
