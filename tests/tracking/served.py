"""The real web process of the product over the database of this test run."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from launch import services
from launch.console import ROOT, executable
from launch.servers.ports import free_port
from launch.servers.process import wait_until


@contextmanager
def served(port: int = 0, **environment: str) -> Iterator[str]:
    """Starts it as the product does and says its address; kills it at the end."""
    port = port or free_port()
    command = services.web("127.0.0.1", port, workers=1)
    process = subprocess.Popen(
        [str(executable(command[0])), *command[1:]], cwd=ROOT, env={**os.environ, **environment}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        assert wait_until(lambda: listens(port), 60.0, 0.1), "The web process never answered."
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
