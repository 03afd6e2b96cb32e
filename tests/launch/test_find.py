"""Which server programs are taken."""

import os
from pathlib import Path

import pytest

from launch.servers.find import ServerMissing, find_server, major_version


def fake(folder: Path, name: str, says: str) -> Path:
    """A program that only tells a version."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\necho '{says}'\n")
    program.chmod(0o755)
    return program


def test_the_variable_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = fake(tmp_path, "postgres", "postgres (PostgreSQL) 17.2")
    monkeypatch.setenv("PLATFORM_PG_BIN", str(tmp_path))
    assert find_server("postgres") == program
    with pytest.raises(ServerMissing, match="No postgres 18 was found"):
        find_server("postgres", 18)


@pytest.mark.parametrize(("says", "taken"), [("postgres (PostgreSQL) 16.1", True), ("postgres (PostgreSQL) 15.9", False)])
def test_path_comes_second_when_new_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, taken: bool) -> None:
    fake(tmp_path / "bin", "initdb", says)
    program = fake(tmp_path / "bin", "postgres", says)
    monkeypatch.delenv("PLATFORM_PG_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    assert (find_server("postgres") == program) is taken


def test_the_wheel_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PLATFORM_PG_BIN", "PLATFORM_VALKEY_BIN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    assert major_version(find_server("postgres")) == 18
    assert major_version(find_server("valkey")) == 9


def test_an_old_redis_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = fake(tmp_path, "redis-server", "Redis server v=6.0.16 sha=0 malloc=jemalloc")
    new = fake(tmp_path, "valkey-server", "Valkey server v=8.1.0 sha=0 malloc=jemalloc")
    monkeypatch.delenv("PLATFORM_VALKEY_BIN", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert find_server("valkey") == new
    new.unlink()
    assert find_server("valkey") != old
