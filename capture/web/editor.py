"""The form editor: fields that are added, moved and removed by buttons (with or without JavaScript), a preview, publish, versions."""

from uuid import UUID

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from capture.actions.forms import problems_of, publish_form, save_draft
from capture.domain import content as contents
from capture.domain.content import LANGUAGES, Content
from capture.enums import After, Ask, FieldKind, Purpose
from capture.models import Form
from capture.queries import assets, forms
from capture.web import editing
from capture.web.forms import found
from capture.web.shown import show
from capture.web.words import TARGETS, problem
from kernel.problems import Refused
from tenants.web.identity import WorkspaceRequest, needs

CHANNELS = ("email", "phone", "sms", "wechat")


def _page(request: WorkspaceRequest, form: Form, content: Content, old: int | None = None, status: int = 200) -> HttpResponse:
    context = {
        "form": form, "content": content, "rows": editing.rows(content), "blank": editing.blank(), "old": old,
        "problems": [problem(one.code, one.field) for one in problems_of(content)], "kinds": FieldKind.choices, "asks": Ask.choices,
        "targets": TARGETS.items(), "channels": CHANNELS, "spoken": {"en": "English", "zh": "中文"},
        "purposes": Purpose.choices, "afters": After.choices, "assets": assets.assets(),
        "versions": forms.versions(form).defer("content")[:50], "shown": _shown(form, content, request.GET.get("lang", "")),
        "texts": {f"{name}_{short}": getattr(content, name).get(language, "") for name in editing.TEXTS
                  for short, language in editing.SPOKEN},
    }  # fmt: skip
    return render(request, "capture/form_editor.html", context, status=status)


def _shown(form: Form, content: Content, wished: str) -> object:
    language = content.spoken(wished if wished in LANGUAGES else translation.get_language() or "en")
    with translation.override(language):
        return show(form.public_id, content, content.fields, language, {}, {})


@needs("see")
def edit(request: WorkspaceRequest, form_id: UUID) -> HttpResponse:
    form, number = found(form_id), request.GET.get("version", "")
    if not number:
        return _page(request, form, forms.draft_of(form))
    version = forms.version(form, int(number)) if number.isdigit() and len(number) < 9 and int(number) else None
    if version is None:
        raise Http404
    return _page(request, form, contents.read(version.content), old=version.number)


@require_POST
@needs("manage_forms")
def save(request: WorkspaceRequest, form_id: UUID) -> HttpResponse:
    """Save the draft, with a field added, moved or removed when a button said so."""
    form, content = found(form_id), editing.written(request.POST)
    problems = save_draft(form=form, content=content, name=request.POST.get("name", ""), actor=request.caller.actor)
    do = request.POST.get("do", "")
    if not do:
        toasts.success(request, _("Draft saved. It can be published.") if not problems else _("Draft saved. It cannot be published yet."))
    address = reverse("capture:edit_form", args=[request.caller.workspace.slug, form.id])
    return redirect(f"{address}{'#add-field' if do == 'add' else '#fields' if do else ''}")


@require_POST
@needs("manage_forms")
def publish(request: WorkspaceRequest, form_id: UUID) -> HttpResponse:
    form, content = found(form_id), editing.written(request.POST)
    if problems_of(content):
        return _page(request, form, content, status=400)
    save_draft(form=form, content=content, name=request.POST.get("name", ""), actor=request.caller.actor)
    version = publish_form(form=form, content=content, actor=request.caller.actor)
    toasts.success(request, _("Version %(number)s is live.") % {"number": version.number})
    return redirect("capture:form", request.caller.workspace.slug, form.id)


@needs("see")
def preview(request: WorkspaceRequest, form_id: UUID) -> HttpResponse:
    """The form as a visitor would see it. Changes nothing, also when the editor posts what stands in it."""
    form = found(form_id)
    try:
        content = editing.written(request.POST) if request.method == "POST" else forms.draft_of(form)
    except Refused as error:
        return render(request, "capture/_preview.html", {"wrong": error.detail})
    wished = request.POST.get("preview_language", "") or request.GET.get("lang", "")
    return render(request, "capture/_preview.html", {"shown": _shown(form, content, wished)})
