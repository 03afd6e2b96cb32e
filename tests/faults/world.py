"""One instance of the product with every process real, each of which a test may start, kill -9 and start again."""

import json
import logging
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from launch import console, guard, services
from launch.console import ROOT, executable
from launch.servers import roles
from launch.servers.ports import answers, free_port
from launch.servers.process import spawn, tail, wait_until
from launch.supervisor import Guard
from tests.faults.ground import Ground
from tests.servers import named, run_sql

log = logging.getLogger(__name__)
Wait = Callable[[], float]
WAIT = 180.0  # for what has no promise: machines may be slow
LEASE = 20  # seconds; the product's own is 60
PROMISE = LEASE + 30.0  # seconds from a server's or a worker's return until work is done again: 90 with the product's own lease


@dataclass
class World:
    """A database of its own, a folder, and the processes that run now."""

    ground: Ground
    folder: Path
    database: str
    guard: Guard
    shop: dict[str, dict[str, str]] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    mail_port: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def mailbox(self) -> Path:
        return self.folder / "mail"

    @property
    def environment(self) -> dict[str, str]:
        return console.environment(
            DATABASE_URL=self.ground.url(roles.APPLICATION, self.database),
            REDIS_URL=self.ground.redis_url,
            MAIL_URL=f"smtp://127.0.0.1:{self.mail_port}",
            DJANGO_SETTINGS_MODULE="config.settings.test",
            STATE=str(self.folder),
            BASE_URL=self.address,
            PORT=str(self.port),
            LEASE_SECONDS=str(LEASE),
        )

    # ---- processes

    def start(self, name: str, command: list[str], points: str = "") -> None:
        """A process of the product; `points` are failpoints, each of which goes off once in this world."""
        told = {"FAILPOINT": points, "FAILPOINT_ONCE": str(self.folder / "once")} if points else {}
        words: list[str | Path] = [executable(command[0]), *command[1:]]
        child = spawn(words, self.folder / f"{name}.log", env={**self.environment, **told}, cwd=ROOT)
        self.guard.note("+", child.pid)
        self.running[name] = child

    def web(self, points: str = "") -> None:
        self._web(points)()

    def _web(self, points: str = "") -> Wait:
        self.start("web", services.web("127.0.0.1", self.port), points)
        return lambda: self.until(self.answers, "the pages answer")

    def worker(self, *names: str, points: str = "") -> None:
        """One of each name, all at once. Waits until they are ready, so that what is measured from here is work and not start."""
        for wait in [self._worker(name, points) for name in names or ("worker",)]:
            wait()

    def _worker(self, name: str = "worker", points: str = "") -> Wait:
        said = self.folder / f"{name}.log"
        before = said.stat().st_size if said.exists() else 0
        self.start(name, [*services.worker(), "--hostname", f"{name}@%h"], points)
        return lambda: self.until(lambda: b" ready." in said.read_bytes()[before:], "the worker is ready")

    def beat(self, name: str = "beat") -> None:
        self.start(name, services.beat(str(self.folder / name)))

    def mail(self) -> None:
        self.start("mail", ["python", "-m", "launch", "mail", "--dir", str(self.mailbox), "--port", str(self.mail_port)])
        self.until(lambda: answers(self.mail_port), "the mail sink answers")

    def need(self, *names: str) -> None:
        """Start those of them that do not run, all at once."""
        starts: dict[str, Callable[[], Wait | None]] = {"web": self._web, "worker": self._worker, "beat": self.beat}
        for wait in [starts[name]() for name in names if name not in self.running]:
            if wait:
                wait()

    def kill(self, *names: str) -> None:
        """kill -9 of the whole process group: nobody puts anything away."""
        for name in names or tuple(self.running):
            child = self.running.pop(name)
            guard.tell(child.pid, signal.SIGKILL)
            child.wait()
            self.guard.note("-", child.pid)

    def stage(self, *words: str) -> Any:
        """Something done beforehand, by the product's own actions in a process of its own."""
        command = [sys.executable, "-m", "tests.faults.stage", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    # ---- what is true

    def answers(self, path: str = "/healthz") -> bool:
        try:
            with urllib.request.urlopen(self.address + path, timeout=20) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def went_off(self, point: str) -> bool:
        return (self.folder / f"once.{point}").exists()

    def ask(self, statement: str, slug: str = "acme") -> list[tuple[Any, ...]]:
        """Rows, seen by the superuser; `{w}` is the workspace."""
        url = self.ground.url("postgres", self.database)
        return run_sql(url, statement.replace("{w}", f"'{self.shop[slug]['id']}'"))

    def count(self, statement: str, slug: str = "acme") -> int:
        return int(self.ask(f"SELECT count(*) FROM {statement}", slug)[0][0])

    def quiet(self) -> bool:
        """Nothing waits, and nothing does a moment later: between two kinds of work there is an instant at which neither has any."""
        if not self._rests():
            return False
        sleep(0.5)
        return self._rests()

    def _rests(self) -> bool:
        """Nothing waits in the inbox, in the outbox, in a journey or at a mail server."""
        waiting = [
            "SELECT count(*) FROM tracking_inbox WHERE NOT digested",
            "SELECT count(*) FROM kernel_delivery WHERE state <> 'done'",
            "SELECT count(*) FROM journeys_enrolment WHERE state = 'active' AND due_at <= now()",
            "SELECT count(*) FROM campaigns_message WHERE state IN ('queued', 'sending')",
        ]
        return self.ask(f"SELECT {' + '.join(f'({each})' for each in waiting)}") == [(0,)]

    def mails(self) -> list[str]:
        """The recipients of every mail in the sink, sorted."""
        return sorted(message_from_bytes(file.read_bytes())["X-RcptTo"] for file in self.mailbox.glob("*.eml"))

    def until(self, condition: Callable[[], bool], what: str, seconds: float = WAIT) -> float:
        """Wait until it is so; the seconds it took. Fails with the ends of all logs."""
        began = monotonic()
        if not wait_until(condition, seconds, pause=0.1):
            logs = "\n\n".join(f"== {file.name}\n{tail(file, 40)}" for file in sorted(self.folder.glob("*.log")))
            raise AssertionError(f"Not within {seconds:g} s: {what}\n{logs}")
        seconds = monotonic() - began
        log.info("After %.1f s: %s", seconds, what)  # seen with -o log_cli=true --log-level=INFO
        return seconds


def clone(ground: Ground, source: str, name: str) -> None:
    """A copy of a database to which nobody is connected."""
    drop = f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'
    run_sql(named(ground.owner_url, "postgres"), drop, f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
