"""Pages: imports: upload, columns with a preview, progress, report."""

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from kernel import paging
from kernel.problems import Refused
from leads.actions import imports as acts
from leads.domain.csv_files import DELIMITERS, ENCODINGS, FIELDS, mapping_problem
from leads.domain.export import cell
from leads.enums import ImportState
from leads.models import ImportJob
from leads.queries import imports
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
        return render(request, template, {"job": job, "page": page})
    zone = request.caller.workspace.time_zone
    encodings = dict.fromkeys([job.encoding, *ENCODINGS])
    columns = [{"title": title, "field": field} for title, field in zip(job.header, job.mapping, strict=True)]
    context = {
        "job": job, "columns": columns, "fields": [(field, LABELS[field]) for field in FIELDS], "encodings": encodings,
        "delimiters": [(sign, DELIMITER_NAMES[sign]) for sign in DELIMITERS], "rows": imports.preview(job_id, job.mapping, zone),
        "problem": mapping_problem(job.mapping, job.header),
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
