"""The load of the ingestion lines: the product's own web process, and wrk (or a small client) that sends unique messages to it."""

import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import psycopg2

from kernel import sql, tenancy
from kernel.audit import SYSTEM
from launch import services
from launch.servers import memory
from launch.servers.ports import free_port
from tenants.actions.workspaces import open_workspace
from tenants.models import User
from tracking.actions.limits import change_limits
from tracking.actions.sites import add_site
from tracking.domain import quota

SECONDS = 4
CONNECTIONS = 32
EVENT = {
    "type": "track", "event": "asset_downloaded", "anonymousId": "@ANONYMOUS", "messageId": "@MESSAGE", "timestamp": "@TIME",
    "properties": {"asset": "white-paper.pdf", "pages": 24, "price": 19.5, "plan": "enterprise", "first": True, "tags": ["a", "b"], "n": 7},
}  # fmt: skip
# wrk makes each body of fresh ids. It runs on the same two cores as what it measures: the pieces of an event are only joined, not searched.
LUA = """
local events, size, key, path = {@EVENTS}, @SIZE, "@KEY", "@PATH"
local counter, seed, parts = 0, "@SEED", {}
local headers = {["Content-Type"] = "application/json", ["X-Write-Key"] = key}
function setup(thread) thread:set("id", tostring(thread)) end
function init(args) math.randomseed(os.time()) seed = seed .. tostring(math.random(1e9)) .. tostring({}):sub(8) .. "-" end
request = function()
  local n = 0
  for i = 1, size do
    counter = counter + 1
    local event = events[counter % #events + 1]
    parts[n + 1], parts[n + 2], parts[n + 3], parts[n + 4], parts[n + 5] = event[1], counter % 5000, event[2], seed, counter
    parts[n + 6], parts[n + 7], n = event[3], i == size and "" or ",", n + 7
  end
  local body = table.concat(parts, "", 1, n)
  return wrk.format("POST", path, headers, size == 1 and body or '{"batch":[' .. body .. ']}')
end
"""


def settle() -> None:
    """All that was written is on the disk: a side does not pay for the other's checkpoint. Only a superuser may ask for one."""
    known = memory.recall(Path(os.environ["STATE"]))
    password = known["postgres_password"]
    server = psycopg2.connect(host="127.0.0.1", port=known["postgres_port"], user="postgres", password=password, dbname="postgres")
    server.autocommit = True
    server.cursor().execute("CHECKPOINT")
    server.close()


def workspace(slug: str) -> tuple[UUID, str]:
    """A fresh workspace with a site; its id and the write key."""
    owner = User.objects.create_user(email=f"{slug}@bench.example", password=uuid.uuid4().hex, name=slug)
    opened = open_workspace(slug=slug, name=slug, owner=owner)
    with tenancy.scope(opened.id):
        _, key = add_site(name="Bench", url="https://bench.example", actor=SYSTEM)
        # What is measured is how much is taken in, not how much a workspace may send.
        change_limits(per_second_of_key=quota.HIGHEST, per_second=quota.HIGHEST, per_month=None, actor=SYSTEM)
    return opened.id, key


def template() -> str:
    """The event as text; only its ids and its time are still open."""
    return json.dumps(EVENT).replace("@TIME", time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime(time.time() - 60)))


@contextmanager
def web(application: str = "", **environment: str) -> Iterator[str]:
    """Granian as the product starts it: two workers. `application` names another application."""
    port = free_port()
    command = services.web("127.0.0.1", port)
    if application:
        command = [*command[:-1], application]
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [str(Path(sys.executable).parent / command[0]), *command[1:]], env={**os.environ, **environment}, stdout=output, stderr=output,
        )  # fmt: skip
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        except Unanswered:
            output.seek(0)
            raise Unanswered(output.read().decode()[-2_000:]) from None
        finally:
            process.terminate()
            process.wait(20)


class Unanswered(RuntimeError):
    """The web process never answered; what it said instead."""


def wait_for(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise Unanswered


def send(address: str, key: str, size: int, path: str, seconds: float = SECONDS, events: Sequence[str] = ()) -> dict[str, float]:
    """Load `path` for some seconds with batches of `size`; how long a request took: {"p50_ms": …, "p99_ms": …}.

    `events`: texts of messages, which come in turn, each with @ANONYMOUS and then @MESSAGE; by default the one of `template`.
    """
    events = events or [template()]
    if shutil.which("wrk"):
        script = LUA.replace("@EVENTS", ",".join(map(_as_lua, events)))
        for name, value in {"SIZE": str(size), "KEY": key, "PATH": path}.items():
            script = script.replace(f"@{name}", value)
        with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
            file.write(script.replace("@SEED", uuid.uuid4().hex))
            file.flush()
            command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "15s", "-s", file.name, address]
            return _told(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    until, took = time.monotonic() + seconds, list[float]()
    clients = [threading.Thread(target=_client, args=(address + path, key, size, until, took, events)) for _ in range(8)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    shares = statistics.quantiles(took, n=100)
    return {f"p{share}_ms": round(shares[share - 1] * 1_000, 1) for share in (50, 99)}


def _as_lua(event: str) -> str:
    """The three pieces of a message around its ids."""
    head, rest = event.split("@ANONYMOUS")
    return "{" + ",".join(f"[==[{piece}]==]" for piece in (f"{head}visitor-", *rest.split("@MESSAGE"))) + "}"


def _told(text: str) -> dict[str, float]:
    """The latencies in what wrk says. Raises when something was not taken: its answer cost less."""
    if refused := re.search(r"Non-2xx or 3xx responses: \d+", text):
        raise RuntimeError(f"The load was not taken: {refused.group()}.")
    found = re.findall(r"^\s+(50|99)%\s+([\d.]+)(us|ms|s)$", text, re.MULTILINE)
    return {f"p{share}_ms": round(float(value) * {"us": 0.001, "ms": 1, "s": 1_000}[unit], 1) for share, value, unit in found}


def _client(url: str, key: str, size: int, until: float, took: list[float], events: Sequence[str]) -> None:
    seed, counter = uuid.uuid4().hex, 0
    while time.monotonic() < until:
        parts = []
        for _ in range(size):
            counter += 1
            event = events[counter % len(events)]
            parts.append(event.replace("@MESSAGE", f"{seed}{counter}").replace("@ANONYMOUS", f"visitor-{counter % 5000}"))
        body = parts[0] if size == 1 else '{"batch":[' + ",".join(parts) + "]}"
        request = urllib.request.Request(url, data=body.encode(), headers={"X-Write-Key": key, "Content-Type": "application/json"})
        began = time.monotonic()
        urllib.request.urlopen(request, timeout=15).read()
        took.append(time.monotonic() - began)


def owner() -> "psycopg2.extensions.connection":
    """A connection of the superuser's kind: it stands above row-level security."""
    connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    connection.autocommit = True
    return connection


def stored(workspace_id: UUID, table: str = "tracking_inbox") -> int:
    """How many rows stand; asked as the application."""
    with tenancy.scope(workspace_id):
        return int(sql.tuples(f"SELECT count(*) FROM {table} WHERE workspace_id = %(workspace_id)s")[0][0])
