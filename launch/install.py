"""`python -m launch install [--browser | --production] [--quickest]`: from a machine with only Python 3.11 to all that the product needs.

Runs on the machine's own Python, so it uses the standard library only.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from launch import browser, interpreter, node, sdks, stamp
from launch.console import ROOT, VENV, Refusal, executable, must, refusing, say, step

LOCK = ROOT / "requirements.lock"
PRODUCTION = ROOT / "requirements.prod.lock"  # its part that a deployment needs
STAMP = VENV / ".leadway-lock"
PIP: list[str | Path] = [executable("python"), "-m", "pip", "--disable-pip-version-check", "install"]
OFFLINE = "The packages could not be installed: check that this machine reaches a Python package index, then run the command again."


@refusing
def main(arguments: list[str]) -> int:
    """Install what is missing; a second call does nothing and takes no time. `--browser` adds what only tests need.

    `--quickest`: any Python of this version will do, so the quickest of the machine is taken.
    """
    environment("--quickest" in arguments)
    python_packages(PRODUCTION if "--production" in arguments else LOCK)
    node.front_end()
    (ROOT / "build" / "collected").mkdir(parents=True, exist_ok=True)  # static files of a deployment; else only asked for
    must([executable("python"), "-m", "launch", "messages"], "The translations could not be compiled: mend the .po file named above.")
    if "--browser" in arguments:
        browser.ensure()
        sdks.ensure()
    return 0


def python_packages(lock: Path) -> None:
    """The virtual environment and in it exactly the packages of the lock file."""
    if stamp.is_fresh(STAMP, lock):
        return
    with step(f"Installing the Python packages of {lock.name}"):
        STAMP.unlink(missing_ok=True)
        try:
            _bootstrap_uv(lock)
            # A terminal sees the progress; a log need not hold the list of a hundred packages.
            quiet = [] if sys.stderr.isatty() else ["--quiet"]
            sync: list[str | Path] = [executable("uv"), "pip", "sync", *quiet, "--python", executable("python"), "--require-hashes", lock]
            must(sync, "uv cannot do it here")
        except Refusal as refusal:
            say(f"{refusal}; pip does the same, more slowly")
            must([*PIP, "--retries", "2", "--require-hashes", "-r", lock], OFFLINE)
        stamp.write(STAMP, lock)


def environment(any_will_do: bool) -> None:
    """The virtual environment, of this Python or of a quicker one of its version."""
    if executable("python").exists():
        return
    python = interpreter.quickest() if any_will_do else sys.executable
    with step("Creating the virtual environment .venv" + (f" with {python}, the quickest here" if python != sys.executable else "")):
        if python == sys.executable and importlib.util.find_spec("ensurepip") is None and not _debian_adds_venv():
            raise Refusal("This Python has no ensurepip: install it (Debian and Ubuntu: `apt-get install python3-venv`) and try again.")
        must([python, "-m", "venv", VENV], f"The folder {VENV} could not be made: mend that, or remove what is there, and try again.")


def _debian_adds_venv() -> bool:
    """Debian keeps ensurepip in a package of its own; root may add it."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    for words in (["update"], ["install", "-y", "--no-install-recommends", "python3-venv"]):
        subprocess.run(["apt-get", "-qq", *words], stdin=subprocess.DEVNULL, env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"})
    importlib.invalidate_caches()
    return importlib.util.find_spec("ensurepip") is not None


def _bootstrap_uv(lock: Path) -> None:
    """Put the locked uv into the environment with pip."""
    if executable("uv").exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        lines = Path(folder) / "uv.lock"
        lines.write_text(locked(lock, "uv"))
        must([*PIP, "--quiet", "--retries", "2", "--require-hashes", "-r", lines], "uv could not be installed")


def locked(lock: Path, package: str) -> str:
    """The package's lines of the lock file."""
    lines = lock.read_text().splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"{package}=="))
    last = next((number for number, line in enumerate(lines) if number > first and not line.startswith(" ")), len(lines))
    return "\n".join(lines[first:last]) + "\n"
