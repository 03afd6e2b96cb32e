"""One instance on this machine: its folder, its ports, and the environment of its processes."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from launch import console
from launch.servers import memory, postgres, roles, valkey
from launch.servers.ports import free_port
from launch.servers.process import Server
from launch.supervisor import Service

START: dict[str, Callable[..., Server]] = {"postgres": postgres.start, "valkey": valkey.start}
WEBSITE = console.ROOT / "demo_site"
NAMED_BY = {"postgres": "DATABASE_URL", "valkey": "REDIS_URL"}


@dataclass
class Instance:
    """What is chosen by STATE and PORT; servers named in the environment are used, others are our own."""

    state: Path
    port: int
    given: dict[str, str] = field(default_factory=lambda: dict(os.environ))
    ports: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = self.state.resolve()
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in ("log", "mail"):
            (self.state / folder).mkdir(mode=0o700, exist_ok=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def seeded(self) -> Path:
        """What the seed wrote: addresses, keys and logins of the demo."""
        return self.state / "seed.json"

    @property
    def demo(self) -> Path:
        """The same for whoever waits for it: it is there while everything answers."""
        return self.state / "demo.json"

    def conceal(self) -> None:
        """Begin: nobody must find the demo before it answers. A folder of before `seeded` has only this file."""
        if self.demo.exists():
            self.demo.replace(self.seeded)

    def reveal(self) -> None:
        """Ready: whole at once, for its owner only."""
        fresh = self.demo.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(self.seeded.read_text())
        fresh.replace(self.demo)

    @property
    def website_url(self) -> str:
        """The demo website's address; empty without such a site."""
        return f"http://127.0.0.1:{memory.recall(self.state)['website_port']}/" if WEBSITE.exists() else ""

    def port_of(self, name: str) -> int:
        """The port of a side process, the same as last time unless something else took it meanwhile."""
        if name in self.ports:
            return self.ports[name]
        port = self.ports[name] = free_port(memory.recall(self.state).get(f"{name}_port"))
        memory.remember(self.state, **{f"{name}_port": port})
        return port

    @property
    def has_given_servers(self) -> bool:
        """Whether the environment names both servers."""
        return all(self.given.get(name) for name in NAMED_BY.values())

    def own_servers(self) -> list[Service]:
        """PostgreSQL and Valkey, as far as the environment names no others."""
        return [self._own(name) for name in START if not self.given.get(NAMED_BY[name])]

    def environment(self, **more: str) -> dict[str, str]:
        """What every process of the product is told."""
        addresses = {
            "DATABASE_URL": self.given.get("DATABASE_URL") or postgres.url(self.state, roles.APPLICATION),
            "REDIS_URL": self.given.get("REDIS_URL") or valkey.url(self.state),
        }
        return self.environment_without_servers() | addresses | more

    def environment_without_servers(self) -> dict[str, str]:
        """The same, before there are servers."""
        environment = console.environment(
            SECRET_KEY=self.given.get("SECRET_KEY") or memory.secret(self.state, "secret_key"),
            STATE=str(self.state),
            PORT=str(self.port),
            BASE_URL=self.url,
            DJANGO_SETTINGS_MODULE=self.given.get("DJANGO_SETTINGS_MODULE", "config.settings.dev"),
        )
        environment.pop("DATABASE_OWNER_URL", None)  # only the one command that migrates may be the owner
        return environment

    def owner_environment(self) -> dict[str, str]:
        """For the one command that migrates and grants."""
        own = "" if self.given.get("DATABASE_URL") else postgres.url(self.state, roles.OWNER)
        owner = self.given.get("DATABASE_OWNER_URL") or own or self.given["DATABASE_URL"]
        return self.environment(DATABASE_URL=owner, DATABASE_OWNER_URL=owner, APP_ROLE=self.given.get("APP_ROLE", roles.APPLICATION))

    def _own(self, name: str) -> Service:
        def start() -> Server:
            with memory.alone(self.state):
                return START[name](self.state, attached=True)

        return Service(name, start, self.state / f"{name}.log")
