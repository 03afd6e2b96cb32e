"""The Python SDKs of others that tests drive, in a folder of their own; the npm ones come with the front end.

One of them is a package named `analytics`, as one of our apps is, so they may not stand in the virtual environment.
"""

from launch import stamp
from launch.console import ROOT, executable, must, step

LOCK = ROOT / "launch" / "sdks.lock"
FOLDER = ROOT / "build" / "sdks"
STAMP = FOLDER / ".leadway-lock"
PACKAGES = ("segment-analytics-python==2.4.0", "analytics-python==1.2.9", "rudder-sdk-python==2.1.9")
OFFLINE = "The SDKs could not be installed: check that this machine reaches a Python package index, then run the command again."


def ensure() -> None:
    """Install exactly the packages of the lock file, if they are not there already."""
    if stamp.is_fresh(STAMP, LOCK):
        return
    with step("Installing the SDKs that the tests drive"):
        FOLDER.mkdir(parents=True, exist_ok=True)
        python = executable("python")
        must(
            [executable("uv"), "pip", "install", "--quiet", "--python", python, "--require-hashes", "--target", FOLDER, "-r", LOCK], OFFLINE
        )
        stamp.write(STAMP, LOCK)
