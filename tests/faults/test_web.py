"""Rows 3 and 4: the web process dies around its commit under load, and all of it is killed; what was acknowledged is stored, once."""

from tests.faults.client import BROKEN, Client
from tests.faults.people import views
from tests.faults.world import World

POINTS = ("ingest.before_commit", "ingest.after_commit")


def test_web_dies_around_the_commit_under_load(world: World) -> None:
    world.web(points=",".join(f"{point}:kill9" for point in POINTS))
    client = Client(world.address, world.shop["acme"]["key"])
    client.send(views("around", 1_000), threads=8)
    assert [world.went_off(point) for point in POINTS] == [True, True]
    assert set(client.statuses) == {200, BROKEN}
    assert client.verdicts["duplicate"] >= 1  # committed, and the answer lost with the process
    assert client.verdicts["accepted"] + client.verdicts["duplicate"] == len(client.taken) == 1_000
    assert stored(world, "around") == client.taken


def test_all_of_web_is_killed_under_load_and_started_again(world: World) -> None:
    world.need("web")
    client = Client(world.address, world.shop["acme"]["key"])
    client.begin("all", threads=4)
    world.until(lambda: len(client.taken) >= 100, "some are taken")
    world.kill("web")
    world.until(lambda: client.statuses[BROKEN] > 0, "the client sees it")
    before = len(client.taken)
    world.web()
    world.until(lambda: len(client.taken) >= before + 100, "more are taken")
    client.end()
    assert set(client.statuses) == {200, BROKEN}
    assert stored(world, "all") == client.taken


def stored(world: World, mark: str) -> set[str]:
    """Ids in the inbox; the key of the table lets none stand twice."""
    rows = world.ask(f"SELECT message_id FROM tracking_inbox WHERE workspace_id = {{w}} AND message_id LIKE '{mark}%'")
    assert len({row[0] for row in rows}) == len(rows)
    return {row[0] for row in rows}
