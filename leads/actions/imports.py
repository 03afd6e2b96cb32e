"""upload, choose, start_import, run_chunk: people out of a CSV file, row by row accounted for."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from kernel import audit, claim, clock, ids, sql, tenancy, work
from kernel.audit import Actor
from kernel.failpoints import failpoint
from kernel.problems import Refused
from leads.actions.people import put_cards
from leads.domain import csv_files, import_rows
from leads.domain.cards import Card, Problem
from leads.domain.names import clean
from leads.enums import ImportState, MoveReason
from leads.models import ImportJob
from leads.queries import imports as reads
from tenants.queries import workspaces

KIND = "leads.import"
TABLE = "leads_importjob"
READY = "c.state = 'running'"
CHUNK = 500
MOST_BYTES = 20 * 1024 * 1024
KEEP_REFUSED = 100_000

REFUSE = """
INSERT INTO leads_importrefusal (workspace_id, id, job_id, row, "column", reason, cells)
SELECT %(workspace_id)s, x.id, %(job)s, x.row, x."column", x.reason, x.cells
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, row int, "column" text, reason text, cells jsonb)
ON CONFLICT (workspace_id, job_id, row) DO NOTHING
"""


def upload(*, name: str, data: bytes, actor: Actor) -> ImportJob:
    """Keep a file, with its encoding, delimiter and columns guessed; nothing is imported yet. Audited.

    Refuses an empty file, one larger than 20 MB or wider than 300 columns, and a workbook or archive.
    """
    if len(data) > MOST_BYTES:
        raise Refused("The file is larger than 20 MB: split it.", field="file", code="too_large", status=413)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")):
        raise Refused(
            "This is a workbook or an archive: save it as CSV (UTF-8) and upload that.", field="file", code="unsupported", status=415
        )
    encoding = csv_files.sniff_encoding(data)
    text = csv_files.decode(data, encoding)
    job = ImportJob(name=clean(name, 200) or "import.csv", file=data, encoding=encoding, created_by=actor.name)
    _read_header(job, text, csv_files.sniff_delimiter(text))
    job.save()
    audit.record(actor, "import.uploaded", job, {"name": [None, job.name]})
    return job


def _read_header(job: ImportJob, text: str, delimiter: str) -> None:
    first = next(csv_files.records(text, delimiter), None)
    if first is None:
        raise Refused("The file is empty: its first line must name the columns.", field="file")
    if len(first.cells) > csv_files.MOST_COLUMNS:
        raise Refused(f"The file has {len(first.cells)} columns: at most {csv_files.MOST_COLUMNS} can be read.", field="file")
    job.text, job.delimiter, job.offset = text, delimiter, first.end
    job.header = [clean(cell, 80) or f"Column {place}" for place, cell in enumerate(first.cells, 1)]
    job.mapping = csv_files.guess(job.header)
    job.rows = sum(1 for _ in csv_files.records(text, delimiter, first.end))


def reread(*, job_id: UUID, encoding: str, delimiter: str) -> ImportJob:
    """Read the same bytes with another encoding or delimiter. Refuses unknown ones, and a file that is running."""
    job = _waiting(job_id)
    if encoding not in (*csv_files.ENCODINGS, job.encoding) or delimiter not in csv_files.DELIMITERS:
        raise Refused("Choose one of the encodings and delimiters of the list.", field="encoding")
    if (encoding, delimiter) != (job.encoding, job.delimiter):
        job.encoding = encoding
        _read_header(job, csv_files.decode(bytes(job.file), encoding), delimiter)
        job.save()
    return job


def choose(*, job_id: UUID, mapping: list[str]) -> ImportJob:
    """Say which field each column is. Refuses what cannot be imported, and says why."""
    job = _waiting(job_id)
    problem = csv_files.mapping_problem(mapping, job.header)
    if problem:
        raise Refused(problem, field="mapping")
    job.mapping = mapping
    job.save(update_fields=["mapping"])
    return job


def start_import(*, job_id: UUID, actor: Actor) -> ImportJob:
    """Let the workers take the rows, 500 at a time. Audited. Refuses a file that was started already or whose columns do not do."""
    job = _waiting(job_id)
    problem = csv_files.mapping_problem(job.mapping, job.header)
    if problem:
        raise Refused(problem, field="mapping")
    job.state, job.file, job.due_at, job.undoable = ImportState.RUNNING, b"", clock.now(), True
    job.save(update_fields=["state", "file", "due_at", "undoable"])
    audit.record(actor, "import.started", job, {"rows": [None, job.rows]})
    work.ring(KIND)
    return job


def _waiting(job_id: UUID) -> ImportJob:
    job: ImportJob | None = ImportJob.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise Refused("There is no such import in this workspace.", code="not_found", status=404)
    if job.state != ImportState.MAPPING:
        raise Refused("This import has been started already.", code="started", status=409)
    return job


def run_chunks(workspace_id: UUID) -> int:
    """One chunk of each due import, in transactions of its own: what is committed is done once, what is not is done again (D1)."""
    with tenancy.scope(workspace_id):
        if not sql.try_lock(f"drain:{KIND}"):
            return 0
        claimed = claim.claim(TABLE, READY, 5)
    for row in claimed:
        try:
            with tenancy.scope(workspace_id):
                _run_chunk(row, workspace_id)
                failpoint("import.before_commit")
        except Exception as error:
            with tenancy.scope(workspace_id):
                _fail(row, error)
            if row.attempt < claim.PARK_AFTER:
                continue
            raise
    return len(claimed)


def _run_chunk(row: claim.Claimed, workspace_id: UUID) -> None:
    job: ImportJob | None = ImportJob.objects.select_for_update().filter(pk=row.id, attempt=row.attempt).first()
    if job is None or job.state != ImportState.RUNNING:
        return
    workspace = workspaces.by_id(workspace_id)
    zone = workspace.time_zone if workspace else "UTC"
    cards: list[tuple[int, list[str], Card]] = []
    refused: list[dict[str, Any]] = []
    taken = 0
    for record in csv_files.records(job.text, job.delimiter, job.offset):
        taken += 1
        number = job.done + taken + 1
        found = (
            Problem("", record.problem) if record.problem else import_rows.read(record.cells, job.header, job.mapping, zone, clock.now())
        )
        if isinstance(found, Problem):
            refused.append(_refusal(number, found, record.cells))
        else:
            cards.append((number, record.cells, found))
            job.unread += len(found.unread)
        job.offset = record.end
        if taken == CHUNK:
            break
    _put(job, cards, refused)
    job.done += taken
    _finish_chunk(job, taken, refused)


def _put(job: ImportJob, given: list[tuple[int, list[str], Card]], refused: list[dict[str, Any]]) -> None:
    """The whole chunk at once; if the database does not take it, row by row, so that one row costs only itself."""
    actor = Actor("import", str(job.pk), job.created_by)
    try:
        with transaction.atomic():
            fresh = [new for _, new in _cards([card for *_, card in given], job, actor)]
    except Exception:
        fresh = []
        for number, cells, card in given:
            try:
                with transaction.atomic():
                    fresh.append(_cards([card], job, actor)[0][1])
            except Exception as error:
                refused.append(_refusal(number, Problem("", f"The row could not be stored: {type(error).__name__}."), cells))
    job.made += sum(fresh)
    job.matched += len(fresh) - sum(fresh)


def _cards(cards: list[Card], job: ImportJob, actor: Actor) -> list[tuple[UUID, bool]]:
    return put_cards(cards, actor, clock.now(), MoveReason.IMPORTED, history=True, job=job.pk if job.undoable else None)


def _refusal(number: int, problem: Problem, cells: list[str]) -> dict[str, Any]:
    return {"id": ids.new(), "row": number, "column": problem.field[:200], "reason": problem.detail[:500], "cells": cells}


def _finish_chunk(job: ImportJob, taken: int, refused: list[dict[str, Any]]) -> None:
    if refused:
        sql.execute(REFUSE, job=str(job.pk), rows=sql.as_json(refused))
    job.refused += len(refused)
    job.attempt, job.lease_until, job.due_at = 0, None, clock.now()
    if taken < CHUNK:
        job.state, job.finished_at, job.text = ImportState.DONE, clock.now(), ""
    else:
        work.ring(KIND)
    job.save(
        update_fields=[
            "offset",
            "done",
            "made",
            "matched",
            "refused",
            "unread",
            "attempt",
            "lease_until",
            "due_at",
            "state",
            "finished_at",
            "text",
        ]
    )


def _fail(row: claim.Claimed, error: Exception) -> None:
    job: ImportJob = ImportJob.objects.select_for_update().get(pk=row.id)
    job.last_error, job.lease_until = repr(error)[:2000], None
    job.due_at = clock.now() + min(claim.backoff(row.attempt), timedelta(minutes=1))
    if row.attempt >= claim.PARK_AFTER:
        job.state = ImportState.FAILED
    job.save(update_fields=["last_error", "lease_until", "due_at", "state"])


def resume(*, job_id: UUID, actor: Actor) -> ImportJob:
    """Let a stopped import go on where it stopped. Audited."""
    job = reads.job(job_id)
    if job is None:
        raise Refused("There is no such import in this workspace.", code="not_found", status=404)
    if job.state == ImportState.FAILED:
        job.state, job.attempt, job.due_at = ImportState.RUNNING, 0, clock.now()
        job.save(update_fields=["state", "attempt", "due_at"])
        audit.record(actor, "import.resumed", job)
        work.ring(KIND)
    return job
