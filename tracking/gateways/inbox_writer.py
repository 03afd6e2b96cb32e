"""Group commit: one thread per process writes the requests that wait into the inbox, in one transaction, and then lets them answer.

A request that fails its group is tried again alone, so one bad request never fails its neighbours. See tracking.gateways.line for why
this is not kernel.sql.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg2

from kernel import ids
from kernel.failpoints import failpoint
from tracking.domain import messages
from tracking.domain.messages import BETWEEN
from tracking.domain.requests import Parcel
from tracking.domain.turns import Turns
from tracking.gateways.bells import Bells
from tracking.gateways.line import Line
from tracking.gateways.tally import TALLY

log = logging.getLogger(__name__)
GROUP_EVENTS = 2_000
# What a writer may hold; how much of it one workspace may: tracking.domain.turns.
WAITING_BYTES = 64_000_000
# What is let in of a sender that was told to wait and comes all the same is written with all that comes within so many seconds: a flood at
# its limit takes few commits, and the others wait for next to none of them.
GATHERING_SECONDS = 0.1
TRIES = 3

# The columns of a group travel as one text each, split by messages.BETWEEN: no other way of handing over so many rows costs the server
# so little. `q` is the place of a message's request in the arrays of what a request has in common.
STORE = """
PREPARE store (uuid, uuid[], text[], timestamptz[], json[], text, text, text, text) AS
INSERT INTO tracking_inbox (workspace_id, message_id, site_id, door, kind, received_at, fingerprint, envelope, body)
SELECT $1, x.m, $2[x.q::int], $3[x.q::int], x.k, $4[x.q::int], hashtextextended(x.b, 0), $5[x.q::int], x.b::json
FROM ROWS FROM (string_to_table($6, E'\\x1e'), string_to_table($7, E'\\x1e'), string_to_table($8, E'\\x1e'),
                string_to_table($9, E'\\x1e')) AS x(q, m, k, b)
ON CONFLICT DO NOTHING RETURNING message_id
"""
REFUSE = """
PREPARE refuse (uuid, json) AS
INSERT INTO tracking_refusal (workspace_id, id, message_id, site_id, at, verdict, reason, pointer, detail, body, stage, door, kind,
                              envelope)
SELECT $1, x.id, x.message_id, x.site_id, x.at, x.verdict, x.reason, x.pointer, x.detail, x.body, 'door', x.door, x.kind, x.envelope
FROM json_to_recordset($2) AS x(id uuid, message_id text, site_id uuid, at timestamptz, verdict text, reason text, pointer text,
                                detail text, body text, door text, kind text, envelope text)
