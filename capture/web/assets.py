"""Assets: the list with what became of each, upload, the gate before it, the archive."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from capture.actions.assets import add_asset, archive_asset, gate_asset
from capture.actions.change_asset import Upload, change_asset, put_back_file
from capture.models import Asset, Form
from capture.queries import assets, forms
from capture.web.inputs import AssetChangeForm, AssetForm
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs


def _gates() -> list[tuple[str, Any]]:
    live = forms.forms().filter(live_version__isnull=False)
    return [("", _("Everybody")), *((str(form.pk), _("Who fills in “%(form)s”") % {"form": form.name}) for form in live)]


def _gate(text: str) -> Form | None:
    """The chosen form; a foreign id is an unknown one."""
    if not text:
        return None
    try:
        found = forms.form(UUID(text))
    except ValueError:
        found = None
    if found is None:
        raise Refused(_("There is no such form."), field="gate")
    return found


def _found(asset_id: UUID) -> Asset:
    found = assets.asset(asset_id)
    if found is None:
        raise Http404
    return found


def _page(request: WorkspaceRequest, form: AssetForm, status: int = 200) -> HttpResponse:
    uses, archived = assets.uses(), request.GET.get("show") == "archived"
    rows = [(one, uses.get(one.pk, assets.Use()), f"{settings.BASE_URL}/d/{one.public_id}") for one in assets.assets(archived=archived)]
    context = {"rows": rows, "form": form, "archived": archived, "gates": _gates()}
    return render(request, "capture/assets.html", context, status=status)


@needs("see")
def show(request: WorkspaceRequest) -> HttpResponse:
    return _page(request, AssetForm(gates=_gates()))


@needs("see")
def one(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Its funnel: who has it, who opened it, how often (F027)."""
    found = _found(asset_id)
    return _asset_page(request, found, AssetChangeForm({"name": found.name, "description": found.description}))


def _asset_page(request: WorkspaceRequest, found: Asset, form: AssetChangeForm, status: int = 200) -> HttpResponse:
    use = assets.uses(found.pk).get(found.pk, assets.Use())
    steps = [(_("Downloaded by"), use.readers, 1.0 if use.readers else 0.0), (_("Opened by"), use.openers, use.opened_share)]
    context = {"asset": found, "use": use, "steps": steps, "address": f"{settings.BASE_URL}/d/{found.public_id}", "form": form}
    return render(request, "capture/asset.html", context, status=status)


@require_POST
@needs("manage_forms")
def change(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    """Another name or description, and a newer file where one is sent; all of it or nothing."""
    found, form = _found(asset_id), AssetChangeForm(request.POST, request.FILES)
    if not form.is_valid():
        return _asset_page(request, found, form, 400)
    data, sent = form.cleaned_data, form.cleaned_data["file"]
    file = Upload(sent.name, sent.size, sent) if sent else None
    try:
        change_asset(asset_id=found.pk, name=data["name"], description=data["description"], actor=request.caller.actor, file=file)
    except Refused as error:
        form.add_error(error.field or None, error.detail)
        return _asset_page(request, found, form, 400)
    toasts.success(request, _("Saved: the newer file is given out from now on.") if file else _("Saved."))
    return redirect("capture:asset", request.caller.workspace.slug, found.pk)


@require_POST
@needs("manage_forms")
def put_back(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    asset = put_back_file(asset_id=_found(asset_id).pk, actor=request.caller.actor)
    toasts.success(request, _("“%(file)s” is given out again.") % {"file": asset.file_name})
    return redirect("capture:asset", request.caller.workspace.slug, asset.pk)


@require_POST
@needs("manage_forms")
def add(request: WorkspaceRequest) -> HttpResponse:
    form = AssetForm(request.POST, request.FILES, gates=_gates())
    if not form.is_valid():
        return _page(request, form, 400)
    data = form.cleaned_data
    try:
        asset = add_asset(
            name=data["name"], file_name=data["file"].name, size=data["file"].size, content=data["file"], actor=request.caller.actor,
            description=data["description"], form=_gate(data["gate"]),
        )  # fmt: skip
    except Refused as error:
        form.add_error(error.field or None, error.detail)
        return _page(request, form, 400)
    toasts.success(request, _("“%(name)s” can be given away.") % {"name": asset.name})
    return redirect("capture:assets", request.caller.workspace.slug)


@require_POST
@needs("manage_forms")
def gate(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    gate_asset(asset=_found(asset_id), form=_gate(request.POST.get("gate", "")), actor=request.caller.actor)
    toasts.success(request, _("Saved."))
    return redirect("capture:assets", request.caller.workspace.slug)


@require_POST
@needs("manage_forms")
def archive(request: WorkspaceRequest, asset_id: UUID) -> HttpResponse:
    asset = _found(asset_id)
    archive_asset(asset=asset, actor=request.caller.actor)
    toasts.success(request, _("“%(name)s” is archived: its address answers no more.") % {"name": asset.name})
    return redirect("capture:assets", request.caller.workspace.slug)
