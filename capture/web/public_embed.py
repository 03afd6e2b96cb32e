"""The embed: what `t-forms.js` asks from a customer's page. CORS for every origin that may send, without credentials."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.translation import gettext as _

from capture.actions.arrivals import COUNTED
from capture.domain import telling, trial
from capture.domain.content import KEY
from capture.domain.telling import Where
from capture.queries import forms
from capture.web import answering, browser
from kernel import clock, ids
from tenants.models import Workspace
from tracking.actions.accept import accept_messages
from tracking.domain import sanitize

NO_JSON = "This is no JSON object: send one as the embed's script does, as UTF-8 and not nested."


def _told(request: HttpRequest) -> dict[str, Any] | None:
    """The posted JSON object, an empty one for nothing and for any other JSON; None for what is no JSON or nested without end. What no
    database stores (NUL, half a pair, bytes that are no UTF-8) is replaced as the tracking door does."""
    body = sanitize.utf8(request.body)
    try:
        found = msgspec.json.decode(sanitize.cleaned(body) if sanitize.suspect(body) else body or b"{}")
    except (msgspec.DecodeError, RecursionError):
        return None
    return found if isinstance(found, dict) else {}


def _text(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    return value[:2_000] if isinstance(value, str) else ""


def _open_to_all(response: HttpResponse) -> HttpResponse:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "POST"
    response["Access-Control-Allow-Headers"] = "Content-Type"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _no(status: int, detail: str) -> HttpResponse:
    return _open_to_all(JsonResponse({"ok": False, "detail": detail}, status=status))


def _posted(told: dict[str, Any]) -> answering.Posted:
    values = told.get("values")
    pairs = values.items() if isinstance(values, dict) else ()
    return {name[:60]: [_said(one) for one in (given if isinstance(given, list) else [given])[:100]] for name, given in pairs}


def _said(value: Any) -> str:
    """One answer; a browser sends texts, and what is no plain value answers nothing."""
    return str(value)[:20_000] if isinstance(value, str | int | float) else ""


@browser.public
def embed(request: HttpRequest, workspace: Workspace, code: str, verb: str) -> HttpResponseBase:
    """`verb` fields: the form's HTML for this browser. `verb` send: submit it; 200 with the thanks, 422 with errors by field."""
    if request.method == "OPTIONS":
        return _open_to_all(HttpResponse(status=204))
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST, OPTIONS"})
    if not forms.may_send_from(request.headers.get("Origin", "")):
        return _no(403, "No site of this workspace lists this origin: add it on the page Sites.")
    told = _told(request)
    if told is None:
        return _no(400, NO_JSON)
    form = forms.by_code(code)
    key = browser.as_id(told.get("aid"))
    one = answering.opened(form, _wished(request, told), key, reader=key) if form else None
    if one is None:
        return _no(404, "There is no such form.")
    if browser.too_many(request, workspace.id, verb, browser.POSTS_A_MINUTE if verb == "send" else browser.GLANCES_A_MINUTE):
        with translation.override(one.language):
            return _no(429, _("That was a little too often. Wait a minute and send it again."))
    return _open_to_all(_sent(request, one, told) if verb == "send" else _form(one, {}, {}, told))


def _wished(request: HttpRequest, told: dict[str, Any]) -> str:
    """The language of the page that holds the form, as its `lang` says it (zh-CN and every other Chinese too); else the browser's."""
    language = _text(told, "language").lower().replace("_", "-").partition("-")[0]
    return {"en": "en", "zh": "zh-hans"}.get(language) or browser.wished(request)


def _form(one: answering.Open, posted: answering.Posted, errors: dict[str, str], told: dict[str, Any], status: int = 200) -> JsonResponse:
    shown = one.shown(posted or _posted(told), errors)
    with translation.override(one.language):
        html = render_to_string("capture/_form.html", {"shown": shown})
    by_name = {field.name: field.error for field in shown.fields if field.error}
    return JsonResponse({"ok": not errors, "html": html, "errors": by_name, "style": static("css/capture.css")}, status=status)


def _sent(request: HttpRequest, one: answering.Open, told: dict[str, Any]) -> JsonResponse:
    posted = _posted(told)
    outcome = answering.send(one, posted, request, _text(told, "url"), _text(told, "referrer"))
    if outcome.submission is None:
        return _form(one, posted, outcome.errors, told, 422)
    done = answering.done(one, outcome.submission)
    with translation.override(one.language):
        html = render_to_string("capture/_done.html", {"done": done})
    return JsonResponse({"ok": True, "html": html, "redirect": done.redirect, "id": str(outcome.submission.pk)})


def _spent(told: dict[str, Any]) -> dict[str, int]:
    """For how many milliseconds the form was in sight, of a glance that says so; a day at most."""
    spent = told.get("ms")
    return {"ms": spent} if isinstance(spent, int) and not isinstance(spent, bool) and 0 < spent <= 86_400_000 else {}


def _wording(told: dict[str, Any]) -> str:
    """Which words of which version were shown, of a form whose words are tested; "" for any other."""
    said = _text(told, "wording")
    return said if trial.TOLD.fullmatch(said) else ""


@browser.public
def glance(request: HttpRequest, workspace: Workspace, code: str) -> HttpResponseBase:
    """What happened on the hosted page (seen, begun, left at which field): names only, never values."""
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    told, form = _told(request), forms.by_code(code)
    if told is None:
        return _no(400, NO_JSON)
    event, at_field = _text(told, "event"), _text(told, "field")
    if form is None or event not in COUNTED or browser.too_many(request, workspace.id, "glance", browser.GLANCES_A_MINUTE):
        return HttpResponse(status=204)
    if browser.refuses(request):
        return HttpResponse(status=204)
    wording = _wording(told)
    key = browser.anonymous_id(request) or answering.fresh_id(form, wording[-1:])
    where = Where(key, _text(told, "url"), _text(told, "referrer"), browser.user_agent(request), browser.wished(request))
    properties = {"form": form.public_id, **({"field": at_field} if KEY.fullmatch(at_field.removeprefix("f_")) else {}), **_spent(told)}
    properties |= {"wording": wording} if wording else {}
    accept_messages([telling.did(f"glance-{ids.new()}", where, event, properties, clock.now())])
    answer = HttpResponse(status=204)
    browser.remember(request, answer, key)
    return answer
