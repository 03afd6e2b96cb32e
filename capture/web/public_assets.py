"""`/d/<public id>`: get a file, by a form unless it is free or the browser is known (F026). `/a/<token>`: the personal link (F027)."""

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from capture.actions.assets import grant, record_open
from capture.domain import files
from capture.gateways import store
from capture.models import Asset
from capture.queries import assets, tokens, visitors
from capture.web import answering, browser
from capture.web.answering import Done, Open
from capture.web.pace import Pace, pace, refused
from capture.web.public_forms import finished, slow_down
from kernel import tenancy
from tenants.models import Workspace
from tenants.queries import workspaces


@browser.public
def asset(request: HttpRequest, workspace: Workspace, code: str) -> HttpResponseBase:
    """GET shows what it is; POST hands it out: at once when it is free or the browser known, else after the form."""
    found, key = assets.by_code(code), browser.anonymous_id(request)
    if found is None:
        return browser.gone(request)
    gate = None
    if found.form:
        reader, here = browser.reader(request, key), browser.address(request)
        gate = answering.opened(found.form, browser.wished(request), key, reader, here, browser.came_from(request))
    asked = gate is not None and (gate.content.ask_always or not visitors.behind(key).is_known)
    if request.method == "POST" and (other := answering.somebody_else(request)):
        return other
    if request.method == "POST":
        return _asked(request, workspace, found, gate) if gate and asked else _given(request, workspace, found)
    return _page(request, workspace, found, gate, answering.given(request), {}, asked=asked)


def _page(
    request: HttpRequest, workspace: Workspace, found: Asset, gate: Open | None, posted: answering.Posted, errors: dict[str, str],
    *, asked: bool = True,
) -> HttpResponse:  # fmt: skip
    shown = gate.shown(posted, errors) if gate and asked else None
    language = gate.language if gate else browser.wished(request)
    with translation.override(language):
        known = {
            "asset": found, "shown": shown, "sender": workspace.name, "language": language, "ending": files.ending(found.file_name),
            "is_known": gate is not None and not asked,
        }  # fmt: skip
        return render(request, "capture/public_asset.html", known, status=422 if errors else 200)


def _asked(request: HttpRequest, workspace: Workspace, found: Asset, gate: Open) -> HttpResponse:
    if browser.too_many(request, workspace.id):
        return slow_down(request, workspace, gate)
    key, posted = gate.key(), answering.given(request)
    one = Open(gate.form, gate.version, gate.content, gate.language, key, gate.action, wording=gate.wording)
    outcome = answering.send_here(one, posted, request, asset=found)
    if outcome.submission is None:
        return _page(request, workspace, found, one, posted, outcome.errors)
    answer = finished(request, workspace, answering.done(one, outcome.submission, asset=found))
    browser.remember(request, answer, key)
    return answer


def _given(request: HttpRequest, workspace: Workspace, found: Asset) -> HttpResponse:
    may = pace(request, workspace.id, "free")
    if may == Pace.REFUSED:
        return refused(request, workspace.name)
    key, language = browser.anonymous_id(request) or browser.fresh_id(), browser.wished(request)
    if may == Pace.RECORDED:
        grant(asset=found, where=browser.where(request, key))
    with translation.override(language):
        done = Done(_("Here it is"), "", language, "", tokens.open_url(found, key), found.name)
        answer = finished(request, workspace, done)
    browser.remember(request, answer, key)
    return answer


@never_cache
@require_safe
def opened(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file. That it was opened is a visit, so a GET may record it; a machine's is flagged and not counted."""
    read = tokens.read_open(token)
    workspace = workspaces.by_id(read[0]) if read else None
    if read is None or workspace is None:
        return browser.gone(request)
    with tenancy.scope(workspace.id):
        found = assets.asset(read[1])
        may = pace(request, workspace.id, "open")
        if may == Pace.REFUSED:
            return refused(request, workspace.name)
        pieces = store.opened(found.path) if found else None
        if found is None or pieces is None:
            return browser.gone(request)
        if may == Pace.RECORDED:
            record_open(asset=found, where=browser.where(request, read[2]), is_bot=browser.is_bot(request))
    answer = StreamingHttpResponse(pieces, content_type=found.content_type)
    how = "inline" if found.content_type in files.SHOWN else "attachment"
    answer["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(found.file_name)}"
    answer["Content-Length"] = str(found.size)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Referrer-Policy"] = "no-referrer"
    return answer
