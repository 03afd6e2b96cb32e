"""A load that does not end costs no memory: the slope of web and worker after they are warm (`make soak` looks for ten minutes)."""

import json
import os
import time
from pathlib import Path

import pytest

from tests.faults.client import Client
from tests.faults.ground import children
from tests.faults.world import World

SECONDS = float(os.environ.get("SOAK_SECONDS", "0"))
EVERY = 10.0
MEGABYTE = 1024 * 1024
FLAT = 1.0  # MB a minute


def rss(world: World, name: str) -> float:
    """MB of a process and its children."""
    pid = world.running[name].pid
    return sum(int(Path(f"/proc/{each}/statm").read_text().split()[1]) for each in (pid, *children(pid))) * 4096 / MEGABYTE


def slope(points: list[tuple[float, float]]) -> float:
    """MB a minute of the straight line through them (least squares)."""
    middle = [sum(column) / len(points) for column in zip(*points, strict=True)]
    spread = sum((x - middle[0]) ** 2 for x, _ in points)
    return 60 * sum((x - middle[0]) * (y - middle[1]) for x, y in points) / spread


def test_the_slope_of_a_line() -> None:
    assert round(slope([(0.0, 100.0), (30.0, 101.0), (60.0, 102.0)]), 6) == 2.0


@pytest.mark.skipif(not SECONDS, reason="a soak: make soak")
@pytest.mark.timeout(3_600)
def test_memory_stays_flat(world: World) -> None:
    world.ground.begin()
    world.need("web", "worker", "beat")
    client, began = Client(world.address, world.shop["acme"]["key"], batch=100), time.monotonic()
    client.begin("soak", threads=4, pause=0.5)
    seen: dict[str, list[tuple[float, float]]] = {"web": [], "worker": []}
    while time.monotonic() - began < SECONDS:
        time.sleep(EVERY)
        for name, points in seen.items():
            points.append((time.monotonic() - began, rss(world, name)))
        print({name: round(points[-1][1], 1) for name, points in seen.items()}, flush=True)
    client.end()
    world.until(world.quiet, "the digest catches up", 600)
    warm = {name: [point for point in points if point[0] > SECONDS / 3] for name, points in seen.items()}
    slopes = {name: round(slope(points), 3) for name, points in warm.items()}
    last = {f"{name}_mb": round(points[-1][1], 1) for name, points in seen.items()}
    print(json.dumps({"soak": "memory", "seconds": SECONDS, "events": len(client.taken), **last, "mb_per_minute": slopes}), flush=True)
    assert max(slopes.values()) < FLAT
