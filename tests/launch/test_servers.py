"""Real servers: started, reused, found after a crash, stopped; and what their roles may do."""

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg2
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from launch import servers
from launch.console import ROOT
from launch.servers import command, keeper, memory, process
from launch.servers.ports import answers

USER = """
import sys, time
from pathlib import Path
from launch import servers
servers.start(Path(sys.argv[1]))
print(1, flush=True)
time.sleep(99)
"""


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    """Rows of one query."""
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def test_both_servers_answer(running: servers.Servers) -> None:
    assert ask(running.database_url, "SELECT current_user, current_database()") == [("leadway_app", "leadway")]
    assert ask(running.database_owner_url, "SELECT current_user, current_database()") == [("leadway_owner", "leadway")]
    assert redis.Redis.from_url(running.redis_url).ping() is True


def test_strangers_are_refused(running: servers.Servers) -> None:
    known = memory.recall(running.state)
    with pytest.raises(psycopg2.OperationalError, match="no password supplied"):
        psycopg2.connect(f"postgres://leadway_app@127.0.0.1:{known['postgres_port']}/leadway")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=known["valkey_port"], retry=Retry(NoBackoff(), 0)).ping()


def test_no_role_walks_through_row_level_security(running: servers.Servers) -> None:
    rights = "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolcreatedb FROM pg_roles"
    assert ask(running.database_url, f"{rights} WHERE rolname LIKE 'leadway%' ORDER BY 1") == [
        ("leadway_app", False, False, False, False, False),
        ("leadway_owner", False, False, False, False, True),
    ]
    assert ask(running.database_url, "SELECT count(*) FROM pg_class WHERE relowner = 'leadway_app'::regrole") == [(0,)]
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        ask(running.database_url, "CREATE TABLE mine (a int)")


def test_settings_and_extensions(running: servers.Servers) -> None:
    names = ("fsync", "jit", "wal_compression", "TimeZone", "max_connections", "password_encryption", "listen_addresses")
    shown = [ask(running.database_url, f"SHOW {name}")[0][0] for name in names]
    assert shown == ["on", "off", "off", "UTC", "200", "scram-sha-256", "127.0.0.1"]
    assert ask(running.database_url, "SELECT datlocprovider, datlocale FROM pg_database WHERE datname = 'leadway'") == [("b", "C.UTF-8")]
    extensions = ask(running.database_url, "SELECT extname FROM pg_extension ORDER BY 1")
    assert extensions == [("btree_gin",), ("pg_trgm",), ("plpgsql",)]


def test_a_second_start_takes_the_running_servers_fast(running: servers.Servers) -> None:
    began = time.monotonic()
    with servers.start(running.state) as again:
        assert time.monotonic() - began < 1.0
        assert (again.postgres.pid, again.valkey.pid) == (running.postgres.pid, running.valkey.pid)
        assert again.environment == running.environment
    assert (running.postgres.alive(), running.valkey.alive()) == (True, True)


@pytest.mark.parametrize("how", ["leaves", "is killed"])
def test_servers_end_with_their_last_user(tmp_path: Path, how: str) -> None:
    with subprocess.Popen([sys.executable, "-c", USER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE) as first:
        assert first.stdout
        assert first.stdout.readline() == b"1\n"
        second = servers.start(tmp_path)
        second.leave() if how == "leaves" else first.kill()
        time.sleep(0.3)
        assert servers.running(tmp_path) is not None
        first.kill() if how == "leaves" else second.leave()
        assert process.wait_until(lambda: servers.running(tmp_path) is None, 5)


def test_after_the_last_user_left_the_folder_is_nobodys(tmp_path: Path) -> None:
    """Whoever leaves may remove the folder: nothing is about to be written into it."""
    with servers.start(tmp_path) as running:
        keepers = int((tmp_path / keeper.READY).read_text())
    assert not running.postgres.alive()
    assert not running.valkey.alive()
    assert not process.is_alive(keepers)


def test_servers_end_with_their_keeper(tmp_path: Path) -> None:
    servers.start(tmp_path)
    os.kill(int((tmp_path / "keeper.ready").read_text()), signal.SIGKILL)
    assert process.wait_until(lambda: servers.running(tmp_path) is None, 5)


def test_a_start_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLATFORM_VALKEY_BIN", "/no/such/program")
    with pytest.raises(RuntimeError, match="No valkey 7 or newer was found"):
        servers.start(tmp_path)


def test_secrets_are_private(running: servers.Servers) -> None:
    files = [running.state / "servers.json", running.state / "valkey" / "valkey.conf", running.state / "postgres.log"]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600] * 3
    assert stat.S_IMODE((running.state / "postgres").stat().st_mode) == 0o700
    known = memory.recall(running.state)
    lines = process.command_line(running.postgres.pid) + process.command_line(running.valkey.pid)
    assert [name for name, value in known.items() if name.endswith("_password") and value in lines] == []


def test_data_and_addresses_outlive_a_stop_and_a_crash(tmp_path: Path) -> None:
    with servers.start(tmp_path) as first:
        ask(first.database_owner_url, "CREATE TABLE kept (a int)")
        ask(first.database_owner_url, "INSERT INTO kept VALUES (7)")
        redis.Redis.from_url(first.redis_url).set("kept", "7")
        addresses = first.environment
    assert servers.running(tmp_path) is None
    with servers.start(tmp_path) as second:
        assert second.environment == addresses
        for each in (second.postgres, second.valkey):
            os.kill(each.pid, signal.SIGKILL)
        assert process.wait_until(lambda: not second.postgres.alive() and not second.valkey.alive(), 5)
        assert (tmp_path / "postgres" / "data" / "postmaster.pid").exists()
        with servers.start(tmp_path) as third:
            assert ask(third.database_owner_url, "SELECT a FROM kept") == [(7,)]
            assert redis.Redis.from_url(third.redis_url, decode_responses=True).get("kept") == "7"


def test_a_pid_file_that_names_a_stranger_is_stale(tmp_path: Path) -> None:
    with servers.start(tmp_path):
        data = tmp_path / "postgres" / "data"
        lines = (data / "postmaster.pid").read_text().splitlines()
    (data / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with servers.start(tmp_path) as again:
        assert again.postgres.pid != os.getpid()
        assert ask(again.database_url, "SELECT 1") == [(1,)]


def test_a_remembered_port_that_is_taken_is_replaced(tmp_path: Path) -> None:
    with servers.start(tmp_path / "one") as one:
        taken = memory.recall(one.state)
        (tmp_path / "two").mkdir()
        memory.remember(tmp_path / "two", postgres_port=taken["postgres_port"], valkey_port=taken["valkey_port"])
        with servers.start(tmp_path / "two") as two:
            assert memory.recall(two.state)["postgres_port"] != taken["postgres_port"]
            assert memory.recall(two.state)["valkey_port"] != taken["valkey_port"]
            assert ask(two.database_url, "SELECT 1") == ask(one.database_url, "SELECT 1") == [(1,)]


def test_the_command_starts_detached_servers_and_stops_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["start", "--state", str(tmp_path)]) == 0
    started = capsys.readouterr().out
    assert [line.partition("=")[0] for line in started.splitlines()] == [
        "export DATABASE_URL",
        "export DATABASE_OWNER_URL",
        "export REDIS_URL",
    ]
    assert command.main(["env", "--state", str(tmp_path)]) == 0
    assert capsys.readouterr().out == started
    port = memory.recall(tmp_path)["postgres_port"]
    assert answers(port)
    assert command.main(["stop", "--state", str(tmp_path)]) == 0
    assert not answers(port)
    assert command.main(["env", "--state", str(tmp_path)]) == 1
