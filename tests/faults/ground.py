"""Servers that may be killed: PostgreSQL and Valkey of a state folder, started by this very process and by nobody restarted but us."""

import contextlib
import os
import shutil
import signal
from pathlib import Path

from launch.servers import memory, postgres, roles, valkey
from launch.servers.process import Server, wait_until


def children(pid: int) -> list[int]:
    """The living children of a process."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(entry.name))
    return found


def gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def kill(pids: list[int]) -> None:
    """kill -9, and wait until the system has buried them."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: all(gone(pid) for pid in pids), 15.0)


def bury(server: Server) -> None:
    """Wait until it counts as dead: a process is a zombie before its other threads have ended, and cannot be reaped until then."""
    assert wait_until(lambda: not server.alive(), 15.0)


class Ground:
    """The two servers; `begin` starts what does not run."""

    def __init__(self, state: Path) -> None:
        self.state = state
        self.postgres: Server | None = None
        self.valkey: Server | None = None

    def begin(self) -> None:
        with memory.alone(self.state):
            if self.postgres is None or not self.postgres.alive():
                self.postgres = postgres.start(self.state, attached=True)
            if self.valkey is None or not self.valkey.alive():
                self.valkey = valkey.start(self.state, attached=True)

    def kill_postgres(self) -> None:
        """The postmaster and every one of its processes, none of which may write another byte."""
        assert self.postgres is not None
        os.kill(self.postgres.pid, signal.SIGSTOP)
        kill([*children(self.postgres.pid), self.postgres.pid])
        bury(self.postgres)

    def kill_valkey(self) -> None:
        """And what it had written: it comes back empty."""
        assert self.valkey is not None
        kill([self.valkey.pid])
        bury(self.valkey)
        shutil.rmtree(self.state / "valkey" / "appendonlydir", ignore_errors=True)

    def end(self) -> None:
        for server in (self.valkey, self.postgres):
            if server:
                server.stop()

    def url(self, role: str, database: str) -> str:
        return postgres.url(self.state, role, database)

    @property
    def owner_url(self) -> str:
        return self.url(roles.OWNER, roles.DATABASE)

    @property
    def redis_url(self) -> str:
        return valkey.url(self.state)
