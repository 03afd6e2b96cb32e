"""Real servers and a fresh database for a test run, before Django reads its settings (loaded with `-p tests.servers`).

The servers live in `.run-test` and are shared by every run on this machine; each process gets a database of its own, cloned from a
template that is migrated once per state of the migrations.
"""

import atexit
import contextlib
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from launch import servers

ROOT = Path(__file__).resolve().parents[1]
STATE = Path(os.environ.get("TEST_STATE", ROOT / ".run-test"))


def named(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def run_sql(url: str, *statements: str) -> list[tuple[object, ...]]:
    """Statements outside any transaction; the rows of the last one."""
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        rows = cursor.fetchall() if cursor.description else []
    connection.close()
    return rows


def template(owner_url: str) -> str:
    """The name of a migrated database for the migrations as they stand."""
    files = sorted([*ROOT.glob("*/migrations/*.py"), ROOT / "kernel/sealing.py", ROOT / "kernel/partitions.py"])
    files += [ROOT / "kernel/estimates.py", ROOT / "kernel/management/commands/ready_database.py"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]
    name = f"lw_template_{digest}"
    if not run_sql(owner_url, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        run_sql(owner_url, f'DROP DATABASE IF EXISTS "{name}_new"', f'CREATE DATABASE "{name}_new"')
        environment = {**os.environ, "DATABASE_URL": named(owner_url, f"{name}_new"), "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        subprocess.run([sys.executable, "manage.py", "ready_database"], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        run_sql(owner_url, f'ALTER DATABASE "{name}_new" RENAME TO "{name}"')
    return name


@contextlib.contextmanager
def told(**variables: str) -> Iterator[None]:
    """These variables for a while."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            os.environ.pop(name)
        os.environ.update(before)


def apart(redis_url: str) -> str:
    """The database of this worker: tests empty theirs, and beside them the other worker counts."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    return f"{redis_url.rpartition('/')[0]}/{1 + int(worker.removeprefix('gw')) % 15 if worker else 0}"


def start() -> None:
    STATE.mkdir(parents=True, exist_ok=True)
    with (STATE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # What a crash of this machine would cost is a test run, so no commit waits for the disk. The servers that tests kill wait.
        with told(PLATFORM_PG_FSYNC="off"):
            running = servers.start(STATE)
        owner_url = running.database_owner_url
        database = f"lw_test_{os.getpid()}"
        run_sql(owner_url, f'DROP DATABASE IF EXISTS "{database}"', f'CREATE DATABASE "{database}" TEMPLATE "{template(owner_url)}"')
    os.environ.update(
        DATABASE_URL=named(running.database_url, database),
        DATABASE_OWNER_URL=named(owner_url, database),
        REDIS_URL=apart(running.redis_url),
        DJANGO_SETTINGS_MODULE="config.settings.test",
    )
    atexit.register(run_sql, owner_url, f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


start()
