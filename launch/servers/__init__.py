"""Real PostgreSQL and Valkey servers under a state folder, from the machine or from wheels, as any user."""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from launch.servers import memory, postgres, roles, valkey
from launch.servers.process import Server


@dataclass
class Servers:
    """The two running servers of a state folder and their addresses."""

    state: Path
    postgres: Server
    valkey: Server

    @property
    def database_url(self) -> str:
        """In the application's role."""
        return postgres.url(self.state, roles.APPLICATION)

    @property
    def database_owner_url(self) -> str:
        """In the role that owns the tables and migrates."""
        return postgres.url(self.state, roles.OWNER)

    @property
    def redis_url(self) -> str:
        return valkey.url(self.state)

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to use them."""
        return {
            "DATABASE_URL": self.database_url,
            "DATABASE_OWNER_URL": self.database_owner_url,
            "REDIS_URL": self.redis_url,
        }

    def stop(self) -> None:
        """Stop both, whoever started them; the data stays."""
        with memory.alone(self.state):
            self.valkey.stop()
            self.postgres.stop()

    def __enter__(self) -> "Servers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Stop those that this object started; one that already ran stays."""
        for server in (self.valkey, self.postgres):
            if server.started_here:
                server.stop()


def start(state: Path, *, attached: bool = True) -> Servers:
    """Start the servers of this state folder, or take those that run; attached ones die with this program."""
    state = Path(state).resolve()
    with memory.alone(state):
        first = valkey.start(state, attached=attached)
        try:
            second = postgres.start(state, attached=attached)
        except BaseException:
            if first.started_here:
                first.stop()
            raise
    return Servers(state, second, first)


def running(state: Path) -> Servers | None:
    """The servers of this state folder, when both run."""
    state = Path(state).resolve()
    found = (postgres.find_running(state), valkey.find_running(state)) if state.exists() else (None, None)
    return Servers(state, found[0], found[1]) if found[0] and found[1] else None
