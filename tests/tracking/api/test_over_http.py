"""The real web process: ingestion over HTTP, killed around its commit. Nothing acknowledged is lost, nothing is stored twice."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launch import services
from launch.servers.ports import free_port
from tests.tracking.conftest import Shop, zipped

ROOT = Path(__file__).resolve().parents[3]
Start = Callable[..., str]


@pytest.fixture
def web() -> Iterator[Start]:
    """`web(FAILPOINT=…)` starts granian as the product does and says its address."""
    running: list[subprocess.Popen[bytes]] = []

    def start(**environment: str) -> str:
        port = free_port()
        command = services.web("127.0.0.1", port, workers=1)
        executable = str(Path(sys.executable).parent / command[0])
        process = subprocess.Popen(
            [executable, *command[1:]], cwd=ROOT, env={**os.environ, **environment}, start_new_session=True, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        running.append(process)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return f"http://127.0.0.1:{port}"
            time.sleep(0.1)
        raise AssertionError("The web process never answered.")

    yield start
    for process in running:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def post(address: str, shop: Shop, body: bytes) -> int:
    """The status; 0 when the connection broke."""
    request = urllib.request.Request(f"{address}/v1/batch", data=body, headers={"X-Write-Key": shop.key})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except (OSError, ValueError):
        return 0


def until_taken(address: str, shop: Shop, body: bytes) -> list[int]:
    """What a client that retries sees, up to its first 200."""
    seen: list[int] = []
    for _ in range(60):
        seen.append(post(address, shop, body))
        if seen[-1] == 200:
            return seen
        time.sleep(0.5)
    return seen


@pytest.mark.faults
def test_the_web_process_takes_batches(shop: Shop, web: Start) -> None:
    address = web()
    batch = {"batch": [{"type": "page", "anonymousId": "a", "messageId": str(n)} for n in range(100)]}
    assert [until_taken(address, shop, body)[-1] for body in (json.dumps(batch).encode(), zipped(batch))] == [200, 200]
    assert [post(address, shop, body) for body in (b"{", b" " * 600_000)] == [400, 413]
    assert shop.stored() == 100


@pytest.mark.faults
@pytest.mark.parametrize("point", ["ingest.before_commit", "ingest.after_commit"])
def test_killed_around_the_commit_a_retry_stores_one(shop: Shop, web: Start, tmp_path: Path, point: str) -> None:
    address = web(FAILPOINT=f"{point}:kill9", FAILPOINT_ONCE=str(tmp_path / "once"))
    body = json.dumps({"batch": [{"type": "page", "anonymousId": "a", "messageId": point}]}).encode()
    seen = until_taken(address, shop, body)
    assert (seen[0], seen[-1], shop.stored()) == (0, 200, 1)
    assert (tmp_path / f"once.{point}").exists()
