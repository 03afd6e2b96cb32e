"""What ingest-20 and ingest-100 share: batches over HTTP against raw COPY into a table with the columns and indexes of the inbox.

COPY FROM is refused to a role under row-level security, so the other side copies as the owner into a twin of the inbox without the
wall: it does less than ours, which is why the floor is below 1.
"""

import io
import itertools
import json
import time
import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from bench import load

ROWS = 5_000
TWIN = (
    "DROP TABLE IF EXISTS bench_inbox",
    "CREATE TABLE bench_inbox (LIKE tracking_inbox INCLUDING ALL)",
)
COLUMNS = "workspace_id, message_id, site_id, door, kind, received_at, fingerprint, envelope, body"
numbers = itertools.count(1)


class Lines:
    """One line's two sides; the web process lives for one measurement."""

    def __init__(self, size: int, events: Sequence[str] = ()) -> None:
        """`events`: what is sent, when it is not the message of the bench."""
        self.size, self.events = size, events

    def setup(self) -> None:
        with load.owner() as connection, connection.cursor() as cursor:
            for statement in TWIN:
                cursor.execute(statement)

    def ours(self) -> float:
        """Events stored a second, over HTTP; counted in the table, not believed."""
        workspace_id, key = load.workspace(f"ingest-{self.size}-{next(numbers)}")
        with load.web() as address:
            load.send(address, key, self.size, "/v1/batch", 1, self.events)
            before, started = load.stored(workspace_id), time.monotonic()
            load.send(address, key, self.size, "/v1/batch", events=self.events)
            seconds = time.monotonic() - started
            return (load.stored(workspace_id) - before) / seconds

    def other(self) -> float:
        """Rows a second by COPY, 5,000 a transaction, for as long."""
        chunks = [chunk() for _ in range(6)]
        connection: Any = load.owner()
        done, started = 0, time.monotonic()
        with connection.cursor() as cursor:
            while time.monotonic() - started < load.SECONDS:
                cursor.copy_expert(f"COPY bench_inbox ({COLUMNS}) FROM STDIN", io.StringIO(renewed(chunks[done % len(chunks)])))
                done += 1
            seconds = time.monotonic() - started
            cursor.execute("TRUNCATE bench_inbox")
        connection.close()
        return done * ROWS / seconds


def chunk() -> str:
    """5,000 rows as COPY reads them; `@` stands where each use puts its own beginning of the message ids."""
    workspace_id, site_id = UUID(int=1), UUID(int=2)
    body = json.dumps(json.loads(load.template())).replace("\\", "\\\\")
    rows = []
    for number in range(ROWS):
        text = body.replace("@MESSAGE", f"@{number}").replace("@ANONYMOUS", f"visitor-{number}")
        rows.append(f"{workspace_id}\t@{number}\t{site_id}\tlive\ttrack\t2026-11-02 12:00:00+00\t{number * 7919}\t{{}}\t{text}")
    return "\n".join(rows) + "\n"


def renewed(rows: str) -> str:
    return rows.replace("@", uuid.uuid4().hex)
