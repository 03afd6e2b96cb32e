"""Keeps processes running: a crash is seen, said with its reason and mended; at the end nothing is left behind."""

import contextlib
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launch import guard
from launch.console import ROOT, Refusal, say
from launch.servers.process import Server, die_with_parent, spawn, tail

LOOK_EVERY = 0.1
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY = 60.0  # after so many seconds a crash counts as the first again
PATIENCE = 10.0
LONGEST_LOG = 20 * 1024 * 1024


class Ended(Exception):
    """Told to stop while something was being prepared."""


@dataclass
class Service:
    """Something to keep running; `start` gives the running process, or raises RuntimeError."""

    name: str
    start: Callable[[], Server]
    log: Path
    server: Server | None = None
    crashes: int = 0
    since: float = 0.0
    retry_at: float | None = None


@dataclass
class Supervisor:
    """Watches its services in their order; stops them in the reverse order, those of one call to `add` together."""

    services: list[list[Service]] = field(default_factory=list)
    ending: threading.Event = field(default_factory=threading.Event)
    patience: float = PATIENCE
    _guard: "Guard | None" = None

    def __enter__(self) -> "Supervisor":
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, lambda number, frame: self.ending.set())
        self._guard = Guard(self.patience)
        return self

    def __exit__(self, *problem: object) -> None:
        self.stop()

    def add(self, *services: Service) -> None:
        """Start services and watch them from now on."""
        self.services.append(list(services))
        for service in services:
            self._start(service)

    def watch(self, until: Callable[[], bool] = lambda: False) -> bool:
        """Keep everything running until told to end (False) or until the condition holds (True)."""
        while not self.ending.is_set():
            if until():
                return True
            for service in (each for group in self.services for each in group):
                self._look_after(service)
            self.ending.wait(LOOK_EVERY)
        return False

    def run(self, command: Sequence[str | Path], env: Mapping[str, str], otherwise: str) -> None:
        """Run a command to its end with its output shown, looking after the services meanwhile."""
        hook = die_with_parent(signal.SIGTERM)
        words = [str(part) for part in command]
        child = subprocess.Popen(words, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=hook)
        server = Server(words[-1], child.pid, signal.SIGTERM, child)
        self._note("+", server)
        finished = self.watch(lambda: child.poll() is not None)
        server.stop(self.patience)
        self._forget(server)
        if not finished:
            raise Ended
        if child.returncode:
            raise Refusal(f"{otherwise} ({death(server)})")

    def stop(self) -> None:
        """Stop everything this supervisor started."""
        for group in reversed(self.services):
            running = [each.server for each in group if each.server and each.server.started_here]
            for server in running:
                server.ask_to_end()
            for server in running:
                server.wait_or_kill(self.patience)
                self._forget(server)
        self.services.clear()
        if self._guard:
            self._guard.close()

    def _start(self, service: Service) -> None:
        service.retry_at = None
        service.server = service.start()
        service.since = time.monotonic()
        self._note("+", service.server)

    def _look_after(self, service: Service) -> None:
        if service.retry_at is not None:
            if time.monotonic() >= service.retry_at:
                self._try_again(service)
        elif service.server is None or not service.server.alive():
            reason = death(service.server)
            if service.server:
                self._forget(service.server)
            self._plan(service, f"{service.name} {reason}")

    def _try_again(self, service: Service) -> None:
        try:
            self._start(service)
        except (RuntimeError, OSError) as error:
            self._plan(service, f"{service.name} did not start: {error}")
        else:
            say(f"{service.name} runs again (process {service.server.pid if service.server else 0}).")

    def _plan(self, service: Service, what: str) -> None:
        """Say what happened and when it is tried again."""
        steady = service.since and time.monotonic() - service.since > STEADY
        service.crashes = 1 if steady else service.crashes + 1
        pause = min(FIRST_PAUSE * 2 ** (service.crashes - 1), LONGEST_PAUSE)
        service.retry_at = time.monotonic() + pause
        say(f"{what}; it is started again in {pause:g} s. Its log is {service.log}")
        if service.crashes == 1:
            for line in tail(service.log, 6).splitlines():
                say(f"    | {line}")

    def _forget(self, server: Server) -> None:
        """Make sure that nobody of its process group is left either."""
        if server.started_here:
            guard.tell(server.pid, signal.SIGKILL)
            self._note("-", server)

    def _note(self, sign: str, server: Server) -> None:
        if self._guard and server.started_here:
            self._guard.note(sign, server.pid)


class Guard:
    """The process that clears up should this one be killed."""

    def __init__(self, patience: float) -> None:
        self.groups: set[int] = set()
        self.patience = patience
        self.process = self._begin()

    def note(self, sign: str, group: int) -> None:
        """Tell it of a group that began or ended; a guard that was itself killed is replaced."""
        (self.groups.add if sign == "+" else self.groups.discard)(group)
        try:
            self._write(f"{sign} {group}\n")
        except OSError:
            self.process = self._begin()
            self._write("".join(f"+ {each}\n" for each in self.groups))

    def close(self) -> None:
        """It ends when its input does, having nothing left to clear."""
        with contextlib.suppress(OSError):
            self.process.communicate(timeout=2 * self.patience)

    def _begin(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "launch", "guard", str(self.patience)]
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True)

    def _write(self, text: str) -> None:
        if self.process.stdin:
            self.process.stdin.write(text.encode())
            self.process.stdin.flush()


def program(name: str, command: Sequence[str | Path], env: Mapping[str, str], log: Path) -> Service:
    """A service that is one command in the project's folder."""

    def start() -> Server:
        if log.exists() and log.stat().st_size > LONGEST_LOG:
            log.replace(log.with_suffix(".old"))
        child = spawn(command, log, hooks=[die_with_parent(signal.SIGTERM)], env=env, cwd=ROOT)
        return Server(name, child.pid, signal.SIGTERM, child)

    return Service(name, start, log)


def death(server: Server | None) -> str:
    """Why it is gone, in words."""
    code = server.process.poll() if server and server.process else None
    if code is None:
        return "is gone"
    return f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
