"""The deployment without a container engine: its files are valid, and every command in them is run here, outside of containers."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
import redis
import yaml

from config.celery import app
from launch import secret_file, servers, services
from launch.console import ROOT, executable
from launch.servers import memory, process
from launch.servers.find import find_server
from launch.servers.ports import answers, free_port

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
SERVICES: dict[str, Any] = COMPOSE["services"]
SECRETS = dict.fromkeys(secret_file.NAMES, "0123456789abcdef")


def filled(text: str) -> str:
    """The text with its variables as `docker compose` fills them in: our secrets, else the default."""
    return re.sub(r"\$\{(\w+)(?::[-?]([^}]*))?\}", lambda found: SECRETS.get(found[1]) or found[2] or "", text).replace("$$", "$")


def instructions(word: str) -> list[str]:
    """The Dockerfile's instructions of this kind."""
    return [line.removeprefix(f"{word} ") for line in DOCKERFILE.splitlines() if line.startswith(f"{word} ")]


def words(line: str) -> list[str]:
    """The words of an instruction in its JSON form."""
    found: list[str] = json.loads(line[line.index("[") :])
    return found


def ignored(pattern: str) -> str:
    """A line of .dockerignore as `shutil.copytree` wants it."""
    return pattern.removeprefix("**/")


def test_the_compose_file_is_valid() -> None:
    command: list[str | Path] = [executable("check-jsonschema"), "--builtin-schema", "vendor.compose-spec", ROOT / "docker-compose.yml"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "ok -- validation done")


def test_containers_run_the_very_commands_of_a_developers_machine() -> None:
    expected = {
        "web": services.web("0.0.0.0", 8000),
        "worker": services.worker(),
        "beat": services.beat("/tmp/beat"),
        **({"live": services.live("0.0.0.0", 8001)} if services.has_live() else {}),
    }
    programs = {name: each["command"] for name, each in SERVICES.items() if each["image"] == "leadway" and name != "ready"}
    assert programs == expected
    assert [words(line) for line in instructions("CMD")] == [expected["web"]]


def test_workers_listen_to_every_queue() -> None:
    routed = {route["queue"] for route in app.conf.task_routes.values()}
    assert set(services.QUEUES.split(",")) == routed | {app.conf.task_default_queue}


def test_every_needed_variable_is_a_secret_that_is_generated() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?", (ROOT / "docker-compose.yml").read_text()))
    assert asked == set(secret_file.NAMES)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image's folder: the tree without what is ignored, with the build's RUN lines run in it."""
    app = tmp_path_factory.mktemp("image") / "app"
    patterns = [ignored(line) for line in (ROOT / ".dockerignore").read_text().splitlines()]
    shutil.copytree(ROOT, app, ignore=shutil.ignore_patterns(*patterns))
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "DATABASE_OWNER_URL")}
    # Spares what `make test` has itself just done from nothing: pip's way to uv, and `npm ci`.
    subprocess.run([executable("uv"), "venv", "--quiet", "--no-project", app / ".venv"], check=True)
    (app / ".venv" / "bin" / "uv").symlink_to(executable("uv"))
    shutil.copytree(ROOT / "node_modules", app / "node_modules", symlinks=True)  # no link: `npm ci` would empty ours through it
    build = DOCKERFILE[: DOCKERFILE.rindex("FROM ")]
    for line in re.findall(r"^RUN (.*)$", build, re.MULTILINE):
        done = subprocess.run(["sh", "-c", line], cwd=app, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{line}: {done.stdout} {done.stderr}"
    return app


@dataclass
class Deployment:
    """The image, the environment of its programs, and the address that only `ready` gets."""

    image: Path
    environment: dict[str, str]
    owner_url: str

    def run(self, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the image to its end."""
        environment = self.environment | more
        return subprocess.run(command, cwd=self.image, env=environment, capture_output=True, text=True, timeout=120)


@pytest.fixture
def deployed(image: Path, tmp_path: Path) -> Iterator[Deployment]:
    """The image on servers of our own in place of the containers `postgres` and `redis`."""
    with servers.start(tmp_path / "state") as running:
        told = {name: filled(str(value)) for name, value in SERVICES["web"]["environment"].items()}
        path = {"PATH": f"{image / '.venv' / 'bin'}:{os.environ['PATH']}", "HOME": str(image)}
        addresses = {"DATABASE_URL": running.database_url, "REDIS_URL": running.redis_url}
        yield Deployment(image, path | told | addresses, running.database_owner_url)


