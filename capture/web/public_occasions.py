"""`/e/<public id>`: an occasion and its registration (F162)."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation

from capture.models import Occasion
from capture.queries import occasions
from capture.web import answering, browser
from capture.web.answering import Open
from capture.web.public_forms import finished, slow_down
from kernel import clock
from tenants.models import Workspace


@browser.public
def occasion(request: HttpRequest, workspace: Workspace, code: str) -> HttpResponseBase:
    """GET shows it with its form; POST registers. What is over takes no registration."""
    found, key = occasions.by_code(code), browser.anonymous_id(request)
    one = None
    if found:
        reader, here = browser.reader(request, key), browser.address(request)
        one = answering.opened(found.form, browser.wished(request), key, reader, here, browser.came_from(request))
    if found is None or one is None:
        return browser.gone(request)
    with timezone.override(workspace.time_zone):
        if request.method == "POST" and found.ends_at > clock.now():
            return answering.somebody_else(request) or _posted(request, workspace, found, one)
        return _page(request, workspace, found, one, answering.given(request), {})


def _page(
    request: HttpRequest, workspace: Workspace, found: Occasion, one: Open, posted: answering.Posted, errors: dict[str, str]
) -> HttpResponse:
    over = found.ends_at <= clock.now()
    left = max(found.capacity - occasions.taken(found), 0) if found.capacity is not None else None
    shown = None if over else one.shown(posted, errors)
    with translation.override(one.language):
        known = {
            "occasion": found, "shown": shown, "over": over, "left": left, "sender": workspace.name, "zone": workspace.time_zone,
            "language": one.language,
        }  # fmt: skip
        return render(request, "capture/public_occasion.html", known, status=422 if errors else 200)


def _posted(request: HttpRequest, workspace: Workspace, found: Occasion, gate: Open) -> HttpResponse:
    if browser.too_many(request, workspace.id):
        return slow_down(request, workspace, gate)
    key, posted = gate.key(), answering.given(request)
    one = Open(gate.form, gate.version, gate.content, gate.language, key, gate.action, wording=gate.wording)
    outcome = answering.send_here(one, posted, request, occasion=found)
    if outcome.submission is None:
        return _page(request, workspace, found, one, posted, outcome.errors)
    done = answering.done(one, outcome.submission, occasion=found)
    answer = finished(request, workspace, answering.waitlisted(outcome.submission) or done)
    browser.remember(request, answer, key)
    return answer
