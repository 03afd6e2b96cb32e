"""Runs every bench line, each with its own servers, role and data, removed afterwards; prints one JSON object a line."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import soak
from launch import debian, servers

LINES = (
    "ingest-1", "ingest-20", "ingest-100", "neighbour", "digest", "score-queue", "score-fold", "rulebook-switch", "segment", "journeys",
    "pages", "bots", "decide",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]


def run(line: str) -> int:
    """One line in a process of its own, on servers of its own."""
    state = Path(tempfile.mkdtemp(prefix="leadway-bench-"))
    running = servers.start(state)
    try:
        environment = {
            **os.environ,
            "DATABASE_URL": running.database_owner_url,
            "REDIS_URL": running.redis_url,
            "STATE": str(state),
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "LOG_LEVEL": "WARNING",
        }
        subprocess.run([sys.executable, "manage.py", "ready_database"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        environment |= {"DATABASE_URL": running.database_url, "DATABASE_OWNER_URL": running.database_owner_url}
        return subprocess.run([sys.executable, "-m", "bench.measure", line], cwd=ROOT, env=environment, check=False).returncode
    finally:
        running.stop()
        shutil.rmtree(state, ignore_errors=True)


def main() -> int:
    if sys.argv[1:] == ["soak"]:
        return soak.main()
    wanted = sys.argv[1:] or list(LINES)
    unknown = [line for line in wanted if line not in LINES]
    if unknown:
        print(f"There is no bench line {', '.join(unknown)}: use one of {', '.join(LINES)}, or soak.", file=sys.stderr)
        return 2
    if not shutil.which("wrk"):  # without it a small client in Python sends, and is itself the limit
        debian.install("wrk", purpose="the load of the ingestion lines")
    failed = [line for line in wanted if run(line)]
    if failed:
        print(json.dumps({"below_floor_or_failed": failed}), file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
