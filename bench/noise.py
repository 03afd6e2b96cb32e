"""A noisy workspace: `python -m bench.noise HOST PORT KEY EVENTS_A_SECOND` sends single events at this pace until its input ends, and
prints how many were answered how.

It yields to everybody else on this machine: a flood is sent from other machines, so only what it makes the servers do counts.
"""

import itertools
import json
import os
import select
import socket
import sys
import time
from collections import Counter

CONNECTIONS = 256
HEAD = "POST /v1/track HTTP/1.1\r\nHost: bench\r\nX-Write-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {size}\r\n\r\n"


def make_noise(host: str, port: int, key: str, a_second: int) -> dict[str, int]:
    """Send at this pace until the input ends; how often each status was answered."""
    lines = [socket.create_connection((host, port)) for _ in range(CONNECTIONS)]
    told, began = Counter[str](), time.monotonic()
    for number in itertools.count():
        if number % 100 == 0 and select.select([sys.stdin], [], [], 0)[0]:
            return dict(told)
        time.sleep(max(0, began + number / a_second - time.monotonic()))
        line = lines[number % CONNECTIONS]
        if number >= CONNECTIONS:
            told[line.recv(65_536).split(b" ", 2)[1].decode()] += 1
        body = json.dumps({"event": "noise", "anonymousId": f"a-{number % 5_000}", "messageId": f"{began}-{number}"})
        line.sendall((HEAD.format(key=key, size=len(body)) + body).encode())
    raise AssertionError("counting ended")


if __name__ == "__main__":
    os.nice(19)
    print(json.dumps(make_noise(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))))