"""
# Whether the body is to the letter what stands; else both are compared.
STANDING = """
SELECT x.n::int, i.fingerprint = hashtextextended(x.b, 0), i.body::text
FROM ROWS FROM (string_to_table(%s, E'\\x1e'), string_to_table(%s, E'\\x1e'), string_to_table(%s, E'\\x1e')) AS x(n, m, b)
JOIN tracking_inbox i ON i.workspace_id = %s AND i.message_id = x.m
"""
BEGIN = "BEGIN; SELECT set_config('app.workspace_id', %s, true);"
ENTER = "SELECT set_config('app.workspace_id', %s, true);"


class Full(RuntimeError):
    """More of this workspace waits than this process may hold of it."""


class Away(RuntimeError):
    """Postgres did not take it; nothing is stored."""


@dataclass(slots=True)
class Job:
    """One request on its way into the inbox. `verdicts` runs beside parcel.taken once it is done."""

    workspace_id: UUID
    site_id: UUID
    door: str
    received_at: datetime
    parcel: Parcel
    size: int
    verdicts: list[str] = field(default_factory=list)
    failed: bool = False
    done: threading.Event = field(default_factory=threading.Event)
    told: list[Callable[[], None]] = field(default_factory=list)

    def wait(self, patience: float = 10.0) -> None:
        """Until it is done, well or not; what takes longer has failed."""
        if not self.done.wait(patience):
            self.failed = True

    def when(self, told: Callable[[], None]) -> None:
        """Call `told` once, when it is done (or now)."""
        self.told.append(told)
        if self.done.is_set():
            self._tell()

    def finish(self, failed: bool = False) -> None:
        self.failed = failed
        self.done.set()
        self._tell()

    def _tell(self) -> None:
        """Whichever of the two threads takes it from the list tells it."""
        with suppress(IndexError):
            self.told.pop()()


class InboxWriter:
    """A queue and its thread, which starts with the first request; what comes within `gathering` seconds is written together."""

    def __init__(self, gathering: float = 0.0) -> None:
        self.gathering = gathering
        self.line = Line(STORE, REFUSE)
        self.bells = Bells("tracking.digest")
        self.turns: Turns[UUID, Job] = Turns(WAITING_BYTES)
        self.wake = threading.Condition()
        self.thread: threading.Thread | None = None

    def write(self, job: Job, patience: float = 10.0) -> list[str]:
        """Commit `job` and say the verdict of each of its messages. Raises Full and Away."""
        self.submit(job)
        job.wait(patience)
        if job.failed:
            raise Away
        return job.verdicts

    def submit(self, job: Job) -> None:
        """Let `job` be committed with the next group. Raises Full."""
        with self.wake:
            if not self.turns.add(job.workspace_id, job, job.size, job.parcel.count):
                raise Full
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="inbox-writer", daemon=True)
                self.thread.start()
            self.wake.notify()

    def _run(self) -> None:
        while True:
            group = self._next_group()
            try:
                self._commit_or_split(group)
            except Exception:
                log.exception("The inbox writer failed a group")
                self.line.drop()  # whatever its transaction holds was answered 503, and must not be committed with the next
                self._finish(group, failed=True)

    def _next_group(self) -> list[Job]:
        with self.wake:
            while not self.turns:
                self.wake.wait()
        if self.gathering:
            time.sleep(self.gathering)
        with self.wake:
            return self.turns.next(GROUP_EVENTS)

    def _commit_or_split(self, group: list[Job]) -> None:
        for job in group if not self._try(group) else ():
            if len(group) == 1 or not self._try([job]):
                self._finish([job], failed=True)

    def _try(self, group: list[Job]) -> bool:
        """Commit a group, again after a deadlock or on a new connection; False when it cannot be."""
        for _ in range(TRIES):
            try:
                self._commit(group)
                return True
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                log.warning("The inbox is not written: %s", str(error).strip())
                self.line.drop()
            except psycopg2.Error:
                log.exception("A group of %s requests was not taken", len(group))
                self.line.drop()
                return False
        return False

    def _commit(self, group: list[Job]) -> None:
        by_workspace: dict[UUID, list[Job]] = {}
        for job in group:
            by_workspace.setdefault(job.workspace_id, []).append(job)
        verdicts: list[tuple[Job, list[str]]] = []
        with self.line.cursor() as cursor:
            opening = BEGIN
            for workspace_id, jobs in by_workspace.items():
                verdicts += _store(cursor, opening, workspace_id, jobs)
                opening = ENTER
            failpoint("ingest.before_commit")
            cursor.execute("COMMIT")
        failpoint("ingest.after_commit")
        for job, said in verdicts:
            job.verdicts = said
            _count(job, said)
        self._finish(group)
        for workspace_id in by_workspace:
            self.bells.ring(workspace_id)

    def _finish(self, group: list[Job], failed: bool = False) -> None:
        for job in group:
            job.finish(failed)


def _store(cursor: Any, opening: str, workspace_id: UUID, jobs: list[Job]) -> list[tuple[Job, list[str]]]:
    """Insert the messages of one workspace's requests and their refusals; the verdicts of each."""
    rows = [message for job in jobs for message in job.parcel.taken]
    places = [str(place) for place, job in enumerate(jobs, 1) for _ in job.parcel.taken]
    common = [
        [str(job.site_id) for job in jobs],
        [job.door for job in jobs],
        [job.received_at for job in jobs],
        [job.parcel.envelope.decode() for job in jobs],
    ]
    cursor.execute(
        opening + "EXECUTE store (%s, %s::uuid[], %s, %s::timestamptz[], %s::json[], %s, %s, %s, %s)",
        [str(workspace_id), str(workspace_id), *common, BETWEEN.join(places), *_columns(rows)],
    )
    fresh = {row[0] for row in cursor.fetchall()} if rows else set()
    if len(fresh) == len(rows):
        verdicts = [(job, ["accepted"] * len(job.parcel.taken)) for job in jobs]
    else:
        again = _again(cursor, workspace_id, rows, fresh)
        verdicts = [(job, [again.get(id(message), "accepted") for message in job.parcel.taken]) for job in jobs]
    refusals = [refusal for job, said in verdicts for refusal in _refusals(job, said)]
    if refusals:
        cursor.execute("EXECUTE refuse (%s, %s)", [str(workspace_id), msgspec.json.encode(refusals).decode()])
    return verdicts


