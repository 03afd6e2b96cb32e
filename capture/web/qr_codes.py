"""QR codes: the list with scans, a new one, one with its pictures."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from capture.actions.qr_codes import archive_code, change_code, make_code
from capture.domain import qr_images
from capture.models import QrCode
from capture.queries import qr_codes
from capture.web.inputs import CodeForm
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs


def address(code: QrCode) -> str:
    return f"{settings.BASE_URL}/q/{code.public_id}"


def _found(code_id: UUID) -> QrCode:
    found = qr_codes.code(code_id)
    if found is None:
        raise Http404
    return found


def _page(request: WorkspaceRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    archived = request.GET.get("show") == "archived"
    context = {"rows": qr_codes.codes(archived=archived), "form": form, "archived": archived}
    return render(request, "capture/qr_codes.html", context, status=status)


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, CodeForm())


@require_POST
@needs("manage_forms")
def make(request: WorkspaceRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, 400)
    try:
        code = make_code(**form.told(), actor=request.caller.actor)
    except Refused as error:
        form.add_error(error.field or None, error.detail)
        return _page(request, form, 400)
    return redirect("capture:qr_code", request.caller.workspace.slug, code.pk)


def _one(request: WorkspaceRequest, code: QrCode, form: CodeForm, status: int = 200) -> HttpResponse:
    return render(request, "capture/qr_code.html", {"code": code, "form": form, "address": address(code)}, status=status)


@needs("see")
def one(request: WorkspaceRequest, code_id: UUID) -> HttpResponse:
    code = _found(code_id)
    return _one(request, code, CodeForm({"name": code.name, "target": code.target, "tags": ", ".join(code.tags), **code.utm}))


@require_POST
@needs("manage_forms")
def change(request: WorkspaceRequest, code_id: UUID) -> HttpResponse:
    code, form = _found(code_id), CodeForm(request.POST)
    if not form.is_valid():
        return _one(request, code, form, 400)
    try:
        change_code(code=code, **form.told(), actor=request.caller.actor)
    except Refused as error:
        form.add_error(error.field or None, error.detail)
        return _one(request, code, form, 400)
    toasts.success(request, _("Saved. What is printed leads there from now on."))
    return redirect("capture:qr_code", request.caller.workspace.slug, code.pk)


@require_POST
@needs("manage_forms")
def archive(request: WorkspaceRequest, code_id: UUID) -> HttpResponse:
    code = _found(code_id)
    archive_code(code=code, actor=request.caller.actor)
    toasts.success(request, _("“%(name)s” is archived: its address answers no more.") % {"name": code.name})
    return redirect("capture:qr_codes", request.caller.workspace.slug)


@require_GET
@needs("see")
def picture(request: WorkspaceRequest, code_id: UUID, kind: str) -> HttpResponse:
    """SVG for print, PNG for everything else; `?save=1` as a file."""
    code = _found(code_id)
    drawn = qr_images.svg(address(code)) if kind == "svg" else qr_images.png(address(code))
    answer = HttpResponse(drawn, content_type="image/svg+xml" if kind == "svg" else "image/png")
    if "save" in request.GET:
        answer["Content-Disposition"] = f'attachment; filename="qr-{code.code}.{kind}"'
    return answer
