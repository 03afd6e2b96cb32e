"""A world for each module: fresh database, empty Valkey, and all its processes killed at the end whatever happens."""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from launch.supervisor import Guard
from tests.faults.ground import Ground
from tests.faults.world import World, clone
from tests.servers import template

numbers = itertools.count(1)
OPENED = "lw_faults_opened"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def guard() -> Iterator[Guard]:
    """Ends the processes also when this one is killed."""
    keeper = Guard(1.0)
    yield keeper
    keeper.close()


@pytest.fixture(scope="session")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Servers of these tests only."""
    servers = Ground(tmp_path_factory.mktemp("ground"))
    servers.begin()
    yield servers
    servers.end()


@pytest.fixture(scope="session")
def opened(ground: Ground, guard: Guard, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A database with two workspaces, to be cloned."""
    clone(ground, template(ground.owner_url), OPENED)
    world = World(ground, tmp_path_factory.mktemp("opened"), OPENED, guard)
    world.shop = world.stage("open")
    return world


@pytest.fixture(scope="module")
def world(ground: Ground, opened: World, guard: Guard, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Servers and a mail sink run; the rest is started by the tests."""
    ground.begin()
    redis.Redis.from_url(ground.redis_url).flushall()
    database = f"lw_faults_{next(numbers)}"
    clone(ground, OPENED, database)
    made = World(ground, tmp_path_factory.mktemp("world"), database, guard, dict(opened.shop))
    made.mail()
    try:
        yield made
    finally:
        made.kill()
