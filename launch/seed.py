"""`python -m launch seed`: the demo workspaces into the servers of STATE, unless they are there."""

import os
from pathlib import Path

from launch import manage
from launch.instance import Instance


def main(arguments: list[str]) -> int:
    """Seed once and write the demo file."""
    instance = Instance(Path(os.environ.get("STATE") or ".run"), int(os.environ.get("PORT") or 8000))
    ready = manage.main(["--owner", "ready_database"])
    seeded = ready or manage.main(["seed_demo", "--once", "--write", str(instance.seeded), "--url", instance.url, *arguments])
    if not seeded:
        instance.reveal()
    return seeded
