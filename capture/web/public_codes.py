"""`/q/<public id>`: the way that a QR code leads (F028)."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from capture.actions.qr_codes import UTM, record_scan
from capture.models import QrCode
from capture.queries import qr_codes
from capture.web import browser
from tenants.models import Workspace


@browser.public
def scanned(request: HttpRequest, workspace: Workspace, code: str) -> HttpResponseBase:
    """On to the target with its UTM. That somebody came is a visit, so a GET may record it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    found = qr_codes.by_code(code)
    if found is None:
        return browser.gone(request)
    key = browser.anonymous_id(request) or browser.fresh_id()
    answer = HttpResponseRedirect(target(found))
    answer["Referrer-Policy"] = "no-referrer"
    if not browser.looks_ahead(request):
        record_scan(code=found, where=browser.where(request, key), is_bot=browser.is_bot(request))
        browser.remember(request, answer, key)
    return answer


def target(code: QrCode) -> str:
    """The address with the code's UTM; what it says itself stays."""
    parts = urlsplit(code.target)
    said = parse_qsl(parts.query, keep_blank_values=True)
    more = [(f"utm_{name}", code.utm[name]) for name in UTM if name in code.utm and f"utm_{name}" not in dict(said)]
    return urlunsplit(parts._replace(query=urlencode([*said, *more])))
