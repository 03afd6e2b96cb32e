"""`make soak`: the tests that end, made long. Kills of everything under 100,000 events, memory over ten minutes, and thousands of
arbitrary requests; each prints one JSON line. EVENTS, SECONDS and FUZZ say how much."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("tests/faults/test_kills.py", "tests/faults/test_memory.py", "tests/fuzz")


def asked(name: str, usual: str) -> str:
    """What the variable says; the usual where it says nothing (a shell makes "0" of an empty SECONDS)."""
    given = os.environ.get(name, "")
    return usual if given in ("", "0") else given


def main() -> int:
    """The number of parts that failed, as the exit code."""
    told = {"SOAK_EVENTS": asked("EVENTS", "100000"), "SOAK_SECONDS": asked("SECONDS", "600"), "FUZZ": asked("FUZZ", "2000")}
    command = [sys.executable, "-m", "pytest", "-s", "-o", "timeout=3600"]
    environment = {**os.environ, **told}
    return sum(bool(subprocess.run([*command, part], cwd=ROOT, env=environment, check=False).returncode) for part in PARTS)
