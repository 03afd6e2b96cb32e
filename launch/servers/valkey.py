"""A real Valkey (or Redis) server under a state folder."""

import contextlib
import re
import signal
import socket
import subprocess
from pathlib import Path

from launch.servers import memory, process
from launch.servers.find import find_server
from launch.servers.process import Server

START_SECONDS = 30


def start(state: Path, *, attached: bool) -> Server:
    """Start the server of this state folder, or take the one that already runs."""
    if running := find_running(state):
        return running
    program = find_server("valkey")
    hooks = [process.die_with_parent(signal.SIGTERM)] if attached else []

    def attempt(port: int) -> subprocess.Popen[bytes]:
        child = process.spawn([program, _configure(state, port)], state / "valkey.log", hooks=hooks)
        process.wait_until(lambda: child.poll() is not None or _process_id(state) == child.pid, START_SECONDS)
        return child

    child = process.on_free_port(state, "valkey", attempt)
    return Server("valkey", child.pid, signal.SIGTERM, child)


def find_running(state: Path) -> Server | None:
    """The server of this state folder, when one runs: the one that takes our password at our port."""
    pid = _process_id(state)
    return Server("valkey", pid, signal.SIGTERM) if pid else None


def url(state: Path) -> str:
    """The address of the server."""
    known = memory.recall(state)
    return f"redis://:{known['valkey_password']}@127.0.0.1:{known['valkey_port']}/0"


def _configure(state: Path, port: int) -> Path:
    """Write the configuration; in a file, because every user of the machine can read a command line."""
    folder = state.resolve() / "valkey"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings = [
        f"bind 127.0.0.1\nport {port}\nprotected-mode yes",
        f'requirepass "{memory.secret(state, "valkey_password")}"',
        f'dir "{folder}"\nappendonly yes\nappendfsync everysec\nsave ""\ndaemonize no',
        "maxmemory-policy noeviction\n",
    ]
    memory.write_private(folder / "valkey.conf", "\n".join(settings))
    return folder / "valkey.conf"


def _process_id(state: Path) -> int:
    """The id of the process that answers at our port with our password and has loaded its data, or 0."""
    known = memory.recall(state)
    if "valkey_port" not in known or "valkey_password" not in known:
        return 0
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", known["valkey_port"]), 1.0) as line:
        line.settimeout(2.0)
        line.sendall(f"AUTH {known['valkey_password']}\r\nPING\r\nINFO server\r\nQUIT\r\n".encode())
        said = b"".join(iter(lambda: line.recv(65536), b"")).decode(errors="replace")
        match = re.search(r"process_id:(\d+)", said)
        return int(match.group(1)) if match and "+PONG" in said else 0
    return 0
