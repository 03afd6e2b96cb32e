"""Slow clients wait in the lobby: a request reaches Django only when its whole body is here, and only so many are served at once.

The server gives each request a thread from its first byte on. Such a thread is cheap while it only waits for a body; one that serves
holds a connection to the database, so those are few and stay the same.
"""

import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
THREADS = 16
IN_MEMORY = 512 * 1024
PIECE = 64 * 1024


def at_the_desk(django: Wsgi, threads: int = THREADS) -> Wsgi:
    """`django`, served by `threads` threads of its own."""
    desk = ThreadPoolExecutor(threads, thread_name_prefix="desk")

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] in ("GET", "HEAD", "OPTIONS"):
            return desk.submit(_serve, django, environ, start).result()
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as body:
            while piece := environ["wsgi.input"].read(PIECE):
                body.write(piece)
            body.seek(0)
            return desk.submit(_serve, django, {**environ, "wsgi.input": body}, start).result()

    return application


def _serve(django: Wsgi, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    """The whole answer, so that whatever it asks of the database is asked by this thread."""
    answer = django(environ, start)
    try:
        return list(answer)
    finally:
        close = getattr(answer, "close", None)
        if close:
            close()
