"""Django sees a request when all of it is here, on one of a few threads, and its answer is complete before another thread touches it."""

import io
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from kernel.desk import at_the_desk


class Answer:
    """A lazy answer that notes who reads and who closes it."""

    def __init__(self, noted: list[str]) -> None:
        self.noted = noted

    def __iter__(self) -> Iterator[bytes]:
        self.noted.append(threading.current_thread().name)
        yield b"taken"

    def close(self) -> None:
        self.noted.append(threading.current_thread().name)


def test_the_whole_of_it_happens_at_the_desk() -> None:
    noted: list[str] = []

    def django(environ: dict[str, Any], start: Callable[..., Any]) -> Answer:
        noted.append(threading.current_thread().name)
        start("200 OK", [("X-Length", str(len(environ["wsgi.input"].read())))])
        return Answer(noted)

    said: list[Any] = []
    asked = {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(b"x" * 700_000)}
    application = at_the_desk(django)
    assert b"".join(application(asked, lambda *told: said.append(told))) == b"taken"
    assert said == [("200 OK", [("X-Length", "700000")])]
    assert len(noted) == 3
    assert {name.rpartition("_")[0] for name in noted} == {"desk"}


def test_only_so_many_are_served_and_a_slow_body_holds_no_place() -> None:
    served: set[str] = set()
    slow = threading.Event()

    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            slow.wait(10)
            return super().read(size)

    def django(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        served.add(threading.current_thread().name)
        return [environ["PATH_INFO"]]

    application = at_the_desk(django, threads=2)
    with ThreadPoolExecutor(12) as clients:
        waiting = [
            clients.submit(application, {"REQUEST_METHOD": "POST", "PATH_INFO": "slow", "wsgi.input": Slow()}, print) for _ in range(8)
        ]
        quick = [clients.submit(application, {"REQUEST_METHOD": "GET", "PATH_INFO": "quick"}, print) for _ in range(20)]
        assert [list(each.result(5)) for each in quick] == [["quick"]] * 20
        assert not any(each.done() for each in waiting)
        slow.set()
    assert [list(each.result(5)) for each in waiting] == [["slow"]] * 8
    assert len(served) <= 2
