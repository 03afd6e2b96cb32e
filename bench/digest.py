"""digest: events a second through the whole way (identity, sessions, score, stages, journeys) until all work is quiet, by two worker
processes over four workspaces / events a second taken in as ingest-100 takes them, of the same visits. Beside it are told the rate of the
digest alone, and that of ingest-100 with its own, smaller message."""

import io
import itertools
import json
import random
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

from bench import load
from bench.inbox_lines import Lines
from bench.score_queue import analyse
from kernel import work
from tracking.api.collect import in_front_of

FLOOR = 0.15
UNIT = "events/s"
BETTER = "more"
RUNS = 5
WORKSPACES = 4
EVENTS, WARM = 5_000, 500
VISITORS = 500
NOTES: dict[str, Any] = {}
PATHS = ("/", "/pricing.html", "/cases.html", "/blog.html", "/careers.html", "/contact.html")
SOURCES = ("", "?utm_source=google&utm_medium=cpc", "?utm_source=news&utm_medium=email", "?utm_source=zhihu")
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
numbers = itertools.count(1)
# One worker's share: `work.run_until_quiet` is what its tasks do, without the broker between. A worker lives for days, and the web
# processes of the other side are warm too: it has worked on a little of something else before it is measured.
WORKER = """
import sys, django; django.setup()
from uuid import UUID
from kernel import collector, work
from tracking.domain import devices
devices.read("warm")
collector.settle()
first, *share = map(UUID, sys.argv[1:])
work.run_until_quiet(first)
print("ready", flush=True)
sys.stdin.readline()
for workspace_id in share: work.run_until_quiet(workspace_id)
print("at rest", flush=True)
"""


def setup() -> None:
    """Nothing stands before the runs."""


def ours() -> float:
    """Fill four workspaces, then measure until two processes have brought all of them to rest."""
    filled = [_filled() for _ in range(WORKSPACES)]
    # The other side leaves some hundred thousand messages a run: cleaning up after those is not this side's work.
    analyse("tracking_inbox")
    load.settle()
    NOTES["digest_alone"] = round(_digest_alone(_filled()))
    workers = [_worker([_filled(WARM), *filled[share::2]]) for share in (0, 1)]
    for worker in workers:
        worker.stdout.readline()
    started = time.monotonic()
    for worker in workers:
        worker.stdin.close()
    ended = [worker.stdout.readline() for worker in workers]
    seconds = time.monotonic() - started
    if any(worker.wait() for worker in workers) or not all(ended):
        raise RuntimeError("A worker of the bench failed.")
    return WORKSPACES * EVENTS / seconds


def _worker(share: list[UUID]) -> Any:
    """A process that is ready to begin, and does when its input closes."""
    command = [sys.executable, "-c", WORKER, *[str(key) for key in share]]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def other() -> float:
    load.settle()
    NOTES["ingest_100"] = round(Lines(100).ours())
    return Lines(100, _visits()).ours()


def _visits() -> list[str]:
    """One in fifty of the messages of a workspace, with their ids open."""
    landed: set[int] = set()
    messages = [_message(landed) for _ in range(EVENTS)][::50]
    return [json.dumps(message | {"anonymousId": "@ANONYMOUS", "messageId": "@MESSAGE"}) for message in messages]


def _filled(events: int = EVENTS) -> UUID:
    """A workspace at rest whose inbox holds so many messages of VISITORS people; one in forty says who it is."""
    workspace_id, key = load.workspace(f"digest-{next(numbers)}")
    work.run_until_quiet(workspace_id)
    application = in_front_of(lambda environ, start: [])
    landed: set[int] = set()
    for _ in range(events // 500):
        _post(application, key, {"batch": [_message(landed) for _ in range(500)]})
    return workspace_id


def _message(landed: set[int]) -> dict[str, Any]:
    """A campaign brings a visitor to its first page; whoever clicks on within the site brings none with every page."""
    visitor = random.randrange(VISITORS)
    source = "" if visitor in landed else random.choice(SOURCES)
    landed.add(visitor)
    page = {"url": f"https://www.bench.example{random.choice(PATHS)}{source}", "title": "Bench", "referrer": ""}
    message: dict[str, Any] = {
        "type": "page", "anonymousId": f"visitor-{visitor}", "messageId": uuid.uuid4().hex,
        "context": {"page": page, "userAgent": AGENT, "locale": "en-US", "library": {"name": "leadway.js", "version": "1"}},
    }  # fmt: skip
    kind = random.randrange(40)
    if kind == 0:
        message |= {
            "type": "identify",
            "traits": {"email": f"visitor-{visitor}@customer-{visitor % 90}.example", "name": f"Visitor {visitor}"},
        }
    elif kind < 4:
        message |= {"type": "track", "event": "asset_downloaded", "properties": {"asset": "white-paper"}}
    return message


def _post(application: Callable[..., Any], key: str, batch: dict[str, Any]) -> None:
    body = json.dumps(batch).encode()
    environ = {
        "REQUEST_METHOD": "POST", "PATH_INFO": "/v1/batch", "CONTENT_LENGTH": str(len(body)), "HTTP_X_WRITE_KEY": key,
        "wsgi.input": io.BytesIO(body),
    }  # fmt: skip
    said: list[str] = []
    b"".join(application(environ, lambda status, headers: said.append(status)))
    if said != ["200 OK"]:
        raise RuntimeError(f"The door answered {said}.")


def _digest_alone(workspace_id: UUID) -> float:
    """One process, only the digest."""
    started = time.monotonic()
    while work.do_batch("tracking.digest", workspace_id):
        pass
    return EVENTS / (time.monotonic() - started)
