"""`/q/<public id>`: the way that a QR code leads, and `/q/arrived`, where the tracker at its end learns who scanned (F028)."""

from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt

from capture.actions.qr_codes import UTM, record_scan
from capture.domain.content import origin_of
from capture.gateways import once
from capture.models import QrCode
from capture.queries import forms, qr_codes, tokens
from capture.web import browser
from capture.web.pace import Pace, pace, refused
from tenants.models import Workspace
from tenants.queries import workspaces
from tracking.domain.origins import lists

ARRIVAL = "lw_id"
LONGEST_WORD = 1_000


@browser.public
def scanned(request: HttpRequest, workspace: Workspace, code: str) -> HttpResponseBase:
    """On to the target with its UTM. That somebody came is a visit, so a GET may record it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    found = qr_codes.by_code(code)
    if found is None:
        return browser.gone(request)
    may = pace(request, workspace.id, "scan")
    if may == Pace.REFUSED:
        return refused(request, workspace.name)
    key = browser.anonymous_id(request) or browser.fresh_id()
    is_somebody = may == Pace.RECORDED and not (browser.refuses(request) or browser.is_bot(request))
    answer = HttpResponseRedirect(target(found, key if is_somebody else ""))
    answer["Referrer-Policy"] = "no-referrer"
    if may == Pace.RECORDED:
        # By the address it leads to, with its campaign: the scan and the page after it are one visit, which came by the code.
        where = replace(browser.where(request, key), url=target(found))
        record_scan(code=found, where=where, is_bot=browser.is_bot(request))
        browser.remember(request, answer, key)
    return answer


@csrf_exempt
def arrived(request: HttpRequest) -> HttpResponseBase:
    """POST the word of `lw_id`: the id of who scanned, as text; once, within ten minutes, to a page of the workspace's own sites (F028).

    Anything else is 404 without CORS: a page elsewhere learns nothing.
    """
    if request.method != "POST":
        return HttpResponse(status=405, headers={"Allow": "POST"})
    word = request.body[: LONGEST_WORD + 1].decode("ascii", "replace")
    read = tokens.read_scanned(word) if len(word) <= LONGEST_WORD else None
    workspace = workspaces.by_id(read[0]) if read else None
    if read is None or workspace is None:
        return HttpResponse(status=404)
    return browser.inside(request, workspace, lambda: _told(request.headers.get("Origin", ""), word, read[1]))


def _told(origin: str, word: str, key: str) -> HttpResponse:
    if not lists(forms.theirs(), origin) or not once.first_time(word, tokens.VALID[tokens.SCANNED]):
        return HttpResponse(status=404)
    answer = HttpResponse(key, content_type="text/plain; charset=utf-8")
    answer["Access-Control-Allow-Origin"] = origin
    answer["Vary"] = "Origin"
    return answer


def target(code: QrCode, key: str = "") -> str:
    """The address with the code's UTM; what it says itself stays.

    `key`: the id of who scanned, handed on as a signed word when the address lies on one of the workspace's sites, and nowhere else.
    """
    parts = urlsplit(code.target)
    said = parse_qsl(parts.query, keep_blank_values=True)
    more = [(f"utm_{name}", code.utm[name]) for name in UTM if name in code.utm and f"utm_{name}" not in dict(said)]
    word = [(ARRIVAL, tokens.scanned(key))] if key and lists(forms.theirs(), origin_of(code.target)) else []
    return urlunsplit(parts._replace(query=urlencode([*said, *more, *word])))
