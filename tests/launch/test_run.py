"""`make run` on a product of a few lines, with every real process: ready, mended after a crash, and gone after Ctrl-C."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from launch.console import ROOT, VENV
from launch.servers import memory
from launch.servers.ports import free_port
from launch.servers.process import wait_until

Living = Callable[[str], list[int]]


@dataclass
class Run:
    """A run in progress."""

    process: subprocess.Popen[bytes]
    folder: Path
    port: int
    said: Path

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def says(self, pattern: str, seconds: float = 30) -> bool:
        """Whether it says so within the time."""
        return wait_until(lambda: re.search(pattern, self.said.read_text()) is not None, seconds)


@pytest.fixture(scope="module")
def miniature(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature product, with our launch package and virtual environment."""
    folder = tmp_path_factory.mktemp("product") / "miniature"
    shutil.copytree(ROOT / "tests" / "launch" / "miniature", folder)
    shutil.copytree(ROOT / "launch", folder / "launch", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / ".venv").symlink_to(VENV)
    return folder


@contextlib.contextmanager
def running(folder: Path, port: int, name: str = "said") -> Iterator[Run]:
    """Run it, and kill it at the latest when the test is over."""
    said = folder / name
    names = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE")  # pytest has its own
    environment = {name: value for name, value in os.environ.items() if name not in names}
    command = [str(VENV / "bin" / "python"), "-m", "launch", "run", "--state", "state", "--port", str(port)]
    with said.open("w") as out:
        process = subprocess.Popen(command, cwd=folder, stdout=out, stderr=out, env=environment, start_new_session=True)
    try:
        yield Run(process, folder, port, said)
    finally:
        process.kill()
        process.wait(timeout=10)


def get(url: str) -> str:
    """The page's text, at the first asking: what said that it is ready is."""
    with urllib.request.urlopen(url, timeout=10) as response:
        return str(response.read().decode())


def test_everything_runs_is_mended_and_is_gone_at_the_end(miniature: Path, living: Living) -> None:
    with running(miniature, free_port()) as run:
        assert run.says("Leadway is ready")
        _said_and_told(run)
        victims = [_worker(run, living), living(f"{run.state}/postgres/data")[0]]
        for victim in victims:
            os.kill(victim, signal.SIGKILL)
        assert run.says("worker was ended by SIGKILL; it is started again in 0.5 s")
        assert run.says("postgres was ended by SIGKILL; it is started again in 0.5 s")
        assert run.says("worker runs again")
        assert run.says("postgres runs again")
        with running(miniature, free_port(), "other") as second:
            assert second.process.wait(timeout=10) == 1
            assert second.says(rf"STOPPED: .* is in use by another run \(process {run.process.pid}\): stop that one, or choose STATE")
        run.process.send_signal(signal.SIGINT)
        assert run.process.wait(timeout=30) == 0
        assert wait_until(lambda: living(str(miniature)) == [], 2)
        assert "ended with exit code" not in run.said.read_text()


def test_a_second_run_is_killed_and_nothing_is_left(miniature: Path, living: Living) -> None:
    with running(miniature, free_port()) as run:
        assert run.says("Leadway is ready")
        os.kill(run.process.pid, signal.SIGKILL)
        run.process.wait(timeout=10)
        assert wait_until(lambda: living(str(miniature)) == [], 10)


def test_a_taken_port_is_said(miniature: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other, running(miniature, other.getsockname()[1]) as run:
        assert run.process.wait(timeout=10) == 1
        assert run.says(r"STOPPED: Port \d+ is taken by another program: stop it, or choose another with PORT=")


def _said_and_told(run: Run) -> None:
    said = run.said.read_text()
    assert "manage ready_database as leadway_owner, owner's address told" in said
    assert "manage seed_demo as leadway_app, owner's address withheld" in said
    for word in (f"http://127.0.0.1:{run.port}/", "mara@acme.example  a password", "wk_1"):
        assert word in said
    assert stat.S_IMODE((run.state / "demo.json").stat().st_mode) == 0o600
    known = memory.recall(run.state)
    told = dict(line.split("=", 1) for line in get(f"http://127.0.0.1:{run.port}/").splitlines())
    assert told["BASE_URL"] == json.loads((run.state / "demo.json").read_text())["url"] == f"http://127.0.0.1:{run.port}"
    assert told["MAIL_URL"] == f"smtp://127.0.0.1:{known['mail_port']}"
    assert told["DATABASE_URL"].startswith("postgres://leadway_app:")
    assert len(told["SECRET_KEY"]) >= 43
    assert get(told["DEMO_SITE_URL"]) == f'<a href="{told["BASE_URL"]}">wk_1</a>\n'


def _worker(run: Run, living: Living) -> int:
    """The worker's first process."""
    ours = set(living(str(run.folder)))
    return min(ours & set(living("config.celery\0worker")))
