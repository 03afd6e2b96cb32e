"""POST /v1/…: a plain WSGI callable in front of Django. Key → size and shape → one committed INSERT → answer.

A 2xx says that Postgres has committed every event whose verdict is `accepted`. Everything else happens in the digest.
"""

import base64
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from kernel import clock, ids
from kernel.later import Later
from tracking.api import answers, client, door, whole
from tracking.api.admit import admit
from tracking.api.answers import Environ, Start, Stop
from tracking.domain import origins, requests
from tracking.domain.requests import Parcel, Rejected
from tracking.enums import DropReason
from tracking.gateways import hints
from tracking.gateways.inbox_writer import PRESSING, WRITER, Away, Full, Job
from tracking.gateways.keys import Sender
from tracking.gateways.quota import QUOTA

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
KINDS = {"t": "track", "p": "page", "s": "screen", "i": "identify", "g": "group", "a": "alias"}
NAMES = ("track", "page", "screen", "identify", "group", "alias")
LIVE = ("/v1/batch", "/v1/b", "/beacon/v1/batch", "/api/s/batch", "/api/s/s2s/batch")
BATCHES = {**dict.fromkeys(LIVE, "live"), "/v1/import": "import"}
SINGLES = {
    **{f"/v1/{name}": name for name in NAMES},
    **{f"/v1/{short}": name for short, name in KINDS.items()},
    **{f"/api/s/{name}": name for name in NAMES},
    **{f"/api/s/s2s/{name}": name for name in NAMES},
}
# The browser asks not to be tracked: nothing was stored, and nothing is to be sent again.
DECLINED = "declined"
AWAY = Stop(503, "The store is away; nothing was taken. Send it again.", "away", wait=2)
PREFIXES = ("/v1/", "/api/s/", "/beacon/v1/", "/px.gif", "/sourceConfig")


def in_front_of(django: Wsgi) -> Wsgi:
    """The whole web process: ingestion paths here, the rest by Django."""

    def application(environ: Environ, start: Start) -> Iterable[bytes]:
        return answer(environ, start, place(environ)) if takes(environ.get("PATH_INFO", "")) else django(environ, start)

    return application


def takes(path: str) -> bool:
    """Whether this is ingestion's."""
    return _tidy(path).startswith(PREFIXES)


def place(environ: Environ) -> str:
    """Where at the door this goes."""
    return _tidy(environ.get("PATH_INFO", "")).rstrip("/")


def _tidy(path: str) -> str:
    """A host that was configured with its slash sends to //v1/…"""
    return "/" + path.lstrip("/") if path.startswith("//") else path


def answer(environ: Environ, start: Start, path: str) -> Iterable[bytes]:
    """One request at the door."""
    if environ["REQUEST_METHOD"] == "OPTIONS":
        return answers.preflight(environ, start)
    try:
        if path == "/px.gif":
            return _pixel(environ, start)
        if environ["REQUEST_METHOD"] == "GET":
            return _settings(environ, start, path)
        return _collect(environ, start, path)
    except Stop as stop:
        door.note_refusal(environ, stop)
        return answers.stopped(environ, start, stop)
    except Away:
        return answers.stopped(environ, start, AWAY)
    except Full:
        return answers.stopped(environ, start, Stop(429, "Too much waits to be stored. Send it again a little later.", "busy", wait=1))


def _collect(environ: Environ, start: Start, path: str) -> Iterable[bytes]:
    if path not in BATCHES and path not in SINGLES:
        raise Stop(404, "There is no such address: send to /v1/batch, /v1/track, /v1/page, /v1/identify …", "not_found")
    if environ["REQUEST_METHOD"] != "POST":
        raise Stop(405, "Use POST.", "method_not_allowed")
    key = door.header_key(environ)
    sender = door.sender(key) if key else None
    try:
        body = door.body(environ)
    except Stop as stop:
        whole.keep(stop, door.kept_of(environ, sender or door.sender_of_query(environ)), b"", path)
        raise
    if sender is None:
        sender = door.sender(requests.write_key(body) or door.query(environ).get("writeKey", ""))
    job = prepared(environ, sender, body, path)
    if job.parcel.count and not job.parcel.declined:
        (PRESSING if QUOTA.presses(sender.site_id) else WRITER).submit(job)
    else:
        job.finish()
    return Later(job.wait, job.when, partial(_finished, environ, start, job))


def _finished(environ: Environ, start: Start, job: Job) -> Iterable[bytes]:
    """The verdicts of what has been written, or that it was not."""
    if job.failed:
        return answers.stopped(environ, start, AWAY)
    verdicts = _verdicts(job.parcel, job.verdicts)
    if job.parcel.rejected and len(job.parcel.rejected) == job.parcel.count:
        return answers.stopped(environ, start, _all_rejected(job.parcel, verdicts))
    return answers.json(environ, start, {"success": True, "events": verdicts})


