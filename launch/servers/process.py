"""Processes: started so that they die with their starter or outlive it, recognised, and stopped."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from launch.servers import memory
from launch.servers.ports import free_port

PR_SET_PDEATHSIG = 1
PORT_TRIES = 3
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(signal_number: int, parent: int | None = None) -> Callable[[], None]:
    """A hook for the new process: the kernel sends it the signal when its starter dies, even by kill -9."""
    starter = parent or os.getpid()

    def ask_kernel() -> None:
        if sys.platform != "linux":
            return
        _libc.prctl(PR_SET_PDEATHSIG, signal_number, 0, 0, 0)
        if os.getppid() != starter:  # it died before we asked
            os._exit(1)

    return ask_kernel


def spawn(
    command: Sequence[str | Path],
    log: Path,
    *,
    hooks: Sequence[Callable[[], None]] = (),
    env: Mapping[str, str] | None = None,
    cwd: str | Path = "/",
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, with all three streams away from ours: an inherited pipe hangs callers."""

    def prepare() -> None:
        for hook in hooks:
            hook()

    with open(os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab") as out:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
            preexec_fn=prepare if hooks else None,
            env=env,
            cwd=cwd,
        )


def on_free_port(state: Path, name: str, attempt: Callable[[int], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
    """Start a server on its remembered port, or on another when that is taken, also by a program that was quicker."""
    for _ in range(PORT_TRIES):
        port = free_port(memory.recall(state).get(f"{name}_port"))
        memory.remember(state, **{f"{name}_port": port})
        child = attempt(port)
        if child.poll() is None:
            return child
    log = state / f"{name}.log"
    raise RuntimeError(f"{name} did not start; {log} ends with:\n{tail(log)}")


@dataclass
class Server:
    """A running server; `process` is there when this very program started it."""

    name: str
    pid: int
    stop_signal: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def started_here(self) -> bool:
        return self.process is not None

    def alive(self) -> bool:
        return self.process.poll() is None if self.process else is_alive(self.pid)

    def stop(self, patience: float = 15.0) -> None:
        """Ask it to end, wait, and kill it at last."""
        self.ask_to_end()
        self.wait_or_kill(patience)

    def ask_to_end(self) -> None:
        """Send the signal on which it ends in order."""
        self._send(self.stop_signal)

    def wait_or_kill(self, patience: float) -> None:
        """Give it time to end."""
        if not wait_until(lambda: not self.alive(), patience):
            self._send(signal.SIGKILL)
            wait_until(lambda: not self.alive(), 5.0)

    def _send(self, signal_number: int) -> None:
        if self.alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal_number)


def is_alive(pid: int) -> bool:
    """Whether the process exists and is more than a zombie."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return True


def command_line(pid: int) -> str:
    """The command the process was started with, or nothing."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    return subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True).stdout


def wait_until(condition: Callable[[], bool], seconds: float, pause: float = 0.01) -> bool:
    """Whether the condition came true within the time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def tail(path: Path, lines: int = 12) -> str:
    """The last lines of a log, for an error message."""
    with contextlib.suppress(OSError):
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    return ""
