"""GET /onsite/decide: what a customer's page shows this visitor. One cacheable answer that holds nothing about the visitor."""

import hashlib
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from kernel import tenancy
from kernel.problems import problem
from onsite.domain import answers
from onsite.enums import Consent
from onsite.queries import catalogue, previews
from onsite.queries.decision import Question, answer
from onsite.queries.door import Door, door
from tenants.domain import keys
from tracking.actions.spend import Late, spend_question
from tracking.domain import clients

SECONDS = 60
LONGEST = 2_000
READABLE = "Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"


@csrf_exempt
def decide(request: HttpRequest) -> HttpResponseBase:
    """`?key=<write key>&id=<anonymous id>&url=<page>&ref=<referrer>&lang=&consent=granted|cookieless|denied`; `preview=<token>`."""
    if request.method == "OPTIONS":
        return _open(request, HttpResponse(status=204, headers={"Access-Control-Allow-Methods": "GET, OPTIONS"}))
    if request.method not in ("GET", "HEAD"):
        return _stop(request, 405, "Use GET.", "method_not_allowed")
    key = keys.parse(request.GET.get("key", ""))
    if key is None or key.kind != "write":
        return _stop(request, 401, "Send the site's write key (wk_…) as key.", "unknown_key")
    with tenancy.scope(key.workspace_id):
        site = door(key.digest)
        if site is None:
            return _stop(request, 401, "This write key is unknown or revoked: copy the key (wk_…) from the page Sites.", "unknown_key")
        if not site.lets_in(request.headers.get("Origin", "")):
            return _stop(request, 403, "The site does not list this origin: add it on the page Sites.", "origin")
        late = spend_question(site.site_id, site.limits)
        if late is not None:
            return _late(request, late)
        return _preview(request) if request.GET.get("preview") else _decided(request, site)


def _decided(request: HttpRequest, site: Door) -> HttpResponseBase:
    consent = request.GET.get("consent", Consent.GRANTED)
    question = Question(
        url=_text(request, "url"), referrer=_text(request, "ref"), anonymous_id=_text(request, "id", 200),
        ip=clients.of(request.META, settings.TRUSTED_PROXIES),
        consent=consent if consent in Consent.values else Consent.DENIED,
    )  # fmt: skip
    found = catalogue.catalogue(site.edition)
    decision = answer(question, found, site.time_zone)
    slots = [(slot, decision.slots[slot.key]) for slot in found.slots if slot.key in decision.slots]
    data = msgspec.json.encode(answers.body(decision.messages, slots, _text(request, "lang", 20)))
    etag = f'"{hashlib.sha256(data).hexdigest()[:32]}"'
    whole = HttpResponse(data, content_type="application/json", headers={"ETag": etag})
    response: HttpResponseBase = get_conditional_response(request, etag=etag, response=whole) or whole
    response["Cache-Control"] = f"private, max-age={SECONDS}"
    return _open(request, response)


def _preview(request: HttpRequest) -> HttpResponseBase:
    """What the token shows, whoever the visitor is; nothing is remembered of it."""
    shown = previews.shown(request.GET.get("preview", ""))
    if shown is None:
        return _stop(request, 404, "This preview link is too old or not ours: copy a new one from the editor.", "not_found")
    data = answers.body(shown.messages, shown.slots, _text(request, "lang", 20), preview=True)
    response = HttpResponse(msgspec.json.encode(data), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return _open(request, response)


def _text(request: HttpRequest, name: str, most: int = LONGEST) -> str:
    """A parameter without what no address holds, such as NUL."""
    return "".join(char for char in request.GET.get(name, "")[:most] if char.isprintable())


def _open(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Any page may read it: it holds nothing about the visitor, and no cookie comes with the question."""
    response["Access-Control-Allow-Origin"] = request.headers.get("Origin") or "*"
    response["Vary"] = "Origin"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Timing-Allow-Origin"] = "*"
    return response


def _late(request: HttpRequest, late: Late) -> HttpResponseBase:
    """The page asks too fast; as at the door of events, it is said how fast it may, and when again."""
    said = f"More than {late.lower:,} questions a second: nothing was decided. Ask again in {late.seconds} s."
    response = _stop(request, 429, said, "rate_limited")
    for name, value in (*late.headers, ("Cache-Control", "no-store"), ("Access-Control-Expose-Headers", READABLE)):
        response[name] = value
    return response


def _stop(request: HttpRequest, status: int, detail: str, code: str) -> HttpResponseBase:
    body: dict[str, Any] = problem(status, detail, code)
    return _open(request, HttpResponse(msgspec.json.encode(body), status=status, content_type="application/problem+json"))
