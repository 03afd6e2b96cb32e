"""Imports: jobs, a preview of the first rows, the rows that were not taken."""

from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from django.db.models import QuerySet

from kernel import claim, clock
from leads.domain import csv_files, import_rows
from leads.domain.cards import Problem
from leads.models import ImportJob, ImportRefusal


def jobs() -> "QuerySet[ImportJob]":
    """Newest first, without their files."""
    return ImportJob.objects.defer("file", "text").order_by("-created_at", "-id")


def job(job_id: UUID) -> ImportJob | None:
    return ImportJob.objects.defer("file", "text").filter(pk=job_id).first()


# Whether a file has rows to take.
pending = claim.pending("leads_importjob", "c.state = 'running'")


@dataclass(frozen=True)
class PreviewRow:
    """A row as the import would read it; `column` and `problem` say why it would not be taken."""

    number: int
    cells: list[str]
    column: str
    problem: str


def preview(job_id: UUID, mapping: list[str], zone: str, limit: int = 10) -> list[PreviewRow]:
    """The first rows under this mapping, each with its problem."""
    found = ImportJob.objects.get(pk=job_id)
    rows = []
    for place, record in enumerate(islice(csv_files.records(found.text, found.delimiter, found.offset), limit), found.done + 2):
        read = (
            import_rows.read(record.cells, found.header, mapping, zone, clock.now()) if not record.problem else Problem("", record.problem)
        )
        problem = read if isinstance(read, Problem) else Problem("", "")
        cells = [*record.cells, *[""] * (len(found.header) - len(record.cells))]
        rows.append(PreviewRow(place, cells, problem.field, problem.detail))
    return rows


def refusals(job_id: UUID) -> "QuerySet[ImportRefusal]":
    return ImportRefusal.objects.filter(job_id=job_id).order_by("row")
