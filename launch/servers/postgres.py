"""A real PostgreSQL server under a state folder."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from launch.servers import memory, process, roles
from launch.servers.find import find_server, major_version
from launch.servers.identity import Identity, choose
from launch.servers.process import Server

SUPERUSER = "postgres"
START_SECONDS = 60  # crash recovery of a large database included
# A statement over many rows takes a few megabytes and gives them back at its end: a backend keeps what the next one needs again.
ALLOCATOR = {"MALLOC_TOP_PAD_": "4194304", "MALLOC_TRIM_THRESHOLD_": "67108864", "MALLOC_MMAP_THRESHOLD_": "33554432"}


def start(state: Path, *, attached: bool) -> Server:
    """Start the server of this state folder, or take the one that already runs; its data and port are kept."""
    if running := find_running(state):
        return running
    folder = _folder(state)
    data = folder / "data"
    (data / "postmaster.pid").unlink(missing_ok=True)  # nothing of ours runs, so whatever it names is stale
    program = find_server("postgres", _data_major(data))
    identity = choose(program, folder)
    if not data.exists():
        _initialise(program, identity, data, memory.secret(state, "postgres_password"))
    return _launch(state, program, identity, attached)


def find_running(state: Path) -> Server | None:
    """The server of this state folder, when one runs."""
    data = _folder(state) / "data"
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        pid, status = _postmaster(data)
        if pid == 0 or not process.is_alive(pid) or str(data) not in process.command_line(pid):
            return None
        if status == "ready":
            return Server("postgres", pid, signal.SIGINT)
        time.sleep(0.02)  # it starts, recovers or stops: wait for what becomes of it
    raise RuntimeError(f"PostgreSQL of {data} (process {pid}) neither starts nor stops: end that process.")


def url(state: Path, role: str, database: str = roles.DATABASE) -> str:
    """The address of the database in this role."""
    known = memory.recall(state)
    return f"postgres://{role}:{known[f'{role}_password']}@127.0.0.1:{known['postgres_port']}/{database}"


def _launch(state: Path, program: Path, identity: Identity, attached: bool) -> Server:
    data = _folder(state) / "data"
    hooks = [identity.become, process.die_with_parent(signal.SIGINT)] if attached else [identity.become]

    def attempt(port: int) -> subprocess.Popen[bytes]:
        command: list[str | Path] = [program, "-D", data, *_options(port)]
        child = process.spawn(command, state / "postgres.log", hooks=hooks, env=ALLOCATOR | os.environ)
        process.wait_until(lambda: child.poll() is not None or _postmaster(data) == (child.pid, "ready"), START_SECONDS)
        return child

    child = process.on_free_port(state, "postgres", attempt)
    roles.prepare(state, memory.recall(state)["postgres_port"])
    return Server("postgres", child.pid, signal.SIGINT, child)


def _options(port: int) -> list[str]:
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": "",
        "max_connections": "200",
        "shared_buffers": os.environ.get("PLATFORM_PG_SHARED_BUFFERS", "256MB"),
        "fsync": os.environ.get("PLATFORM_PG_FSYNC", "on"),  # off: only for data that may be lost, as that of tests
        "jit": "off",
        "wal_compression": "off",
        "max_wal_size": "2GB",
        # A demo fills empty tables within seconds: plans need their statistics sooner than in a minute. More often is work for nobody.
        "autovacuum_naptime": "15s",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "password_encryption": "scram-sha-256",
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _initialise(program: Path, identity: Identity, data: Path, password: str) -> None:
    """Make the data folder beside its place and move it there when whole, so that an interruption leaves nothing half."""
    beside = data.with_name("data.new")
    shutil.rmtree(beside, ignore_errors=True)
    locale = ["--locale=C.UTF-8"]
    if major_version(program) >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    with tempfile.NamedTemporaryFile("w", dir=data.parent, prefix="password") as secret:
        secret.write(password)
        secret.flush()
        os.chown(secret.name, identity.owner, -1)
        command: list[str | Path] = [
            program.with_name("initdb"),
            "-D",
            beside,
            "-U",
            SUPERUSER,
            "-A",
            "scram-sha-256",
            "--pwfile",
            secret.name,
        ]
        command += ["-E", "UTF8", "--no-instructions", "-N", *locale]
        made = subprocess.run(command, capture_output=True, text=True, preexec_fn=identity.become, cwd="/")
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr.strip()}")
    beside.rename(data)


def _folder(state: Path) -> Path:
    folder = state.resolve() / "postgres"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _data_major(data: Path) -> int | None:
    with contextlib.suppress(FileNotFoundError):
        return int((data / "PG_VERSION").read_text())
    return None


def _postmaster(data: Path) -> tuple[int, str]:
    """Process id and status, as PostgreSQL writes them into its lock file."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return 0, ""
    pid = int(lines[0]) if lines and lines[0].strip().isdigit() else 0
    return pid, lines[7].strip() if len(lines) > 7 else ""
