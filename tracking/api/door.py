"""Reading one request: its body, bounded; its key, from the header, the body or the query in this order of trust."""

import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from urllib.parse import parse_qs

from tracking.api.answers import Environ, Stop
from tracking.domain import limits, requests, signals
from tracking.domain.requests import Parcel
from tracking.gateways import hints
from tracking.gateways.keys import KEYS, Sender

LISTENED_BYTES = 9_000_000  # rudder-python puts an event of up to 4 MB on top of a batch of nearly 4 MB
PIECE = 64 * 1024
_TURN = threading.Lock()
UNKNOWN = "This write key is unknown or revoked: copy the key (wk_…) from the page Sites."


def body(environ: Environ) -> bytes:
    """The body, inflated and tidied. Stops what is too large before it is in memory."""
    client = str(environ.get("HTTP_USER_AGENT", ""))
    plain, inflated = limits.in_words(client)
    too_large = Stop(413, f"Keep a request under {plain} ({inflated} once inflated): send smaller batches.", "too_large")
    most = limits.of_body(client)
    length = (environ.get("CONTENT_LENGTH") or "").lstrip("0")
    if length.isdecimal() and (len(length) > 9 or int(length) > most):
        if len(length) <= 9 and int(length) <= LISTENED_BYTES:  # more than any client sends is a lie, and nobody waits for it
            _let_it_finish(environ)
        raise too_large
    raw = environ["wsgi.input"].read(most + 1)
    if len(raw) > most:
        _let_it_finish(environ)
        raise too_large
    return readable(raw, environ.get("HTTP_CONTENT_ENCODING", "").lower(), limits.of_inflated(client))


def _let_it_finish(environ: Environ) -> None:
    """A client that still sends sees a broken connection in place of 413, and would send it all again."""
    left = LISTENED_BYTES
    while left > 0 and (read := len(environ["wsgi.input"].read(min(left, PIECE)))):
        left -= read


@contextmanager
def in_turn(text: bytes) -> Iterator[None]:
    """Large bodies are read one after the other, so that many at once cost no more memory than one."""
    with _TURN if len(text) > limits.LARGE_BYTES else nullcontext():
        yield


def readable(raw: bytes, encoding: str = "", most: int = limits.INFLATED_BYTES) -> bytes:
    try:
        text = requests.inflate(raw, encoding, most)
        with in_turn(text):
            return requests.tidy(text)
    except requests.TooLarge as error:
        raise Stop(413, str(error), "too_large") from None
    except requests.Unreadable as error:
        raise Stop(400, str(error), "bad_json") from None


def header_key(environ: Environ) -> str:
    """The key in Basic (with or without the colon), in Bearer or in X-Write-Key (where Jitsu wants `key:anything`)."""
    scheme, _, rest = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(str(rest).strip() + "===").decode().partition(":")[0].strip()
        except ValueError:
            raise Stop(401, "The Authorization header is not Base64: send Basic base64(key:).", "unknown_key") from None
    if scheme.lower() == "bearer" and rest.strip().startswith("wk_"):
        return str(rest).strip()
    return str(environ.get("HTTP_X_WRITE_KEY", "")).partition(":")[0].strip()


def query(environ: Environ) -> dict[str, Any]:
    return {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}


def sender(key: str) -> Sender:
    """The site that sends."""
    if not key:
        raise Stop(401, "Send the site's write key: Basic authorization, X-Write-Key, or writeKey in the body or the query.", "no_key")
    found = KEYS.sender(key)
    if found is None:
        raise Stop(401, UNKNOWN, "unknown_key", key=key)
    return found


def sender_of_query(environ: Environ) -> Sender | None:
    """The site whose key the address names: all that tells who sent a body that is not read."""
    return KEYS.sender(str(query(environ).get("writeKey", "")))


def declines(environ: Environ, sender: Sender, parcel: Parcel) -> bool:
    """Whether the browser asks not to be tracked and the site hears it."""
    signal = signals.told(environ) if sender.honours_signals else ""
    return bool(signal) and signals.hears(signal, parcel.taken, parcel.envelope)


def kept_of(environ: Environ, sender: Sender | None) -> Sender | None:
    """Under whose name the beginning of an unreadable request is kept: nobody's where its browser asks not to be tracked."""
    return None if sender is None or (sender.honours_signals and signals.told(environ)) else sender


def note_refusal(environ: Environ, stop: Stop) -> None:
    """The installer tells a website that it sends with a key that nobody knows."""
    if stop.status == 401:
        hints.refused(str(environ.get("HTTP_ORIGIN", ""))[:300], stop.key)


def agent(environ: Environ) -> str:
    """The browser's name for itself; "" when no browser's page sends."""
    return str(environ.get("HTTP_USER_AGENT", "")) if environ.get("HTTP_ORIGIN") or environ.get("HTTP_REFERER") else ""
