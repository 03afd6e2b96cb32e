"""`python -m launch install [--browser]`: from a machine with only Python 3.11 to everything the product needs.

Runs on the machine's own Python, so it uses the standard library only.
"""

import importlib.util
import os
import sys
import tempfile
import venv
from pathlib import Path

from launch import browser, node, stamp
from launch.console import ROOT, VENV, Refusal, executable, must, refusing, say, step

LOCK = ROOT / "requirements.lock"
STAMP = VENV / ".leadway-lock"
OLDEST = (3, 11)
OFFLINE = "The packages could not be installed: check that this machine reaches a Python package index, then run the command again."


@refusing
def main(arguments: list[str]) -> int:
    """Install what is missing; a second call does nothing and takes no time."""
    python_packages()
    node.front_end()
    must([executable("python"), "-m", "launch", "messages"], "The translations could not be compiled: mend the .po file named above.")
    if "--browser" in arguments:
        browser.ensure()
    return 0


def python_packages() -> None:
    """The virtual environment and in it exactly the packages of the lock file."""
    if sys.version_info < OLDEST:
        raise Refusal(f"Python {sys.version.split()[0]} is too old: install Python 3.11 or 3.12 and run `make PYTHON=python3.11 …`.")
    _environment()
    if stamp.is_fresh(STAMP, LOCK):
        return
    with step(f"Installing the Python packages of {LOCK.name}"):
        STAMP.unlink(missing_ok=True)
        if _bootstrap_uv():
            must([executable("uv"), "pip", "sync", "--python", executable("python"), "--require-hashes", LOCK], OFFLINE)
        else:
            say("uv cannot be used here; pip does the same, more slowly")
            must([*_pip(), "install", "--require-hashes", "-r", LOCK], OFFLINE)
        stamp.write(STAMP, LOCK)


def _environment() -> None:
    if executable("python").exists():
        return
    with step("Creating the virtual environment .venv"):
        if importlib.util.find_spec("ensurepip") is None:
            raise Refusal("This Python has no ensurepip: install it (Debian and Ubuntu: `apt-get install python3-venv`) and try again.")
        try:
            venv.create(VENV, with_pip=True, clear=False, symlinks=os.name != "nt")
        except Exception as error:
            raise Refusal(f"The folder {VENV} could not be made ({error}): mend that, or remove what is there, and try again.") from error


def _bootstrap_uv() -> bool:
    """Put the locked uv into the environment with pip; whether it runs there."""
    if executable("uv").exists():
        return True
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "uv.lock"
        lines.write_text(locked("uv"))
        try:
            must([*_pip(), "install", "--quiet", "--require-hashes", "-r", lines], "uv could not be installed")
        except Refusal:
            return False
    return executable("uv").exists()


def locked(package: str) -> str:
    """The package's lines of the lock file."""
    lines = LOCK.read_text().splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"{package}=="))
    last = next((number for number, line in enumerate(lines) if number > first and not line.startswith(" ")), len(lines))
    return "\n".join(lines[first:last]) + "\n"


def _pip() -> list[str | Path]:
    return [executable("python"), "-m", "pip", "--disable-pip-version-check"]
