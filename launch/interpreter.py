"""Which Python of this machine the product runs on: the quickest of one version.

A Python that was compiled without its own optimisations, as version managers do unless told otherwise, needs half as long again for the
same work as the one beside it that a distribution built. Nobody looks for that, so it is measured once, when `.venv` is made.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Calls, attributes, dictionaries: what our own code does all day. The best of five, so that a neighbour's work does not count.
PROBE = """
import importlib.util, json, sys, time
class Point:
    def __init__(self, x): self.x = x
    def more(self): return self.x + 1
def work():
    seen = {}
    for number in range(60000): seen[number] = Point(number).more()
def timed():
    began = time.perf_counter(); work(); return time.perf_counter() - began
print(json.dumps({"path": getattr(sys, "_base_executable", None) or sys.executable, "version": list(sys.version_info[:2]),
                  "has_venv": importlib.util.find_spec("ensurepip") is not None, "seconds": min(timed() for _ in range(5))}))
"""
# How many times as quick another must be to be taken: below that, the one that was asked for is no surprise.
NOTABLY = 1.15


def quickest(asked: str = sys.executable, path: str | None = None) -> str:
    """The Python to make `.venv` with: `asked`, or one of its version on `path` (by default PATH) that is notably quicker."""
    own = _probe(asked)
    if own is None:
        return asked
    found = [probe for name in _names(own["version"], path) if (probe := _probe(name)) and _fits(probe, own)]
    best = min(found, key=lambda probe: probe["seconds"], default=own)
    return str(best["path"]) if best["seconds"] * NOTABLY < own["seconds"] else asked


def _names(version: list[int], path: str | None) -> Iterator[str]:
    """Every program of PATH that may be a Python of this version, each once."""
    seen: set[Path] = set()
    for folder in (os.environ.get("PATH", os.defpath) if path is None else path).split(os.pathsep):
        for name in ("python3", f"python{version[0]}.{version[1]}"):
            program = shutil.which(name, path=folder)
            if program and Path(program).resolve() not in seen:
                seen.add(Path(program).resolve())
                yield program


def _fits(probe: dict[str, Any], own: dict[str, Any]) -> bool:
    return probe["version"] == own["version"] and bool(probe["has_venv"])


def _probe(program: str) -> dict[str, Any] | None:
    """What a Python says of itself; None for a program that is none."""
    try:
        done = subprocess.run([program, "-I", "-c", PROBE], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL)
        found = json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return found if isinstance(found, dict) else None
