"""What the commands say: each step with its seconds, and one sentence with the mend when something fails."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"


class Refusal(Exception):
    """A command cannot go on; the message is one sentence and its mend."""


def say(text: str) -> None:
    """One line, at once, also into a pipe."""
    print(f"leadway  {text}", flush=True)


@contextlib.contextmanager
def step(text: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    say(f"{text} …")
    began = time.monotonic()
    yield
    say(f"  done in {time.monotonic() - began:.1f} s")


def must(command: Sequence[str | Path], otherwise: str, env: Mapping[str, str] | None = None) -> None:
    """Run a command with its output shown, or refuse to go on."""
    try:
        code = subprocess.run([str(part) for part in command], cwd=ROOT, env=env, stdin=subprocess.DEVNULL).returncode
    except OSError as error:
        raise Refusal(f"{otherwise} ({error})") from error
    if code:
        raise Refusal(f"{otherwise} (it ended with {code})")


def executable(name: str) -> Path:
    """A program of the virtual environment."""
    return VENV / "bin" / name


# Many threads, each with an arena of its own, keep what a large request once needed; two arenas give it to the next.
ALLOCATOR = {"MALLOC_ARENA_MAX": "2"}


def environment(**values: str) -> dict[str, str]:
    """Ours, with these values, and with the virtual environment's programs first on PATH."""
    path = f"{VENV / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return ALLOCATOR | os.environ | {"PATH": path, "PYTHONUNBUFFERED": "1"} | values


def refusing(main: Callable[[list[str]], int]) -> Callable[[list[str]], int]:
    """Let a command end with the sentence of its refusal instead of a traceback."""

    def command(arguments: list[str]) -> int:
        try:
            return main(arguments)
        except (Refusal, RuntimeError) as error:
            print(f"leadway  STOPPED: {error}", file=sys.stderr, flush=True)
            return 1

    return command
