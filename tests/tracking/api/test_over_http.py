"""The real web process: ingestion over HTTP, killed around its commit. Nothing acknowledged is lost, nothing is stored twice."""

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.tracking.conftest import Shop, zipped
from tests.tracking.served import served

Start = Callable[..., str]


@pytest.fixture
def web() -> Iterator[Start]:
    """`web(FAILPOINT=…)` starts the web process and says its address."""
    with ExitStack() as running:
        yield lambda **environment: running.enter_context(served(**environment))


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
    assert [post(address, shop, body) for body in (b"{", b" " * 600_000, b" " * 4_000_000, b" " * 4_000_000)] == [400, 413, 413, 413]
    assert shop.stored() == 100


@pytest.mark.faults
@pytest.mark.parametrize("point", ["ingest.before_commit", "ingest.after_commit"])
def test_killed_around_the_commit_a_retry_stores_one(shop: Shop, web: Start, tmp_path: Path, point: str) -> None:
    address = web(FAILPOINT=f"{point}:kill9", FAILPOINT_ONCE=str(tmp_path / "once"))
    body = json.dumps({"batch": [{"type": "page", "anonymousId": "a", "messageId": point}]}).encode()
    seen = until_taken(address, shop, body)
    assert (seen[0], seen[-1], shop.stored()) == (0, 200, 1)
    assert (tmp_path / f"once.{point}").exists()


@pytest.mark.faults
def test_what_was_answered_503_is_not_committed_with_the_next(shop: Shop, web: Start, tmp_path: Path) -> None:
    address = web(FAILPOINT="ingest.before_commit:raise", FAILPOINT_ONCE=str(tmp_path / "once"))
    bodies = [json.dumps({"batch": [{"type": "page", "anonymousId": "a", "messageId": name}]}).encode() for name in ("one", "two")]
    assert ([post(address, shop, body) for body in bodies], shop.stored()) == ([503, 200], 1)
