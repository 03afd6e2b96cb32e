"""A crash is mended; and nothing is left behind, whether the supervisor is asked to stop or killed."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launch import guard
from launch.console import ROOT, Refusal
from launch.servers.process import wait_until
from launch.supervisor import Supervisor

Living = Callable[[str], list[int]]
FOUR = 4  # two programs, each with a child


@pytest.fixture
def supervised(tmp_path: Path, marker: str, living: Living) -> Iterator[subprocess.Popen[str]]:
    """The supervisor of supervised.py, with its four processes running."""
    command = [sys.executable, "-m", "tests.launch.supervised", str(tmp_path), marker]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert wait_until(lambda: len(living(marker)) == FOUR + 1, 10)
    yield child
    child.kill()
    child.communicate(timeout=15)


def leader(marker: str, living: Living, supervisor: int) -> int:
    """One of the two programs."""
    return next(pid for pid in living(marker) if _parent(pid) == supervisor)


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_a_killed_process_is_started_again(supervised: subprocess.Popen[str], marker: str, living: Living) -> None:
    before = set(living(marker))
    victim = leader(marker, living, supervised.pid)
    os.kill(victim, signal.SIGKILL)
    assert wait_until(lambda: victim not in living(marker) and len(living(marker)) == FOUR + 1, 10)
    assert len(set(living(marker)) & before) == FOUR - 2 + 1  # its child went with it
    supervised.send_signal(signal.SIGTERM)
    said = supervised.communicate(timeout=30)[0]
    assert "was ended by SIGKILL; it is started again in 0.5 s." in said
    assert "runs again" in said


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_behind(supervised: subprocess.Popen[str], marker: str, living: Living, how: signal.Signals) -> None:
    supervised.send_signal(how)
    supervised.communicate(timeout=30)
    assert wait_until(lambda: living(marker) == [], 10)


def test_a_command_that_fails_is_refused_with_the_sentence(tmp_path: Path) -> None:
    with kept_signals(), Supervisor() as supervisor, pytest.raises(Refusal, match=r"It failed: mend it\. \(ended with exit code 3\)"):
        supervisor.run([sys.executable, "-c", "raise SystemExit(3)"], {}, "It failed: mend it.")


def test_the_guard_notes_and_strikes_out() -> None:
    assert guard.noted(["+ 1\n", "+ 2\n", "- 1\n", "+ 3\n"]) == {2, 3}


class kept_signals:
    """Puts back the handlers that a supervisor replaces."""

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __enter__(self) -> None:
        self.before = [signal.getsignal(number) for number in self.numbers]

    def __exit__(self, *problem: object) -> None:
        for number, handler in zip(self.numbers, self.before, strict=True):
            signal.signal(number, handler)
