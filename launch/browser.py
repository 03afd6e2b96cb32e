"""Chromium for the browser tests: the machine's, else from the system's packages, else none and the tests say so."""

import os
import shutil
import subprocess
from pathlib import Path

from launch import debian
from launch.console import say

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
WITHOUT = "The browser tests will be reported as skipped: install chromium (and fonts-noto-cjk) to run them."


def find() -> Path | None:
    """The browser of this machine; CHROMIUM names another."""
    named = os.environ.get("CHROMIUM")
    found = named if named and Path(named).exists() else next(filter(None, map(shutil.which, NAMES)), None)
    return Path(found) if found else None


def ensure() -> None:
    """Install what is missing where that is possible; never a reason to stop."""
    missing = [name for name, there in (("chromium", find() is not None), ("fonts-noto-cjk", _writes_chinese())) if not there]
    if not missing:
        return
    debian.install(*missing, purpose="the browser tests")
    if find() is None:
        say(WITHOUT)


def _writes_chinese() -> bool:
    """Whether a font for Chinese is there; without the asking program nobody knows, and nothing is installed."""
    if not shutil.which("fc-list"):
        return find() is not None
    return bool(subprocess.run(["fc-list", ":lang=zh"], capture_output=True).stdout.strip())
