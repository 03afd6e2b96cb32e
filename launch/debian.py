"""Programs of the system's packages that tests and benches use: installed where that is possible, never a reason to stop."""

import os
import shutil
import subprocess

from launch.console import step


def install(*names: str, purpose: str) -> None:
    """Ask apt for these packages, when we are root on a Debian; a failure shows in what is missing afterwards."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    with step(f"Installing {' and '.join(names)} for {purpose}"):
        _apt("update")
        _apt("install", "-y", "--no-install-recommends", *names)


def _apt(*words: str) -> None:
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-qq", *words], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=quiet)
