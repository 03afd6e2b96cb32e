"""Templates: the list with what came of each, a new one, the archive."""

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.actions.templates import archive, create_template
from campaigns.models import Template
from campaigns.queries import templates
from campaigns.web.forms import TemplateForm
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs


def found(key: str) -> Template:
    template = templates.by_key(key)
    if template is None:
        raise Http404
    return template


def _page(request: WorkspaceRequest, form: TemplateForm, status: int = 200) -> HttpResponse:
    results, archived = templates.results(), request.GET.get("show") == "archived"
    rows = [(template, results.get(template.id, templates.Results())) for template in templates.templates(archived=archived)]
    return render(request, "campaigns/templates.html", {"rows": rows, "form": form, "archived": archived}, status=status)


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, TemplateForm())


@require_POST
@needs("edit_marketing")
def create(request: WorkspaceRequest) -> HttpResponse:
    form = TemplateForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    try:
        template = create_template(key=form.cleaned_data["key"], name=form.cleaned_data["name"], actor=request.caller.actor)
    except Refused as error:
        form.add_error(error.field or None, error.detail)
        return _page(request, form, 400)
    return redirect("campaigns:template", request.caller.workspace.slug, template.key)


@require_POST
@needs("edit_marketing")
def archive_it(request: WorkspaceRequest, key: str) -> HttpResponse:
    template = found(key)
    archive(template=template, actor=request.caller.actor)
    toasts.success(request, _("“%(name)s” is archived.") % {"name": template.name})
    return redirect("campaigns:templates", request.caller.workspace.slug)