def _columns(rows: list[messages.Message]) -> tuple[str, str, str]:
    """Ids, kinds and bodies, each as one text."""
    return (
        BETWEEN.join([row.m for row in rows]),
        BETWEEN.join([row.k for row in rows]),
        BETWEEN.encode().join([row.b for row in rows]).decode(),
    )


def _again(cursor: Any, workspace_id: UUID, rows: list[messages.Message], fresh: set[str]) -> dict[int, str]:
    """The verdict of each message (by its identity) whose id was not new, or came twice: a duplicate, or a conflict when it tells
    something else than the one that stands."""
    again = []
    for row in rows:
        if row.m in fresh:
            fresh.discard(row.m)
        else:
            again.append(row)
    ids, _, bodies = _columns(again)
    cursor.execute(STANDING, [BETWEEN.join(map(str, range(len(again)))), ids, bodies, str(workspace_id)])
    return {
        id(again[place]): "duplicate" if to_the_letter or messages.same(body, again[place].b) else "conflict"
        for place, to_the_letter, body in cursor.fetchall()
    }


def _count(job: Job, said: list[str]) -> None:
    """Duplicates and refusals of this request; what was accepted is counted by the digest."""
    accepted = said.count("accepted")
    if accepted < job.parcel.count:
        duplicate = said.count("duplicate")
        TALLY.add(job.workspace_id, job.site_id, duplicate=duplicate, rejected=job.parcel.count - accepted - duplicate)


def _refusals(job: Job, said: list[str]) -> list[dict[str, Any]]:
    """Rows for Live events: what was rejected at the door, and what conflicts with what stands."""
    common = {
        "site_id": job.site_id, "at": job.received_at, "door": job.door, "kind": job.parcel.kind, "envelope": job.parcel.envelope.decode(),
    }  # fmt: skip
    rows = [
        {**common, "id": ids.new(), "message_id": bad.message_id, "verdict": "rejected", "reason": bad.reason.value,
         "pointer": bad.pointer[:200], "detail": bad.detail[:500], "body": bad.body.replace("\x00", "\ufffd")}
        for bad in job.parcel.rejected
    ]  # fmt: skip
    for message, verdict in zip(job.parcel.taken, said, strict=True):
        if verdict == "conflict":
            detail = "Another message stands under this messageId; the first is kept."
            rows.append({**common, "id": ids.new(), "message_id": message.m, "verdict": verdict, "reason": "", "pointer": "/messageId",
                         "detail": detail, "body": message.b.decode()})  # fmt: skip
    return rows


WRITER = InboxWriter()
PRESSING = InboxWriter(GATHERING_SECONDS)
