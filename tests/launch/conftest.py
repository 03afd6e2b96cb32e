"""What the tests of the ground share: state folders, and a look at which processes live."""

import contextlib
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from launch import servers


@pytest.fixture
def living() -> Callable[[str], list[int]]:
    """The processes, other than zombies, whose command line has the word in it."""

    def look(word: str) -> list[int]:
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
                if word in command:
                    found.append(int(entry.name))
        return found

    return look


@pytest.fixture
def marker() -> str:
    """A word that no other process has in its command line."""
    return f"marker{uuid.uuid4().hex}"


@pytest.fixture(scope="session")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder."""
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="session")
def running(state: Path) -> Iterator[servers.Servers]:
    """Servers that several tests use; each test leaves them running."""
    with servers.start(state) as found:
        yield found
