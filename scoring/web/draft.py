"""Pages: write the next version of the rulebook, see what it would change, publish it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kernel.problems import Refused
from leads.enums import Side
from scoring.actions import rulebooks as actions
from scoring.actions import switch
from scoring.domain import rulebook
from scoring.domain.score_model import rule_key
from scoring.enums import Dimension, RulebookState
from scoring.models import Rulebook
from scoring.queries import backtests, decay_words, rulebooks
from scoring.queries.preview import preview
from scoring.web import agreement, content_form, event_form, model_form, typed, who
from scoring.web.forms import changed
from scoring.web.refusals import spoken
from tenants.web.identity import WorkspaceRequest, needs


def _open_draft() -> Rulebook:
    found = rulebooks.draft()
    if found is None:
        raise Refused(_("There is no draft: begin one on the rulebook's page."), status=404, code="no_draft")
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs("edit_scoring")
def draft(request: WorkspaceRequest) -> HttpResponse:
    """Edit the draft; saving says what is wrong at once."""
    row = rulebooks.draft()
    if row is None:
        return redirect("scoring:rulebook", request.caller.workspace.slug)
    if request.method != "POST":
        return _form(request, row, row.rules)
    given = _given(request)
    data = _typed(row, {name: str(text) for name, text in given.dict().items()})
    if who.is_button(given):
        return _form(request, row, data, given)
    who.put(row.rules, data, given)
    try:
        actions.change_draft(row.version, data, request.caller.actor, note=given.get("note", ""), agreed=agreement.posted(given))
    except Refused as error:
        return _form(request, row, data, given, spoken(error))
    messages.success(request, _("The draft is saved."))
    return redirect("scoring:draft", request.caller.workspace.slug)


def _given(request: WorkspaceRequest) -> QueryDict:
    """What was posted; no text holds a NUL, which the database cannot keep."""
    given = request.POST.copy()
    for name, values in list(given.lists()):
        given.setlist(name, [value.replace("\x00", "") for value in values])
    return given


def _typed(row: Rulebook, posted: dict[str, str]) -> dict[str, Any]:
    """What was posted, laid over the rows that the form showed; without the trees of match."""
    before = typed.shown(row.version, row.rules, posted)
    data = changed(before, posted)
    event_form.put(data, posted, [n for n in range(len(before["events"])) if f"events-{n}-remove" not in posted])
    content_form.put(data, posted)
    data["models"] = model_form.changed(data, posted)
    return data


def _form(
    request: WorkspaceRequest, row: Rulebook, data: dict[str, Any], given: QueryDict | None = None, wrong: Refused | None = None
) -> HttpResponse:  # fmt: skip
    """The draft, or what was `given`: to go on building trees, or to mend what was `wrong`."""
    live = rulebooks.live()
    before = preview(live.rules, rulebook.parse(data)) if given is None else None
    known = {
        "book": row, "rules": data, "wrong": wrong, "preview": before, "live": live, "dimensions": _limited(data),
        "choices": _choices(data), "models": model_form.shown(data), "channels": model_form.choices(), "decays": decay_words.KINDS.items(),
        "note": given.get("note", "") if given else row.note, "building": given is not None and wrong is None,
        "rows": typed.carried(row.version, data) if given else "", "agreement": agreement.shown(row, given),
        "events": [(rule, *event_form.told(rule)) for rule in data["events"]],
        **content_form.shown(data, request.GET), **who.fields(row.rules, given, wrong), **(_ready(row) if given is None else {}),
    }  # fmt: skip
    return render(request, "scoring/draft.html", known, status=400 if wrong else 200)


def _limited(data: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """(dimension, its words, what it may come to)."""
    limits = data.get("limits", {})
    return [(dimension.value, str(dimension.label), limits.get(dimension.value, {})) for dimension in Dimension]


def _choices(data: dict[str, Any]) -> list[tuple[str, str]]:
    """(name in the ledger, words) of the rules that a pattern may look at."""
    pages = [(f"page:{page['name']}", page["label"]) for page in data["pages"]]
    return [*pages, *((rule_key("event", event["event"], event.get("name", "")), event["label"]) for event in data["events"])]


def _ready(row: Rulebook) -> dict[str, Any]:
    """What is still missing before this draft may go live."""
    digest = rulebook.digest(row.rules)
    tests = list(backtests.counting(digest, rulebooks.live().version))
    given = backtests.approvals(row.version, digest)
    return {
        "test": tests[0] if tests else None,
        "running": backtests.running(),
        "sides": [(side.label, given.get(side.value)) for side in Side],
        "ready": bool(tests) and all(side.value in given for side in Side),
        "to_confirm": backtests.to_confirm(tests),
    }


@require_POST
@needs("edit_scoring")
def begin(request: WorkspaceRequest) -> HttpResponse:
    """Begin the next version as a copy of the live one; an open draft is simply opened. Who comes from a gap of the content matrix
    (`?level=&phase=`) comes to where content is added."""
    if rulebooks.draft() is None:
        actions.begin_draft(request.caller.actor)
    place = f"?{request.GET.urlencode()}#contents" if request.GET else ""
    return redirect(reverse("scoring:draft", args=[request.caller.workspace.slug]) + place)


@require_POST
@needs("edit_scoring")
def publish(request: WorkspaceRequest) -> HttpResponse:
    """Publish the draft: live at once where there are no leads yet, else as soon as all of them are prepared."""
    row = actions.publish(_open_draft().version, request.caller.actor, request.POST.get("confirmation", ""))
    live = row.state == RulebookState.PUBLISHED
    said = _("Version %(number)d is live.") if live else _("Version %(number)d is being prepared; until it is live, nothing changes.")
    messages.success(request, said % {"number": row.version})
    return redirect("scoring:rulebook", request.caller.workspace.slug)


@require_POST
@needs("edit_scoring")
def withdraw(request: WorkspaceRequest, version: int) -> HttpResponse:
    """Make a draft again of the version that is being prepared."""
    switch.withdraw(version, request.caller.actor)
    messages.success(request, _("Version %(number)d is a draft again; the live one stays.") % {"number": version})
    return redirect("scoring:draft", request.caller.workspace.slug)


@require_POST
@needs("edit_scoring")
def drop(request: WorkspaceRequest) -> HttpResponse:
    """Throw the draft away."""
    actions.drop_draft(_open_draft().version, request.caller.actor)
    messages.success(request, _("The draft is gone."))
    return redirect("scoring:rulebook", request.caller.workspace.slug)