def prepared(environ: Environ, sender: Sender, body: bytes, path: str, salt: bytes = b"") -> Job:
    """One request, read and checked, as the writer wants it. `salt` tells apart what carries no id."""
    try:
        with door.in_turn(body):
            parcel = _read(body, path, door.agent(environ), salt)
    except Stop as stop:
        whole.keep(stop, door.kept_of(environ, sender), body, path)
        raise
    admit(environ, sender, parcel.count)
    if door.declines(environ, sender, parcel):
        parcel.decline()
        hints.declined(str(sender.site_id))
    origin = environ.get("HTTP_ORIGIN", "")
    if origin and sender.origins and not origins.lists(sender.origins, origin):
        _refuse_origin(parcel, origin)
    client.put_address(parcel, environ, sender)
    return Job(sender.workspace_id, sender.site_id, BATCHES.get(path, "live"), clock.now(), parcel, len(body) + 1_000)


def _read(body: bytes, path: str, agent: str, salt: bytes) -> Parcel:
    try:
        return requests.read_single(body, SINGLES[path], agent, salt) if path in SINGLES else requests.read_batch(body, agent)
    except requests.TooLarge as error:
        raise Stop(413, str(error), "too_large") from None
    except requests.Unreadable as error:
        raise Stop(400, str(error), "bad_json") from None


def _refuse_origin(parcel: Parcel, origin: str) -> None:
    detail = f"The site does not list the origin {origin}: add it on the page Sites."
    for index, message in enumerate(parcel.taken):
        text = message.b.decode("utf-8", "replace")
        parcel.rejected.append(Rejected(index, message.m, DropReason.ORIGIN, detail, "", text))
    parcel.taken = []


def _verdicts(parcel: Parcel, said: list[str]) -> list[dict[str, str]]:
    if parcel.declined:
        return [{"message_id": key, "verdict": DECLINED} for key in parcel.declined]
    if not parcel.rejected:
        return [_taken(message, verdict) for message, verdict in zip(parcel.taken, said, strict=True)]
    taken = iter(zip(parcel.taken, said, strict=True))
    bad = {rejected.index: rejected for rejected in parcel.rejected}
    return [_rejection(bad[index]) if index in bad else _taken(*next(taken)) for index in range(parcel.count)]


def _taken(message: Any, verdict: str) -> dict[str, str]:
    return {"message_id": message.m, "verdict": verdict}


def _rejection(bad: Rejected) -> dict[str, str]:
    pointer = {"pointer": bad.pointer} if bad.pointer else {}
    return {"message_id": bad.message_id, "verdict": "rejected", "reason": bad.reason.value, "detail": bad.detail, **pointer}


def _all_rejected(parcel: Parcel, verdicts: list[dict[str, str]]) -> Stop:
    """Nothing was taken: 413 when all was too large, 403 for a foreign origin, else 400; each event's reason is told and kept."""
    reasons = {bad.reason for bad in parcel.rejected}
    status = {frozenset({DropReason.TOO_LARGE}): 413, frozenset({DropReason.ORIGIN}): 403}.get(frozenset(reasons), 400)
    errors = [{"pointer": bad.pointer or "/", "detail": bad.detail, "code": bad.reason.value} for bad in parcel.rejected[:20]]
    detail = f"No event was taken: {parcel.rejected[0].detail}"
    return Stop(status, detail, parcel.rejected[0].reason.value, errors=errors, success=False, events=verdicts)


def _pixel(environ: Environ, start: Start) -> Iterable[bytes]:
    """`/px.gif?data=<base64url JSON>`: always the picture, which is all that an <img> can show. The same address stands in every copy of
    a page or a mail, so each request counts unless its message has an id."""
    asked = door.query(environ)
    try:
        body = door.readable(base64.urlsafe_b64decode(str(asked.get("data", "")) + "==="))
        sender = door.sender(asked.get("writeKey") or requests.write_key(body))
        job = prepared(environ, sender, body, "/v1/track", ids.new().bytes)
        if job.parcel.count and not job.parcel.declined:
            WRITER.write(job)
    except (Stop, Away, Full, ValueError):
        return answers.pixel(environ, start)
    return answers.pixel(environ, start)


def _settings(environ: Environ, start: Start, path: str) -> Iterable[bytes]:
    """What the browser SDKs of others ask before they send."""
    if path.startswith("/v1/projects/") and path.endswith("/settings"):
        key = path.split("/")[3]
        door.sender(key)
        return answers.json(environ, start, {"integrations": {"Segment.io": {"apiKey": key}}})
    if path == "/sourceConfig":
        key = door.header_key(environ) or str(door.query(environ).get("writeKey", ""))
        door.sender(key)
        source = {"id": key, "name": "Leadway", "writeKey": key, "enabled": True, "config": {"statsCollection": {}}, "destinations": []}
        return answers.json(environ, start, {"source": source, "updatedAt": None})
    raise Stop(405, "Use POST.", "method_not_allowed")
