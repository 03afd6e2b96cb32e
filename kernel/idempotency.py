"""`Idempotency-Key` of the REST API, for every POST at one place: a repeated request gets the answer of the first.

The answer is committed in the transaction of the request itself, so there is one exactly when the work is done. A request that was
refused leaves nothing behind and may be repeated under its key.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from kernel import clock, sql
from kernel.audit import Actor
from kernel.housekeeping import chore
from kernel.models import KeptAnswer
from kernel.problems import plain_problem

KEPT_FOR = timedelta(hours=24)
GOOD_KEY = re.compile(r"[\x21-\x7e]{1,200}")
BOUNDARY = re.compile(r'boundary="?([^";,]+)')
FORGET = "DELETE FROM kernel_keptanswer WHERE workspace_id = %(workspace_id)s AND created_at < %(before)s"


def once(request: HttpRequest, actor: Actor, answer: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """`answer(request)`, or what it was for the same key, address and body within 24 hours. Call inside the scope.

    409 while the first is still at work, 422 for another body or caller, 400 for a key that is none.
    """
    key = request.headers.get("idempotency-key")
    if key is None or request.method != "POST":
        return answer(request)
    if not GOOD_KEY.fullmatch(key):
        detail = _("Give an Idempotency-Key of 1 to 200 visible ASCII characters, such as a UUID.")
        return plain_problem(request, 400, detail, "bad_idempotency_key")
    if not sql.try_lock(f"idempotency {request.path} {key}"):
        detail = _("The first request with this Idempotency-Key is still at work: ask again in a second.")
        busy: HttpResponse = plain_problem(request, 409, detail, "in_flight")
        busy["Retry-After"] = "1"
        return busy
    return _again_or_first(request, actor, key, answer)


def _again_or_first(request: HttpRequest, actor: Actor, key: str, answer: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    asked = fingerprint(request, actor)
    kept = KeptAnswer.objects.filter(route=request.path, key=key).first()
    if kept is not None and kept.created_at > clock.now() - KEPT_FOR:
        if kept.fingerprint != asked:
            detail = _("This Idempotency-Key was used for another request: use a new key for a new one.")
            return plain_problem(request, 422, detail, "idempotency_mismatch")
        again = HttpResponse(kept.body, status=kept.status, content_type=kept.content_type)
        again["Idempotent-Replayed"] = "true"
        return again
    if kept is not None:
        kept.delete()
    given = answer(request)
    if given.status_code < 400:
        KeptAnswer.objects.create(
            route=request.path, key=key, fingerprint=asked, status=given.status_code, body=given.content.decode(),
            content_type=given.headers.get("Content-Type", ""),
        )  # fmt: skip
    return given


def fingerprint(request: HttpRequest, actor: Actor) -> str:
    """What makes a request the same: who asks, the question, the body; not the boundary, which a library draws anew for each try."""
    body, boundary = request.body, BOUNDARY.search(request.headers.get("content-type", ""))
    if boundary:
        body = body.replace(boundary.group(1).encode(), b"")
    told = "\n".join((actor.kind, actor.id, request.META.get("QUERY_STRING", ""))).encode()
    return hashlib.sha256(told + b"\n" + body).hexdigest()


@chore
def forget_answers() -> int:
    return sql.execute(FORGET, before=clock.now() - KEPT_FOR)
