"""neighbour: how long one of a hundred requests takes at most in a workspace that sends ten a second, alone on the servers, against the
same beside a workspace that sends four times what it may (`reliability.md` row 15: no more than 1.5 times as long, and no error).

The noisy one is a program of its own (bench.noise), which sends single events as fast as it is told.
"""

import http.client
import itertools
import json
import statistics
import subprocess
import sys
import time
import uuid
from typing import Any
from urllib.parse import urlsplit

from bench import load
from kernel import tenancy
from kernel.audit import SYSTEM
from tracking.actions.limits import change_limits
from tracking.domain import quota

FLOOR = 0.667
UNIT = "ms"
BETTER = "less"
ALLOWED, TIMES = 500, 4
A_SECOND, SECONDS = 10, 30
NOTES: dict[str, Any] = {}
numbers = itertools.count(1)


def setup() -> None:
    """Nothing stands yet: each side opens workspaces of its own."""


def ours() -> float:
    """Beside the noisy one, whose bucket is empty."""
    noisy, noisy_key = load.workspace(f"noisy-{next(numbers)}")
    with tenancy.scope(noisy):
        change_limits(per_second_of_key=ALLOWED, per_second=ALLOWED, per_month=None, actor=SYSTEM)
    with load.web() as address:
        _empty(address, noisy_key)
        place = urlsplit(address)
        command = [sys.executable, "-m", "bench.noise", str(place.hostname), str(place.port), noisy_key, str(ALLOWED * TIMES)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as noise:
            taken = _slowest(address)
            NOTES["noisy"] = json.loads(noise.communicate()[0])
    if not NOTES["noisy"].get("429"):
        raise RuntimeError(f"The noisy workspace was not refused: {NOTES['noisy']}.")
    if sum(NOTES["noisy"].values()) < 0.9 * ALLOWED * TIMES * SECONDS:
        raise RuntimeError(f"The noisy workspace was not as noisy as it should be: {NOTES['noisy']}.")
    return taken


def other() -> float:
    with load.web() as address:
        return _slowest(address)


def _empty(address: str, key: str) -> None:
    """Take what the bucket holds for bursts, until something is refused."""
    place = urlsplit(address)
    line = http.client.HTTPConnection(str(place.hostname), place.port, timeout=15)
    for _ in range(2 * quota.burst(ALLOWED) // 1_000 + 1):
        batch = {"batch": [{"type": "track", "event": "e", "anonymousId": "a", "messageId": uuid.uuid4().hex} for _ in range(1_000)]}
        line.request("POST", "/v1/batch", json.dumps(batch), {"X-Write-Key": key, "Content-Type": "application/json"})
        answer = line.getresponse()
        answer.read()
        if answer.status == 429:
            return
    raise RuntimeError("The bucket of the noisy workspace never became empty.")


def _slowest(address: str) -> float:
    """p99 in ms of the quiet workspace, at a steady pace. Raises when something is not taken."""
    _workspace, key = load.workspace(f"quiet-{next(numbers)}")
    place, took = urlsplit(address), list[float]()
    line = http.client.HTTPConnection(str(place.hostname), place.port, timeout=15)
    began = time.monotonic()
    for number in range(-A_SECOND, A_SECOND * SECONDS):
        time.sleep(max(0, began + (number + A_SECOND) / A_SECOND - time.monotonic()))
        body = load.template().replace("@MESSAGE", uuid.uuid4().hex).replace("@ANONYMOUS", f"visitor-{number}")
        sent = time.perf_counter()
        line.request("POST", "/v1/track", body, {"X-Write-Key": key, "Content-Type": "application/json"})
        answer = line.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"The quiet workspace was answered {answer.status}.")
        if number >= 0:  # the first second fetches the key and the block of tokens
            took.append((time.perf_counter() - sent) * 1_000)
    NOTES["quiet_p50_ms"] = round(statistics.median(took), 2)
    return statistics.quantiles(took, n=100)[98]
