"""Nobody is served before their body is here, in its time and size; what serves is plain WSGI, wholly on one thread."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import pytest

from kernel import body
from kernel.later import Later
from kernel.lobby import AtOnce, Hall, Lobby

PAGES = Hall("page", threads=2, keep=1_000_000, listen=1_000_000)
INGESTION = Hall("ingestion", threads=1, keep=600_000, listen=900_000, patience=0.5)


@dataclass
class Asked:
    """A request as the server tells it, whose body comes in pieces; None is a piece that never comes."""

    pieces: list[bytes | None] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    path: str = "/page"
    method: str = "POST"
    query_string: str = ""
    scheme: str = "http"
    http_version: str = "1.1"
    client: str = "198.51.100.7:4711"
    server: str = "[::1]:8000"
    answers: list[tuple[int, list[tuple[str, str]], bytes]] = field(default_factory=list)

    async def __call__(self) -> bytes:
        return b"".join([piece async for piece in self])

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self.pieces:
            if piece is None:
                await asyncio.Event().wait()
            yield piece or b""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.answers.append((status, headers, body))


def length(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    text = environ["wsgi.input"].read()
    start("200 OK", [])
    return [str(len(text)).encode(), b" ", text[-1:]]


def answered(*asked: Asked, wsgi: Any = length, deadline: float = 15.0, most: int = body.MOST, at_once: AtOnce = lambda *_: None) -> Lobby:
    """All of them at once; the lobby they went through."""
    lobby = Lobby(wsgi, PAGES, INGESTION, lambda path: path.startswith("/v1/"), at_once)
    lobby.room = body.Room(deadline, most)

    async def all_of_them() -> None:
        await asyncio.gather(*(lobby.__rsgi__(each, each) for each in asked))

    # A browser of another test may have its loop running in this thread.
    with ThreadPoolExecutor(1) as aside:
        aside.submit(asyncio.run, all_of_them()).result()
    return lobby


def declared(size: int, *pieces: bytes | None, path: str = "/page") -> Asked:
    return Asked(list(pieces), {"content-length": str(size)}, path)


@pytest.mark.parametrize("sizes", [(5,), (65_536,), (65_537,), (400_000, 300_000)])
@pytest.mark.parametrize("chunked", [False, True])
def test_the_body_comes_whole(sizes: tuple[int, ...], chunked: bool) -> None:
    pieces = [*(b"x" * (size - 1) + b"y" for size in sizes)]
    headers = {"transfer-encoding": "chunked"} if chunked else {"content-length": str(sum(sizes))}
    asked = Asked([*pieces], headers)
    lobby = answered(asked)
    assert asked.answers == [(200, [], f"{sum(sizes)} y".encode())]
    assert lobby.room.held == 0


def test_who_sends_no_body_is_served_without_waiting() -> None:
    asked = Asked([None], method="GET")
    answered(asked)
    assert asked.answers == [(200, [], b"0 ")]


def test_a_slow_body_holds_nobody_up_and_is_let_go() -> None:
    slow = [declared(5, b"a", None) for _ in range(40)] + [declared(70_000, b"a", None, path="/v1/track") for _ in range(40)]
    quick = [declared(1, b"q") for _ in range(20)]
    order: list[bytes] = []

    def noting(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        order.append(environ["wsgi.input"].read())
        start("200 OK", [])
        return []

    lobby = answered(*slow, *quick, wsgi=noting, deadline=0.2)
    assert order == [b"q"] * 20
    assert {each.answers[0][0] for each in slow} == {408}
    assert lobby.room.held == 0


def test_a_large_body_has_longer_while_it_comes() -> None:
    """Beyond what is kept in memory, each 64 KB that has come buys a second."""

    class Steady(Asked):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for _ in range(9):
                yield b"x" * 100_000
                await asyncio.sleep(0.05)

    steady, stuck = Steady(headers={"content-length": "900000"}), declared(900_000, b"x" * 500_000, None)
    answered(steady, stuck, deadline=0.3)
    assert [each.answers[0][0] for each in (steady, stuck)] == [200, 408]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (declared(1_000_001), 413),
        (Asked([b"x" * 600_000] * 2, {"transfer-encoding": "chunked"}), 413),
        (declared(900_001, path="/v1/batch"), 200),  # unread: who serves sees the length
        (declared(7, b"abc"), 400),
        (declared(70_000, b"abc"), 400),
    ],
)
def test_what_is_too_large_or_cut_is_refused(asked: Asked, status: int) -> None:
    answered(asked)
    assert [answer[0] for answer in asked.answers] == [status]


def test_what_ingestion_does_not_keep_it_still_hears() -> None:
    asked = Asked([b"x" * 500_000, b"y" * 300_000], {"content-length": "800000"}, "/v1/batch")
    lobby = answered(asked)
    assert asked.answers == [(200, [], b"600000 y")]
    assert lobby.room.held == 0


def test_all_bodies_together_have_a_bound() -> None:
    many = [Asked([b"x" * 300_000, None], {"transfer-encoding": "chunked"}) for _ in range(4)]
    lobby = answered(*many, deadline=0.2, most=1_000_000)
    assert sorted(each.answers[0][0] for each in many) == [408, 408, 408, 503]
    assert [dict(each.answers[0][1]).get("Retry-After") for each in many].count("2") == 1
    assert lobby.room.held == 0


def test_the_whole_answer_is_made_by_one_of_the_halls_threads() -> None:
    noted: list[str] = []

    class Answer:
        def __iter__(self) -> Iterator[bytes]:
            noted.append(threading.current_thread().name)
            yield b"taken"

        def close(self) -> None:
            noted.append(threading.current_thread().name)

    def django(environ: dict[str, Any], start: Callable[..., Any]) -> Answer:
        noted.append(threading.current_thread().name)
        start("201 Created", [("X-Name", "naïve")])
        return Answer()

    asked = Asked()
    answered(asked, wsgi=django)
    assert asked.answers == [(201, [("X-Name", "na%C3%AFve")], b"taken")]
    assert noted == [noted[0]] * 3
    assert noted[0].startswith("page_")


def test_what_is_known_at_once_takes_no_thread() -> None:
    def at_once(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes] | None:
        if environ["PATH_INFO"] != "/v1/again":
            return None
        start("429 Too Many Requests", [("Retry-After", "1")])
        return [environ["wsgi.input"].read(), b" by the loop"]

    asked = [declared(3, b"two", path=path) for path in ("/v1/again", "/v1/track")]
    answered(*asked, at_once=at_once)
    assert [each.answers for each in asked] == [[(429, [("Retry-After", "1")], b"two by the loop")], [(200, [], b"3 o")]]


def test_what_comes_later_is_finished_when_it_is_told() -> None:
    def later(environ: dict[str, Any], start: Callable[..., Any]) -> Later:
        def finish() -> list[bytes]:
            start("200 OK", [])
            return [b"committed"]

        return Later(lambda: None, lambda told: threading.Timer(0.05, told).start(), finish)

    asked = [Asked(path="/v1/track") for _ in range(9)]  # by one thread, which waits for none of them
    answered(*asked, wsgi=later)
    assert [each.answers for each in asked] == [[(200, [], b"committed")]] * 9
    said: list[str] = []
    assert list(later({}, lambda status, headers: said.append(status))) == [b"committed"]  # any WSGI server may read it, too
    assert said == ["200 OK"]


def test_what_is_never_told_is_given_up() -> None:
    asked = Asked(path="/v1/track")
    answered(asked, wsgi=lambda environ, start: Later(lambda: None, lambda told: None, list))
    assert [answer[0] for answer in asked.answers] == [503]


@pytest.mark.parametrize("finishing", [False, True])
def test_an_error_is_a_500(finishing: bool) -> None:
    def fail() -> list[bytes]:
        raise ValueError

    def broken(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        return Later(lambda: None, lambda told: told(), fail) if finishing else fail()

    asked = Asked()
    answered(asked, wsgi=broken)
    assert [answer[0] for answer in asked.answers] == [500]
