"""Which Python: the quickest of the version that asks, and never one that cannot make an environment."""

import json
import os
import sys
from pathlib import Path

import pytest

from launch.interpreter import quickest

ASKED = {"path": "/asked", "version": [3, 11], "has_venv": True, "seconds": 0.020}


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    return tmp_path


def python(folder: Path, name: str = "python3", **says: object) -> str:
    """A program that answers as a Python would; its path."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(ASKED | {'path': str(program)} | says)}\nEND\n")
    program.chmod(0o755)
    return str(program)


def test_one_that_is_notably_quicker_is_taken(machine: Path) -> None:
    asked, quick = python(machine / "a"), python(machine / "b", seconds=0.012)
    python(machine / "c", seconds=0.015)
    assert quickest(asked, os.pathsep.join(str(machine / name) for name in "abc")) == quick


@pytest.mark.parametrize(
    "says", [{"seconds": 0.018}, {"version": [3, 12], "seconds": 0.001}, {"has_venv": False, "seconds": 0.001}, {"seconds": 0.030}]
)
def test_else_the_one_that_was_asked_for(machine: Path, says: dict[str, object]) -> None:
    asked = python(machine / "a")
    python(machine / "b", **says)
    assert quickest(asked, os.pathsep.join(str(machine / name) for name in ("a", "b"))) == asked


def test_a_program_that_is_no_python_is_passed_over(machine: Path) -> None:
    asked = python(machine / "a")
    for name, text in (("python3", "#!/bin/sh\nexit 3\n"), ("python3.11", "no program at all")):
        (machine / name).write_text(text)
        (machine / name).chmod(0o755)
    assert quickest(asked, os.pathsep.join([str(machine), str(machine / "none"), ""])) == asked


def test_a_folder_that_cannot_be_looked_into_is_passed_over(machine: Path) -> None:
    asked, quick = python(machine / "a"), python(machine / "b", seconds=0.012)
    # Closed folders are open to root: a name that no file system takes is refused to everybody.
    assert quickest(asked, os.pathsep.join([str(machine / ("x" * 300)), str(machine / "b")])) == quick


def test_a_real_python_says_what_it_is() -> None:
    assert quickest(sys.executable, "") == sys.executable
    assert Path(quickest("/no/such/python", "")) == Path("/no/such/python")
