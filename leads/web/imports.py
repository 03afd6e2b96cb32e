"""Pages: imports: upload, columns with a preview, progress, report."""

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from kernel import paging
from kernel.problems import Refused
from leads.actions import import_undo as import_undo_acts
from leads.actions import imports as acts
from leads.domain.csv_files import DELIMITERS, ENCODINGS, FIELDS, mapping_problem
from leads.domain.export import cell
from leads.domain.footprints import words
from leads.enums import ImportState
from leads.models import ImportJob
from leads.queries import import_marks, imports
from leads.queries.firmographics import of_file
from leads.queries.import_forecast import forecast
from leads.web.many import TYPED_FROM, expected_of
from tenants.web.identity import WorkspaceRequest, needs

LABELS = {
    "name": gettext_lazy("Name"), "first_name": gettext_lazy("First name"), "last_name": gettext_lazy("Last name"),
    "email": gettext_lazy("E-mail"), "phone": gettext_lazy("Phone"), "user_id": gettext_lazy("User id"),
    "title": gettext_lazy("Job title"), "persona": gettext_lazy("Persona"), "company": gettext_lazy("Company"),
    "industry": gettext_lazy("Industry"), "country": gettext_lazy("Country"), "language": gettext_lazy("Language"),
    "source": gettext_lazy("Source"), "medium": gettext_lazy("Medium"), "campaign": gettext_lazy("Campaign"),
    "channel": gettext_lazy("Channel"), "landing_page": gettext_lazy("Landing page"), "search_intent": gettext_lazy("Search intent"),
    "company_size": gettext_lazy("Company size"), "company_industry": gettext_lazy("Company industry"),
    "company_country": gettext_lazy("Company country"), "company_plan": gettext_lazy("Company plan"),
    "market_class": gettext_lazy("Market class"), "stage": gettext_lazy("Stage"),
    "created_at": gettext_lazy("Created"), "attribute": gettext_lazy("Keep as an attribute"),
}  # fmt: skip
DELIMITER_NAMES = {",": gettext_lazy("Comma"), ";": gettext_lazy("Semicolon"), "\t": gettext_lazy("Tab"), "|": gettext_lazy("Bar")}
WHY = {
    "merged": gettext_lazy("was merged with somebody"), "closed": gettext_lazy("the episode is over"),
    "assigned": gettext_lazy("has an owner since"), "changed": gettext_lazy("was changed since"),
}  # fmt: skip


def find(job_id: UUID) -> ImportJob:
    job = imports.job(job_id)
    if job is None:
        raise Http404
    return job


@needs("import_leads")
def import_list(request: WorkspaceRequest) -> HttpResponse:
    """Files so far, and a place to drop the next."""
    if request.method == "POST":
        return _upload(request)
    page = paging.page(imports.jobs(), order="-created_at", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
    return render(request, "leads/imports.html", {"page": page})


def _upload(request: WorkspaceRequest) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Choose a CSV file."), field="file")
    job = acts.upload(name=file.name or "", data=file.read(), actor=request.caller.actor)
    return redirect("leads:import", request.caller.workspace.slug, job.pk)


@needs("import_leads")
def import_page(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """Columns and preview while it waits, then progress, then the report."""
    job = find(job_id)
    if request.method == "POST":
        return _choose(request, job)
    if job.state != ImportState.MAPPING:
        page = paging.page(imports.refusals(job_id), order="row", cursor=request.GET.get("cursor", ""), back="back" in request.GET)
        template = "leads/_progress.html" if request.htmx else "leads/import.html"
        kept = in_words(import_marks.kept(job_id)) if job.state == ImportState.UNDONE else []
        return render(request, template, {"job": job, "page": page, "kept": kept})
    zone = request.caller.workspace.time_zone
    encodings = dict.fromkeys([job.encoding, *ENCODINGS])
    columns = [{"title": title, "field": field} for title, field in zip(job.header, job.mapping, strict=True)]
    context = {
        "job": job, "columns": columns, "fields": [(field, LABELS[field]) for field in FIELDS], "encodings": encodings,
        "delimiters": [(sign, DELIMITER_NAMES[sign]) for sign in DELIMITERS], "rows": imports.preview(job_id, job.mapping, zone),
        "problem": mapping_problem(job.mapping, job.header), "forecast": forecast(job_id, job.mapping, zone),
    }  # fmt: skip
    return render(request, "leads/mapping.html", context)


def _choose(request: WorkspaceRequest, job: ImportJob) -> HttpResponse:
    """Read anew, look again, or begin."""
    there = redirect("leads:import", request.caller.workspace.slug, job.pk)
    encoding, delimiter = request.POST.get("encoding", job.encoding), request.POST.get("delimiter", job.delimiter)
    if (encoding, delimiter) != (job.encoding, job.delimiter):
        acts.reread(job_id=job.pk, encoding=encoding, delimiter=delimiter)
        return there
    acts.choose(job_id=job.pk, mapping=request.POST.getlist("field"))
    if "start" in request.POST:
        acts.start_import(job_id=job.pk, actor=request.caller.actor)
    return there


@require_http_methods(["GET", "HEAD", "POST"])
@needs("import_leads")
def import_undo(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """How many people taking the file back would remove and change, and why others stay; then it is done."""
    job, wrong = find(job_id), None
    if request.method == "POST":
        try:
            expected = expected_of(request.POST, _("Type the number of people that will change: %(n)s."))
            import_undo_acts.take_back(job_id, expected, request.caller.actor)
            messages.success(request, _("The import is being taken back."))
            return redirect("leads:import", request.caller.workspace.slug, job_id)
        except Refused as error:
            wrong = error
    if not job.undoable or job.state not in (ImportState.DONE, ImportState.FAILED):
        return redirect("leads:import", request.caller.workspace.slug, job_id)
    found = import_marks.preview(job_id)
    context = {"job": job, "found": found, "kept": in_words(found.kept), "wrong": wrong, "typed": found.changing >= TYPED_FROM,
               "of_companies": of_file(job_id), "shared": import_marks.shared(job_id)}  # fmt: skip
    return render(request, "leads/import_undo.html", context, status=wrong.status if wrong else 200)


def in_words(kept: dict[str, int]) -> list[tuple[Any, int]]:
    """Why people stay, the most first."""
    told = {**WHY, **words()}
    return [(told.get(why, why), n) for why, n in sorted(kept.items(), key=lambda item: (-item[1], item[0]))]


@require_POST
@needs("import_leads")
def import_resume(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    find(job_id)
    acts.resume(job_id=job_id, actor=request.caller.actor)
    messages.success(request, _("The import goes on where it stopped."))
    return redirect("leads:import", request.caller.workspace.slug, job_id)


@needs("import_leads")
def import_refusals(request: WorkspaceRequest, job_id: UUID) -> HttpResponse:
    """The rows that were not taken, with their reasons, as a file to mend and upload again."""
    job = find(job_id)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*map(cell, job.header), "Row", "Column", "Reason"])
    for row in imports.refusals(job_id).iterator(chunk_size=2_000):
        cells = [*row.cells, *[""] * (len(job.header) - len(row.cells))][: len(job.header)]
        writer.writerow([*map(cell, cells), row.row, cell(row.column), cell(row.reason)])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows-not-taken.csv"'
    return answer
