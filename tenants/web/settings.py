"""Name, time zone, language and postal address of the workspace."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kernel.problems import Refused
from tenants.actions.workspaces import change_workspace
from tenants.web.forms import WorkspaceForm
from tenants.web.identity import WorkspaceRequest, needs


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    """Everybody may read the settings; only owners change them."""
    workspace = request.caller.workspace
    form = WorkspaceForm(request.POST or None, instance=workspace)
    if request.method != "POST":
        return render(request, "tenants/settings.html", {"form": form})
    return save(request, form)


@needs("manage_workspace")
def save(request: WorkspaceRequest, form: WorkspaceForm) -> HttpResponse:
    if form.is_valid():
        workspace = request.caller.workspace
        workspace.refresh_from_db()
        try:
            change_workspace(workspace=workspace, actor=request.caller.actor, **form.cleaned_data)
        except Refused as error:
            form.add_error(error.field or None, error.detail)
        else:
            messages.success(request, _("Settings saved."))
            return redirect("tenants:settings", workspace.slug)
    return render(request, "tenants/settings.html", {"form": form}, status=400)
