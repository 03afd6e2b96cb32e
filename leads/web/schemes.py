"""Pages: a stage scheme worded anew, published as its next version, and acknowledged by both sides."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.problems import Refused
from leads.actions.schemes import acknowledge, entering, publish_scheme, read
from leads.domain import schemes as domain
from leads.enums import SchemeName, Side
from leads.queries import schemes, segments, stages
from leads.web.scheme_draft import of_form, reason_rows
from tenants.web.identity import Caller, WorkspaceRequest, needs


def known(name: str) -> str:
    if name not in SchemeName.values:
        raise Http404
    return name


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_marketing")
def edit(request: WorkspaceRequest, scheme: str) -> HttpResponse:
    """Names, texts, hours, teams; for the six, what each of the nine is. Publishing makes a version that never changes again."""
    name = known(scheme)
    standing = schemes.standing(name)
    draft, problem, coming = domain.plain(name, standing.scheme), None, 0
    if request.method == "POST":
        draft = of_form(name, request.POST)
        seen = request.POST.get("seen", "")
        try:
            version, expected = (
                int(each) if each.isdecimal() and len(each) < 9 else None for each in (seen, request.POST.get("expected", ""))
            )
            made = publish_scheme(name, read(name, draft), request.caller.actor, version, expected)
        except Refused as error:
            problem = error
            coming = sum(entering(read(name, draft), standing.scheme).values()) if error.code == "confirm" else 0
        else:
            messages.success(request, _("Version %(n)s stands. Both sides are asked to acknowledge it.") % {"n": made.version})
            return _back(request, name)
    context: dict[str, Any] = {
        "name": name, "draft": draft, "problem": problem, "version": standing.version, "reason_rows": reason_rows(draft),
        "nine": stages.names(), "fixed": [one.key for one in domain.REASONS], "limits": domain,
        "seen": request.POST.get("seen", standing.version), "coming": coming, "by_segment": domain.BY_SEGMENT,
        "segments": _offered(draft) if name == SchemeName.NINE else [],
    }  # fmt: skip
    return render(request, "leads/stage_scheme.html", context, status=problem.status if problem else 200)


def _offered(draft: dict[str, Any]) -> list[tuple[str, str]]:
    """Segments to choose from, and those that are chosen, archived or not."""
    chosen = {stage.get("entry_segment") for stage in draft["stages"]}
    return [(str(one.line_id), one.name) for one in segments.newest() if one.archived_at is None or str(one.line_id) in chosen]


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


@require_POST
@needs("see")
def say_yes(request: WorkspaceRequest, scheme: str) -> HttpResponse:
    """One side works by this version."""
    name = known(scheme)
    side, version = request.POST.get("side", ""), request.POST.get("version", "")
    if side not in Side.values or not request.caller.can(f"approve_{side}"):
        raise PermissionDenied("Your role does not speak for this side.")
    try:
        acknowledge(name, int(version) if version.isdecimal() and len(version) < 9 else -1, side, request.caller.actor)
    except Refused as error:
        messages.error(request, error.detail)
    else:
        messages.success(request, _("Acknowledged."))
    return _back(request, name)


def _back(request: WorkspaceRequest, name: str) -> HttpResponse:
    there = redirect("leads:lifecycle", request.caller.workspace.slug)
    there["Location"] += f"?scheme={name}" if name != SchemeName.NINE else ""
    return there


def sides(name: str, version: int, caller: Caller) -> list[dict[str, Any]]:
    """Who acknowledged this version, and whether the caller may."""
    said = schemes.acknowledgements(name).get(version, {})
    return [{"key": s.value, "label": s.label, "row": said.get(s.value), "may": caller.can(f"approve_{s.value}")} for s in Side]
