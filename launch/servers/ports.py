"""Ports on the loopback interface."""

import random
import socket

# Below the range from which systems take the ports of outgoing connections, so that a remembered port stays free.
FIRST, LAST = 15_000, 32_000
TRIES = 200


def is_free(port: int) -> bool:
    """Whether nothing listens on the port of 127.0.0.1."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(preferred: int | None = None) -> int:
    """The preferred port when it is free, else a random free one."""
    if preferred and is_free(preferred):
        return preferred
    for _ in range(TRIES):
        port = random.randint(FIRST, LAST)
        if is_free(port):
            return port
    raise RuntimeError(f"No free port between {FIRST} and {LAST} on 127.0.0.1: stop something that listens there.")


def answers(port: int, timeout: float = 0.5) -> bool:
    """Whether something accepts connections on the port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout).close()
    except OSError:
        return False
    return True
