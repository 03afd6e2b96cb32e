"""Keeps servers exactly as long as somebody uses them: several test runs may share the servers of one state folder.

A user holds a shared lock, which the system releases when the user ends, however it ends. The keeper starts the
servers, waits until nobody holds the lock any more, stops them and ends; should it be killed, they end with it.
"""

import contextlib
import fcntl
import os
import signal
import sys
from pathlib import Path
from typing import IO

from launch.servers import memory, postgres, process, valkey

START_SECONDS = 90
END_SECONDS = 10
LOOK_SECONDS = 0.2
READY = "keeper.ready"
ROOT = Path(__file__).resolve().parents[2]


def use(state: Path) -> IO[str]:
    """Become a user of the servers of this folder, until the returned file is closed."""
    held = _users(state)
    fcntl.flock(held, fcntl.LOCK_SH)
    return held


def nobody_uses(state: Path) -> bool:
    """Whether nobody is a user at this moment."""
    with _users(state) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def is_there(state: Path) -> bool:
    """Whether a keeper looks after the servers of this folder: then they end with their last user."""
    try:
        pid = int((state / READY).read_text())
    except (FileNotFoundError, ValueError):
        return False
    return process.is_alive(pid) and f"keeper {state}" in process.command_line(pid)


def nobody_stays(state: Path) -> bool:
    """The same, but whoever only looks whether there is a user, as the keeper does, is not taken for one."""
    return process.wait_until(lambda: nobody_uses(state), LOOK_SECONDS)


def end(state: Path) -> None:
    """End the keeper, whose servers are stopped: it writes nothing into the folder any more."""
    pid = int((state / READY).read_text())
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    process.wait_until(lambda: not process.is_alive(pid), END_SECONDS)


def begin(state: Path) -> None:
    """Start a keeper for this folder and wait until its servers run."""
    log = state / "keeper.log"
    for file in (log, state / READY):
        file.unlink(missing_ok=True)
    child = process.spawn([sys.executable, "-m", "launch", "keeper", str(state)], log, cwd=ROOT)
    process.wait_until(lambda: child.poll() is not None or is_there(state), START_SECONDS)
    if child.poll() is not None:
        raise RuntimeError(process.tail(log).rpartition("STOPPED: ")[2] or f"The servers did not start: see {log}.")


def keep(state: Path) -> None:
    """Start the servers, and stop them once nobody uses them. Called by the program that `begin` starts."""
    started = [valkey.start(state, attached=True), postgres.start(state, attached=True)]
    (state / READY).write_text(str(os.getpid()))
    while True:
        with _users(state) as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # waits here as long as there is a user
        with memory.alone(state):
            if nobody_uses(state):
                for server in started:
                    server.stop()
                return


def _users(state: Path) -> IO[str]:
    return open(os.open(state / "users.lock", os.O_CREAT | os.O_RDWR, 0o600), "r+")
