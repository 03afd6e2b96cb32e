"""GET /t.js: the tracker, for any page of any site."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

BUILT = Path(settings.BASE_DIR) / "build" / "static" / "t.js"
SOURCE = Path(settings.BASE_DIR) / "static" / "tracker" / "t.src.js"


def _file() -> Path:
    return BUILT if BUILT.exists() else SOURCE


@lru_cache(maxsize=4)
def _text(path: Path, mtime: int) -> bytes:
    """Minified where it has been built; the source inside a function of its own where not."""
    text = path.read_bytes()
    return text if path == BUILT else b"(()=>{" + text + b"})();"


def _etag(request: HttpRequest) -> str:
    status = _file().stat()
    return f'"{status.st_mtime_ns:x}-{status.st_size:x}"'


@require_safe
@condition(etag_func=_etag)
def tracker(request: HttpRequest) -> HttpResponse:
    """The script, cached for an hour by browsers and asked again with its ETag afterwards."""
    path = _file()
    answer = HttpResponse(_text(path, path.stat().st_mtime_ns), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Timing-Allow-Origin"] = "*"
    return answer
