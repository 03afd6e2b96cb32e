"""`python -m launch manage COMMAND …`: a management command on the servers of STATE, which are started if they do not run."""

import contextlib
import os
import subprocess
from pathlib import Path

from launch import servers
from launch.console import ROOT, executable, refusing
from launch.instance import Instance


@refusing
def main(arguments: list[str]) -> int:
    """Run the command in the application's role, or with --owner in the owner's."""
    owner = "--owner" in arguments
    words = [word for word in arguments if word != "--owner"]
    instance = Instance(Path(os.environ.get("STATE") or ".run"), int(os.environ.get("PORT") or 8000))
    with contextlib.nullcontext() if instance.has_given_servers else servers.start(instance.state):
        environment = instance.owner_environment() if owner else instance.environment()
        return subprocess.run([executable("python"), ROOT / "manage.py", *words], cwd=ROOT, env=environment).returncode
