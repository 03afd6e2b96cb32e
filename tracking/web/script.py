"""GET /t.js and /t-<module>.js, with @<version> for ever: the tracker and its modules, for any page of any site."""

import base64
import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

from tracking.domain import signals
from tracking.gateways import hints
from tracking.web.caching import shared

BUILT = Path(settings.BASE_DIR) / "build" / "static"
PINNED = Path(settings.BASE_DIR) / "static" / "tracker" / "pinned"
VERSION = re.compile(r"(\d+)\.(\d+)\.(\d+)")
HOUR, YEAR = 3_600, 31_536_000
LONGEST_NAME = 200


def _file(name: str) -> Path:
    """As the front end was built: the core's sources are several files, and its modules are named by their hash."""
    path = BUILT / f"{name}.js"
    if not _is_there(path):
        raise Http404
    return path


def _is_there(path: Path) -> bool:
    """An operating system knows no longer names, and asked for one it fails."""
    return len(path.name) <= LONGEST_NAME and path.exists()


@lru_cache(maxsize=50)
def _text(path: Path, mtime: int) -> bytes:
    return path.read_bytes()


@lru_cache(maxsize=50)
def _zipped(path: Path, mtime: int) -> bytes:
    """As small as gzip makes it, and the same bytes in every process."""
    return gzip.compress(_text(path, mtime), 9, mtime=0)


def _takes_gzip(request: HttpRequest) -> bool:
    said = [part.replace(" ", "").lower().partition(";") for part in request.headers.get("Accept-Encoding", "").split(",")]
    return any(name == "gzip" and not re.fullmatch(r"q=0(\.0*)?", weight) for name, _, weight in said)


def _etag(request: HttpRequest, module: str = "") -> str:
    status = _file(_name(module)).stat()
    return f'"{status.st_mtime_ns:x}-{status.st_size:x}{"-gz" if _takes_gzip(request) else ""}"'


def _name(module: str) -> str:
    return f"t-{module}" if module else "t"


@condition(etag_func=_etag)
def _script(request: HttpRequest, module: str = "") -> HttpResponse:
    return _answer(request, _file(_name(module)), f"public, max-age={HOUR}")


def _answer(request: HttpRequest, path: Path, cache: str) -> HttpResponse:
    zipped, mtime = _takes_gzip(request), path.stat().st_mtime_ns
    answer = HttpResponse((_zipped if zipped else _text)(path, mtime), content_type="text/javascript; charset=utf-8")
    if zipped:
        answer["Content-Encoding"] = "gzip"
    answer["Cache-Control"] = cache
    return _open(answer)


def _open(answer: HttpResponse) -> HttpResponse:
    """For pages of any origin."""
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Timing-Allow-Origin"] = "*"
    return answer


@require_safe
def tracker(request: HttpRequest, module: str = "") -> HttpResponse:
    """The script, cached for an hour by browsers and asked again with its ETag afterwards. The installer hears which site loads it."""
    if not module:
        hints.script_loaded(_origin(request), bool(signals.told(request.META)))
    answer: HttpResponse = _script(request, module=module)
    return shared(answer)


@require_safe
def pinned(request: HttpRequest, version: str, module: str = "") -> HttpResponse:
    """One version for ever: its bytes never change, so a page may name it by SRI hash, and the core so names its modules."""
    path = PINNED / f"{_name(module)}@{version}.js"
    if not VERSION.fullmatch(version) or not _is_there(path):
        raise Http404
    if not module:
        hints.script_loaded(_origin(request), bool(signals.told(request.META)))
    return shared(_answer(request, path, f"public, max-age={YEAR}, immutable"))


@require_safe
def csp(request: HttpRequest) -> HttpResponse:
    """An empty script: the tracker loads it when the policy of its page lets no event out, which is how the installer knows."""
    hints.csp_blocked(request.GET.get("key", "")[:200])
    answer = HttpResponse(b"", content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-store"
    return _open(answer)


@lru_cache(maxsize=1)
def newest() -> tuple[str, str]:
    """(version, integrity) of the newest pinned tracker; empty when none is kept."""
    kept = [
        (tuple(int(part) for part in found.groups()), path)
        for path in PINNED.glob("t@*.js")
        if (found := VERSION.fullmatch(path.stem.partition("@")[2]))
    ]
    if not kept:
        return "", ""
    number, path = max(kept)
    return ".".join(map(str, number)), "sha384-" + base64.b64encode(hashlib.sha384(path.read_bytes()).digest()).decode()


def _origin(request: HttpRequest) -> str:
    """Whose page asks, by its Referer; browsers send the origin alone to another site."""
    try:
        parts = urlsplit(request.headers.get("Referer", "")[:2_000])
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") and parts.netloc else ""
