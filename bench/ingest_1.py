"""ingest-1: single events a second over HTTP / the same by a DRF serializer and an ORM create, as most products would write it."""

import itertools
import time

from bench import load

FLOOR = 5
UNIT = "events/s"
BETTER = "more"
NOTES: dict[str, dict[str, float]] = {}
numbers = itertools.count(1)


def setup() -> None:
    """Nothing stands yet: each side opens a workspace of its own."""


def ours() -> float:
    workspace_id, key = load.workspace(f"ingest-1-{next(numbers)}")
    return _measure(workspace_id, key, "", "tracking_inbox")


def other() -> float:
    """bench.drf_view under the same server, storing into the table of refusals (indexed, walled, no larger than the inbox)."""
    workspace_id, key = load.workspace(f"ingest-drf-{next(numbers)}")
    return _measure(workspace_id, key, "bench.drf_view:application", "tracking_refusal")


def _measure(workspace_id: load.UUID, key: str, application: str, table: str) -> float:
    with load.web(application, BENCH_WORKSPACE=str(workspace_id)) as address:
        load.send(address, key, 1, "/v1/track", 1)
        before, started = load.stored(workspace_id, table), time.monotonic()
        NOTES["other_requests" if application else "our_requests"] = load.send(address, key, 1, "/v1/track")
        seconds = time.monotonic() - started
        return (load.stored(workspace_id, table) - before) / seconds
