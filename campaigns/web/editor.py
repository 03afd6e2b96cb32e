"""The template editor: write, see it as a lead sees it, send it to oneself, publish. Earlier versions are shown by `?version=`."""

from uuid import UUID

from django.contrib import messages as toasts
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.actions.letters import body
from campaigns.actions.templates import publish, save_draft
from campaigns.actions.trial import send_trial
from campaigns.domain import names
from campaigns.domain.links import NOBODY
from campaigns.domain.permission import SERVICE
from campaigns.domain.rendering import Problem, RenderError, check
from campaigns.domain.variants import Source, sources
from campaigns.models import Template
from campaigns.queries import permissions, readers, templates
from campaigns.web import frames
from campaigns.web.forms import Written, written
from campaigns.web.templates import found
from kernel.problems import Refused
from tenants.models import User
from tenants.web.identity import WorkspaceRequest, needs


def _page(
    request: WorkspaceRequest, template: Template, text: Written, problems: list[Problem], old: int | None = None, status: int = 200
) -> HttpResponse:
    known = {
        "template": template,
        "text": text,
        "problems": problems,
        "old": old,
        "versions": templates.versions(template).defer("mjml", "variants")[:50],
        "results": templates.results().get(template.id, templates.Results()),
        "readers": readers.recent(),
        "chosen": request.GET.get("lead", "") or request.POST.get("lead", ""),
        "purposes": sorted({*permissions.purposes(), template.purpose} - {SERVICE}),
        "names": {**names.NAMES, "lead.attributes.…": "…"},
    }
    return render(request, "campaigns/template.html", known, status=status)


@needs("see")
def show(request: WorkspaceRequest, key: str) -> HttpResponse:
    template, number = found(key), request.GET.get("version", "")
    if not number:
        text = Written(*templates.draft_of(template))
        return _page(request, template, text, check(sources(text.source, text.variants)) if text.source.mjml else [])
    version = templates.versions(template).filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    if version is None:
        raise Http404
    return _page(request, template, Written(Source(version.subject, version.mjml), version.variants), [], old=version.number)


@require_POST
@needs("edit_marketing")
def save(request: WorkspaceRequest, key: str) -> HttpResponse:
    template, text = found(key), written(request.POST)
    problems = save_draft(template=template, source=text.source, variants=text.variants, actor=request.caller.actor)
    toasts.success(request, _("Draft saved. It can be published.") if not problems else _("Draft saved. It cannot be published yet."))
    return redirect("campaigns:template", request.caller.workspace.slug, key)


@require_POST
@needs("edit_marketing")
def publish_it(request: WorkspaceRequest, key: str) -> HttpResponse:
    template, text = found(key), written(request.POST)
    problems = check(sources(text.source, text.variants))
    if problems:
        return _page(request, template, text, problems, status=400)
    version = publish(template=template, source=text.source, variants=text.variants, actor=request.caller.actor)
    toasts.success(request, _("Version %(number)s is live. Messages that are queued keep theirs.") % {"number": version.number})
    return redirect("campaigns:template", request.caller.workspace.slug, key)


def _reader(text: str) -> names.Reader:
    """The chosen lead; the sample when none is chosen, or as it reads a variant (`~zh-hans`). A foreign id is an unknown one."""
    if not text:
        return names.SAMPLE
    if text.startswith("~"):
        return names.sample_of(text[1:])
    try:
        reader = readers.of_leads([UUID(text)], with_news=True).get(UUID(text))
    except ValueError as error:
        raise Http404 from error
    if reader is None:
        raise Http404
    return reader


def _text(request: WorkspaceRequest, key: str) -> Written:
    """What stands in the editor when it was sent along, else the draft."""
    return written(request.POST) if request.method == "POST" else Written(*templates.draft_of(found(key)))


@frames.framed
@needs("see")
def preview(request: WorkspaceRequest, key: str) -> HttpResponse:
    """The mail as the chosen lead would get it. Changes nothing, also when the editor posts its text."""
    found(key)
    asked = request.POST if request.method == "POST" else request.GET
    text, reader = _text(request, key), _reader(asked.get("lead", ""))
    problems = check(sources(text.source, text.variants))
    if problems:
        return frames.wrong([str(problem) for problem in problems])
    try:
        return frames.mail(body(text.source, text.variants, reader, readers.sender(), NOBODY)[1])
    except RenderError as error:
        return frames.wrong([str(error)])


@require_POST
@needs("edit_marketing")
def test(request: WorkspaceRequest, key: str) -> HttpResponse:
    """To the author's own address, whatever else is asked."""
    found(key)
    text, user = written(request.POST), request.user
    if not isinstance(user, User):
        raise Refused(_("A test goes to the address of a signed-in member."))
    send_trial(
        key=key, source=text.source, variants=text.variants, reader=_reader(request.POST.get("lead", "")), to=user.email,
        actor=request.caller.actor,
    )  # fmt: skip
    save_draft(template=found(key), source=text.source, variants=text.variants, actor=request.caller.actor)
    toasts.success(request, _("Sent to %(address)s.") % {"address": user.email})
    return redirect("campaigns:template", request.caller.workspace.slug, key)
