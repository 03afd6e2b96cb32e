"""`make soak`: the tests that end, made long. Kills of everything under 100,000 events, memory over ten minutes, thousands of arbitrary
requests, and the members of segments after each of 100,000 happenings, shared among the cores; each of these prints one JSON line (a share
one). Last, some hundred histories of merges, doubts and returns, after each of which every score adds up; and of merges that are undone,
after which everybody is as before. EVENTS, SECONDS, FUZZ and HISTORIES say how much, PART=segments (kills, memory, fuzz, ledger, unmerge)
which alone."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Seconds; 500 histories of merges take more than an hour.
LONGEST = 14_400
SHARED = "test_members_are_kept_through_many_lives"
PARTS = {
    "kills": "tests/faults/test_kills.py",
    "memory": "tests/faults/test_memory.py",
    "fuzz": "tests/fuzz",
    "segments": "tests/leads/actions/test_membership_soak.py",
    "ledger": "tests/scoring/actions/test_any_history_adds_up.py",
    "unmerge": "tests/leads/actions/test_unmerge.py",
}


def asked(name: str, usual: str) -> str:
    """What the variable says; the usual where it says nothing (a shell makes "0" of an empty SECONDS)."""
    given = os.environ.get(name, "")
    return usual if given in ("", "0") else given


def main() -> int:
    """The number of parts that failed, as the exit code."""
    events, part = asked("EVENTS", "100000"), asked("PART", "")
    if part and part not in PARTS:
        sys.exit(f"There is no part {part}: PART is one of {', '.join(PARTS)}.")
    told = {"SOAK_EVENTS": events, "SEGMENT_EVENTS": events, "SOAK_SECONDS": asked("SECONDS", "600"), "FUZZ": asked("FUZZ", "2000"),
            "ADDS_UP_HISTORIES": asked("HISTORIES", "300"), "UNMERGE_EXAMPLES": asked("HISTORIES", "500")}  # fmt: skip
    cores = str(os.cpu_count() or 1)
    environment = {**os.environ, **told, "SEGMENT_SHARES": cores}
    return sum(bool(_run(name, cores, environment)) for name in ([part] if part else PARTS))


def _run(part: str, cores: str, environment: dict[str, str]) -> int:
    """How many of its processes failed. A share each has a process of its own: xdist gives two tests to one."""
    shares = [f"::{SHARED}[{share}]" for share in range(int(cores))] if part == "segments" else [""]
    command = [sys.executable, "-m", "pytest", "-s", "-n0", "-o", f"timeout={LONGEST}"]
    running = [subprocess.Popen([*command, f"{PARTS[part]}{share}"], cwd=ROOT, env=environment) for share in shares]
    return sum(bool(each.wait()) for each in running)
