"""Row 16: hundreds of connections whose body never ends keep neither an event nor a page waiting, and are let go after their deadline."""

import select
import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from kernel.body import DEADLINE
from tests.faults.client import Client
from tests.faults.people import views
from tests.faults.world import World

MANY = 650
HEADS = (
    "POST /v1/batch HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 20000\r\n\r\n{",
    "POST /v1/track HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
    "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 90000\r\n\r\nlogin=",
    "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Le",  # not even its headers end
)


@contextmanager
def unfinished(port: int) -> Iterator[list[socket.socket]]:
    """So many connections that have sent the beginning of a request."""
    held: list[socket.socket] = []
    try:
        for number in range(MANY):
            held.append(socket.create_connection(("127.0.0.1", port), timeout=20))
            held[-1].sendall(HEADS[number % len(HEADS)].encode())
        yield held
    finally:
        for each in held:
            each.close()


def ended(held: list[socket.socket]) -> list[socket.socket]:
    """Those of them which the other side has closed, as far as is known now."""
    poll = select.poll()
    for each in held:
        poll.register(each, select.POLLRDHUP)
    closed = {number for number, _ in poll.poll(0)}
    return [each for each in held if each.fileno() in closed]


def test_slow_bodies_keep_nobody_waiting(world: World) -> None:
    world.need("web")
    client = Client(world.address, world.shop["acme"]["key"])
    with unfinished(world.port) as held:
        began = time.monotonic()
        client.send(views("through", 20), threads=2)
        with urllib.request.urlopen(f"{world.address}/accounts/login/", timeout=10) as page:
            assert page.status == 200
        took = time.monotonic() - began
        assert ended(held) == []  # nobody was let go to make room
        assert len(client.taken) == 20
        assert took < DEADLINE / 2, f"An event and a page took {took:.1f} s"
        world.until(lambda: len(ended(held)) == MANY, "the slow are let go", 2 * DEADLINE)
        said = [each.recv(100).split(b"\r\n")[0] for each in held[: len(HEADS)]]
    assert said[:3] == [b"HTTP/1.1 408 Request Timeout"] * 3
