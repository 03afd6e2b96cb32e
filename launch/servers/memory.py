"""What a state folder remembers of its servers: ports and passwords, readable by its owner only."""

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FILE = "servers.json"


def recall(state: Path) -> dict[str, Any]:
    """Everything remembered, or nothing."""
    try:
        remembered: dict[str, Any] = json.loads((state / FILE).read_text())
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return remembered


def remember(state: Path, **values: Any) -> None:
    """Add to what is remembered, atomically."""
    write_private(state / FILE, json.dumps(recall(state) | values, indent=1, sort_keys=True) + "\n")


def secret(state: Path, name: str) -> str:
    """The secret of this name, made at first use."""
    known = recall(state).get(name)
    if known is None:
        known = secrets.token_urlsafe(32)
        remember(state, **{name: known})
    return str(known)


def write_private(path: Path, text: str) -> None:
    """Replace the file by one with this text that only its owner may read."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as out:
        out.write(text)
    beside.replace(path)


@contextlib.contextmanager
def alone(state: Path) -> Iterator[None]:
    """One starter or stopper of this state folder's servers at a time."""
    state.mkdir(parents=True, exist_ok=True)
    with open(os.open(state / "servers.lock", os.O_CREAT | os.O_RDWR, 0o600)) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
