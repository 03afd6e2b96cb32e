"""Pages: for which purposes a consent is needed; and for one template how many would not be written to, and why."""

from django.contrib import messages as toasts
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.actions.permissions import ask_consent, change_purpose
from campaigns.enums import REASONS
from campaigns.queries import permissions
from campaigns.web.templates import found
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs


def _page(request: WorkspaceRequest, error: Refused | None = None) -> HttpResponse:
    names = permissions.purposes()
    needed = permissions.required(names)
    found, as_of = permissions.reaches(names)
    rows = [(name, name in needed, _told(found[name])) for name in names]
    return render(request, "campaigns/consent.html", {"rows": rows, "error": error, "as_of": as_of}, status=error.status if error else 200)


def _told(reach: permissions.Reach) -> tuple[permissions.Reach, list[tuple[str, int]]]:
    return reach, [(str(REASONS.get(code, code)), number) for code, number in reach.reasons.items()]


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return _page(request)


@require_POST
@needs("manage_privacy")
def change(request: WorkspaceRequest) -> HttpResponse:
    """`purpose`, and `required` yes or no."""
    try:
        rule = ask_consent(
            purpose=request.POST.get("purpose", "").strip(), required=request.POST.get("required") == "yes", actor=request.caller.actor
        )
    except Refused as error:
        return _page(request, error)
    toasts.success(request, _("Saved for “%(purpose)s”. It holds from the next message on.") % {"purpose": rule.purpose})
    return redirect("campaigns:consent", request.caller.workspace.slug)


@needs("see")
def template_reach(request: WorkspaceRequest, key: str) -> HttpResponse:
    """Part of the template's page, fetched by itself because it counts everybody; opened by itself it is a page."""
    template = found(key)
    counted, as_of = permissions.reaches([template.purpose])
    reach, reasons = _told(counted[template.purpose])
    page = "campaigns/_reach.html" if request.htmx else "campaigns/reach.html"
    return render(request, page, {"reach": reach, "reasons": reasons, "template": template, "as_of": as_of})


@require_POST
@needs("edit_marketing")
def change_template(request: WorkspaceRequest, key: str) -> HttpResponse:
    """`purpose`: one of the list; `other`, a name of its own, where somebody wrote one."""
    template, named = found(key), request.POST.get("other", "").strip()
    change_purpose(template=template, purpose=named or request.POST.get("purpose", ""), actor=request.caller.actor)
    toasts.success(request, _("The purpose is saved. It holds for messages that are queued, too."))
    return redirect("campaigns:template", request.caller.workspace.slug, key)
