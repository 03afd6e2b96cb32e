"""Slow clients wait in the lobby: a request takes a thread only when its whole body is here, and a body has a deadline.

The server (granian, by RSGI) hands a request over as soon as its headers are read. Waiting for a body costs a coroutine, not a thread, so
that thousands which never end keep nobody waiting; waiting for a commit costs none either (kernel.later). What then serves is WSGI: a few
threads for ingestion, a few for pages.
"""

import asyncio
import json
import logging
import resource
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from kernel.body import Body, Gone, Proto, Room, Turned
from kernel.environ import Headers, Scope, environ_of, sendable
from kernel.later import Later
from kernel.problems import problem
from kernel.threads import Done, Threads

log = logging.getLogger(__name__)
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
AtOnce = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes] | None]
FILES = 65_536  # open files, if the system lets us: each connection is one


@dataclass(frozen=True)
class Hall:
    """Threads that serve. A body is kept up to `keep` bytes and heard up to `listen`: who is heard to the end can read that it was too
    much. Where both are the same, such a body is refused here; else `wsgi` gets it cut, and says so itself."""

    name: str
    threads: int
    keep: int
    listen: int
    patience: float | None = None  # seconds for an answer, where one that does not come may be asked for again


class Lobby:
    """The application of one process. `quick(path)` tells who goes to the hall of ingestion; `at_once` answers some of them by itself,
    without a thread, and must neither ask nor wait."""

    def __init__(self, wsgi: Wsgi, pages: Hall, ingestion: Hall, quick: Callable[[str], bool], at_once: AtOnce = lambda *_: None) -> None:
        self.wsgi, self.quick, self.at_once, self.room = wsgi, quick, at_once, Room()
        self.pages, self.ingestion = ((hall, Threads(hall.threads, hall.name)) for hall in (pages, ingestion))

    async def __rsgi__(self, scope: Scope, proto: Proto) -> None:
        quick = self.quick(scope.path)
        hall, threads = self.ingestion if quick else self.pages
        environ, said = environ_of(scope), Said()
        body = Body(self.room, hall.keep, hall.listen, environ)
        try:
            environ["wsgi.input"] = await body.read(proto)
            told = self.at_once(environ, said) if quick else None
            text = await self._served(hall, threads, environ, said) if told is None else b"".join(told)
            proto.response_bytes(said.status, sendable(said.headers), text)
        except Turned as turned:
            _turn(proto, turned)
        except TimeoutError:
            _turn(proto, Turned(503, "The store did not answer in time. Send it again.", "away"))
        except Gone:
            _turn(proto, Turned(400, "The body ended before its length.", "cut"))
        except Exception:
            log.exception("The request %s %s failed", scope.method, scope.path)
            _turn(proto, Turned(500, "Something went wrong here.", "error"))
        finally:
            body.close()

    async def _served(self, hall: Hall, threads: Threads, environ: dict[str, Any], said: "Said") -> bytes:
        """The answer of one of the threads."""
        async with asyncio.timeout(hall.patience):
            answer = await threads.run(partial(_begin, self.wsgi, environ, said))
        return b"".join(answer.finish()) if isinstance(answer, Later) else bytes(answer)


class Said:
    """What start_response was told last."""

    status, headers = 500, Headers()

    def __call__(self, status: str, headers: Headers, exc_info: Any = None) -> None:
        self.status, self.headers = int(status[:3]), headers


def _begin(wsgi: Wsgi, environ: dict[str, Any], said: Said, done: Done) -> None:
    """The whole answer, so that whatever it asks of the database is asked by this thread; or, once it is ready, who finishes it."""
    try:
        answer = wsgi(environ, said)
        if isinstance(answer, Later):
            answer.when(partial(done, answer))
            return
        try:
            text = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close:
                close()
    except Exception:
        log.exception("The request %s %s failed", environ["REQUEST_METHOD"], environ["PATH_INFO"])
        said("500", [("Content-Type", "text/plain")])
        text = b"Something went wrong here."
    done(text)


def _turn(proto: Proto, turned: Turned) -> None:
    wait = [("Retry-After", "2")] if turned.status == 503 else []
    text = json.dumps(problem(turned.status, turned.detail, turned.code)).encode()
    proto.response_bytes(turned.status, [("Content-Type", "application/problem+json"), *wait], text)


def open_files() -> None:
    """Let this process hold as many connections as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
