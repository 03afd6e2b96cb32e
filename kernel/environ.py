"""A request as WSGI wants it (PEP 3333), out of what granian's RSGI knows of it."""

import sys
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import quote

Headers = list[tuple[str, str]]


class Scope(Protocol):
    """What is read of granian's scope."""

    method: str
    path: str
    query_string: str
    scheme: str
    http_version: str
    client: str
    server: str
    headers: Any


@lru_cache(maxsize=500)
def _named(name: str) -> str:
    named = name.upper().replace("-", "_")
    return named if named in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{named}"


def split(address: str) -> tuple[str, str]:
    """ "host:port" or "[host]:port" as host and port."""
    host, _, port = address.rpartition(":")
    return host.removeprefix("[").removesuffix("]"), port


def environ_of(scope: Scope) -> dict[str, Any]:
    """All but `wsgi.input`. A header that came more than once is one with commas, so that nobody's line hides another's."""
    server, port = split(scope.server)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "REMOTE_ADDR": split(scope.client)[0],
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = _named(name)
        environ[key] = value if key not in environ else f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ', '}{value}"
    return environ


def sendable(headers: Headers) -> Headers:
    """The headers of an answer; what is not ASCII is percent-encoded, because granian's header holds nothing else."""
    return [(name, value if value.isascii() else quote(value, safe=" !\"#$&'()*+,/:;<=>?@[]^`{|}~%")) for name, value in headers]
