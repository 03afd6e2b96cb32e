"""What the door answers: JSON verdicts, problem+json, the pixel; with the CORS headers a browser needs to read it."""

import base64
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from kernel.problems import problem

Start = Callable[..., Any]
Environ = dict[str, Any]
REASONS = {
    200: "OK", 204: "No Content", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    413: "Content Too Large", 429: "Too Many Requests", 503: "Service Unavailable",
}  # fmt: skip
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
HEADERS = (
    "authorization, content-type, content-encoding, x-write-key, x-retry-count, anonymousid, sentat, rsa-retry-attempt, "
    "rsa-since-last-attempt, rsa-since-first-attempt, rsa-retry-reason, rsa-recovered, x-ip-policy, x-enable-debug"
)


# In a request's environment: headers that its answer carries whatever it is.
EXTRA = "leadway.headers"


class Stop(Exception):
    """An answer that ends the request."""

    def __init__(self, status: int, detail: str, code: str, wait: int = 0, key: str = "", **more: Any) -> None:
        super().__init__(detail)
        self.status, self.wait, self.key = status, wait, key
        self.body = {**problem(status, detail, code), **more}


def cors(environ: Environ) -> list[tuple[str, str]]:
    """The page that asks may read the answer; no cookie is ever wanted."""
    origin = environ.get("HTTP_ORIGIN", "")
    return [("Access-Control-Allow-Origin", origin), ("Vary", "Origin")] if origin else []


def preflight(environ: Environ, start: Start) -> Iterable[bytes]:
    allowed = [
        ("Access-Control-Allow-Methods", "POST, GET, OPTIONS"),
        ("Access-Control-Allow-Headers", HEADERS),
        ("Access-Control-Max-Age", "7200"),
    ]
    start("204 No Content", [*cors(environ), *allowed, ("Content-Length", "0")])
    return [b""]


def json(environ: Environ, start: Start, body: Any, status: int = 200, more: list[tuple[str, str]] | None = None) -> Iterable[bytes]:
    text = msgspec.json.encode(body)
    kind = "application/json" if status < 400 else "application/problem+json"
    length = ("Content-Length", str(len(text)))
    headers = [("Content-Type", kind), length, ("Cache-Control", "no-store"), *cors(environ), *environ.get(EXTRA, ()), *(more or [])]
    start(f"{status} {REASONS[status]}", headers)
    return [text]


def stopped(environ: Environ, start: Start, stop: Stop) -> Iterable[bytes]:
    more = [("Retry-After", str(stop.wait)), ("Access-Control-Expose-Headers", "Retry-After, X-RateLimit-Reset")] if stop.wait else []
    if stop.status == 429 and "X-RateLimit-Reset" not in dict(environ.get(EXTRA, ())):
        # Seconds, as the Segment SDK for Python reads it: one that took an instant for them would sleep for decades.
        more.append(("X-RateLimit-Reset", str(stop.wait)))
    if stop.status == 401:
        more.append(("WWW-Authenticate", 'Basic realm="write key"'))
    if stop.status == 405:
        more.append(("Allow", "POST, OPTIONS"))
    return json(environ, start, stop.body, stop.status, more)


def pixel(environ: Environ, start: Start) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "image/gif"), ("Content-Length", str(len(GIF))), ("Cache-Control", "no-store"), *cors(environ)])
    return [GIF]