def test_the_programs_run(deployed: Deployment, tmp_path: Path) -> None:
    ready = deployed.run(SERVICES["ready"]["command"], DATABASE_URL=deployed.owner_url)
    assert ready.returncode == 0, ready.stderr
    port = str(free_port())
    running = [start(name, deployed, tmp_path, port) for name in ("web", "worker", "beat")]
    try:
        check = [word.replace(":8000", f":{port}") for word in words(instructions("HEALTHCHECK")[0])]
        assert process.wait_until(lambda: answers(int(port)), 60, 0.1)
        assert process.wait_until(lambda: deployed.run(check).returncode == 0, 60, 1.0), process.tail(tmp_path / "web.log", 40)
        assert comes(tmp_path / "worker.log", "ready.")
        assert comes(tmp_path / "beat.log", "beat: Starting...")
        assert [each.poll() for each in running] == [None] * 3
    finally:
        for each in running:
            os.killpg(each.pid, signal.SIGKILL)
            each.wait(timeout=10)


def comes(log: Path, word: str) -> bool:
    """Whether the log says so soon."""
    return process.wait_until(lambda: word in log.read_text(), 60, 0.1)


def start(name: str, deployed: Deployment, folder: Path, port: str) -> subprocess.Popen[bytes]:
    """Start a service's command, on a free port of this machine and with its files in our folder."""
    places = {"8000": port, "0.0.0.0": "127.0.0.1", "/tmp/beat": str(folder / "beat")}
    command = [places.get(word, word) for word in SERVICES[name]["command"]]
    command[0] = shutil.which(command[0], path=deployed.environment["PATH"]) or command[0]
    return process.spawn(command, folder / f"{name}.log", env=deployed.environment, cwd=deployed.image)


def test_postgres_takes_its_options(running: servers.Servers) -> None:
    command = SERVICES["postgres"]["command"]
    assert command[0] == "postgres"
    shown = [option.partition("=") for option in command if "=" in option]
    with psycopg2.connect(running.database_url) as connection, connection.cursor() as cursor:
        for name, _, value in shown:
            cursor.execute("SELECT current_setting(%s)", [name])
            assert cursor.fetchone() == (value,)


def test_the_roles_of_the_deployment_are_those_of_make_run(running: servers.Servers) -> None:
    text = (
        filled(COMPOSE["configs"]["roles"]["content"])
        .replace("leadway", "trial")
        .replace("CREATE EXTENSION", "CREATE EXTENSION IF NOT EXISTS")
    )
    known = memory.recall(running.state)
    psql = find_server("postgres").with_name("psql")
    address = f"postgres://postgres:{known['postgres_password']}@127.0.0.1:{known['postgres_port']}/postgres"
    done = subprocess.run([psql, "-q", "-v", "ON_ERROR_STOP=1", address], input=text, capture_output=True, text=True)
    assert (done.returncode, done.stderr.replace("already exists, skipping", "")[:5]) in ((0, ""), (0, "NOTIC"))
    rights = (
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolreplication, rolcreatedb FROM pg_roles WHERE rolname LIKE %s ORDER BY rolname"
    )
    with psycopg2.connect(running.database_url) as connection, connection.cursor() as cursor:
        found = []
        for pattern in ("trial%", "leadway%"):
            cursor.execute(rights, [pattern])
            found.append(cursor.fetchall())
    assert found[0] == found[1] != []


def test_redis_takes_its_options(tmp_path: Path) -> None:
    command = [filled(word) for word in SERVICES["redis"]["command"]]
    port = free_port()
    child = process.spawn([find_server("valkey"), *command[1:], "--port", str(port), "--dir", str(tmp_path)], tmp_path / "log")
    try:
        client = redis.Redis(port=port, password=SECRETS["REDIS_PASSWORD"])
        assert process.wait_until(lambda: b"Ready to accept" in (tmp_path / "log").read_bytes(), 10)
        assert client.config_get("appendonly", "maxmemory-policy") == {"appendonly": "yes", "maxmemory-policy": "noeviction"}
    finally:
        child.kill()
        child.wait(timeout=5)


def test_shell_words_of_the_health_checks_are_whole() -> None:
    checks = [each["healthcheck"]["test"] for each in SERVICES.values() if "test" in each.get("healthcheck", {})]
    assert [shlex.split(check[1])[0] if check[0] == "CMD-SHELL" else check[1] for check in checks] == ["pg_isready", "valkey-cli"]
