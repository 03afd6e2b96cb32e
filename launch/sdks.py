"""The SDKs of others that tests drive, in folders of their own: nobody needs them but tests.

One of them is a Python package named `analytics`, as one of our apps is, so they may not stand in the virtual environment.
"""

import shutil

from launch import node, stamp
from launch.console import ROOT, executable, must, step

LOCK = ROOT / "launch" / "sdks.lock"
FOLDER = ROOT / "build" / "sdks"
STAMP = FOLDER / ".leadway-lock"
PACKAGES = ("segment-analytics-python==2.4.0", "analytics-python==1.2.9", "rudder-sdk-python==2.1.9")
NODE_LOCKS = tuple(ROOT / "tests" / "tracking" / "sdks" / name for name in ("package.json", "package-lock.json"))
NODE_FOLDER = ROOT / "build" / "sdks-node"
NODE_STAMP = NODE_FOLDER / ".leadway-lock"
OFFLINE = "The SDKs could not be installed: check that this machine reaches the package registries, then run the command again."


def ensure() -> None:
    """Install exactly the packages of the lock files, if they are not there already."""
    if not stamp.is_fresh(STAMP, LOCK):
        with step("Installing the Python SDKs that the tests drive"):
            FOLDER.mkdir(parents=True, exist_ok=True)
            where = [f"--python={executable('python')}", "--require-hashes", f"--target={FOLDER}"]
            must([executable("uv"), "pip", "install", "--quiet", *where, "-r", LOCK], OFFLINE)
            stamp.write(STAMP, LOCK)
    if not stamp.is_fresh(NODE_STAMP, *NODE_LOCKS):
        with step("Installing the JavaScript SDKs that the tests drive"):
            NODE_FOLDER.mkdir(parents=True, exist_ok=True)
            for file in (*NODE_LOCKS, ROOT / ".npmrc"):
                shutil.copy(file, NODE_FOLDER)
            found = node.find()
            must([*found.npm, "ci", "--prefix", NODE_FOLDER], OFFLINE, found.environment())
            stamp.write(NODE_STAMP, *NODE_LOCKS)
