"""Real PostgreSQL and Valkey servers under a state folder, from the machine or from wheels, as any user."""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from launch.servers import keeper, memory, postgres, roles, valkey
from launch.servers.process import Server

_USED: list[IO[str]] = []  # keeps the locks for as long as the program, whatever becomes of the Servers objects


@dataclass
class Servers:
    """The two running servers of a state folder and their addresses."""

    state: Path
    postgres: Server
    valkey: Server
    held: IO[str] | None = None

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
        """Stop both, whoever uses them; the data stays."""
        with memory.alone(self.state):
            self.valkey.stop()
            self.postgres.stop()
        self.leave()

    def leave(self) -> None:
        """Use them no longer; the last one to leave stops them, unless they were started to stay, and may then remove the folder."""
        if self.held is None:
            return
        self.held.close()
        self.held = None
        with memory.alone(self.state):
            if keeper.is_there(self.state) and keeper.nobody_stays(self.state):
                self.valkey.stop()
                self.postgres.stop()
                keeper.end(self.state)

    def __enter__(self) -> "Servers":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.leave()


def start(state: Path) -> Servers:
    """Start the servers of this state folder, or take those that run.

    They run until the last program that called this has ended, however it ended, or has called `leave` or `stop`.
    """
    state = Path(state).resolve()
    with memory.alone(state):
        held = keeper.use(state)
        found = running(state)
        if found is None:
            keeper.begin(state)
            found = running(state)
        if found is None:
            raise RuntimeError(f"The servers of {state} ended at once: their logs are in that folder.")
    found.held = held
    _USED.append(held)
    return found


def start_to_stay(state: Path) -> Servers:
    """Start the servers so that they outlive this program, until they are stopped by command."""
    state = Path(state).resolve()
    with memory.alone(state):
        if keeper.is_there(state):
            raise RuntimeError(f"The servers of {state} stop with the program that uses them: end it first, or choose another STATE=….")
        first, second = valkey.start(state, attached=False), postgres.start(state, attached=False)
    return Servers(state, second, first)


def running(state: Path) -> Servers | None:
    """The servers of this state folder, when both run."""
    state = Path(state).resolve()
    found = (postgres.find_running(state), valkey.find_running(state)) if state.exists() else (None, None)
    return Servers(state, found[0], found[1]) if found[0] and found[1] else None
