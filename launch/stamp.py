"""Stamps: a step is skipped while the files it depends on are those of the last time."""

import hashlib
import sys
from pathlib import Path


def fingerprint(*files: Path) -> str:
    """Changes when one of the files or the Python version changes."""
    digest = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def is_fresh(stamp: Path, *files: Path) -> bool:
    """Whether the step was finished with just these files."""
    return stamp.exists() and stamp.read_text().strip() == fingerprint(*files)


def write(stamp: Path, *files: Path) -> None:
    """Remember that the step is finished."""
    stamp.write_text(fingerprint(*files) + "\n")
