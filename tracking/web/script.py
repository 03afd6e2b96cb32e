"""GET /t.js and /t-<module>.js: the tracker and its modules, for any page of any site."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition, require_safe

BUILT = Path(settings.BASE_DIR) / "build" / "static"
SOURCES = Path(settings.BASE_DIR) / "static" / "tracker"


def _file(name: str) -> Path:
    """Minified where it has been built, else the source."""
    for path in (BUILT / f"{name}.js", SOURCES / f"{name}.src.js"):
        if path.exists():
            return path
    raise Http404


@lru_cache(maxsize=20)
def _text(path: Path, mtime: int) -> bytes:
    """The script; a source inside a function of its own."""
    text = path.read_bytes()
    return text if path.parent == BUILT else b"(()=>{" + text + b"})();"


def _etag(request: HttpRequest, module: str = "") -> str:
    status = _file(_name(module)).stat()
    return f'"{status.st_mtime_ns:x}-{status.st_size:x}"'


def _name(module: str) -> str:
    return f"t-{module}" if module else "t"


@require_safe
@condition(etag_func=_etag)
def tracker(request: HttpRequest, module: str = "") -> HttpResponse:
    """The script, cached for an hour by browsers and asked again with its ETag afterwards."""
    path = _file(_name(module))
    answer = HttpResponse(_text(path, path.stat().st_mtime_ns), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "public, max-age=3600"
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer["Timing-Allow-Origin"] = "*"
    return answer
