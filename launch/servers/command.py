"""`python -m launch servers start|stop|env --state DIR`: servers for tests and developers, detached from the terminal."""

import argparse
import os
import shlex
from pathlib import Path

from launch import servers
from launch.console import refusing
from launch.servers import keeper, memory, postgres, valkey


@refusing
def main(arguments: list[str]) -> int:
    """Start (and print the environment), stop, or print the environment of running servers."""
    parser = argparse.ArgumentParser(prog="launch servers", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "env"])
    parser.add_argument("--state", type=Path, default=Path(os.environ.get("STATE", ".run")))
    options = parser.parse_args(arguments)
    return {"start": _start, "stop": _stop, "env": _env}[options.action](options.state)


def _start(state: Path) -> int:
    _print(servers.start_to_stay(state))
    return 0


def _stop(state: Path) -> int:
    state = state.resolve()
    if state.exists():
        with memory.alone(state):
            for server in (valkey.find_running(state), postgres.find_running(state)):
                if server:
                    server.stop()
    return 0


def _env(state: Path) -> int:
    found = servers.running(state)
    if found is None:
        print(f"echo 'No servers run under {state}: start them with `python -m launch servers start --state {state}`.' >&2")
        return 1
    _print(found)
    return 0


def _print(found: servers.Servers) -> None:
    for name, value in found.environment.items():
        print(f"export {name}={shlex.quote(value)}")


@refusing
def keep(arguments: list[str]) -> int:
    """`python -m launch keeper STATE`: what `launch.servers.start` runs beside its user."""
    keeper.keep(Path(arguments[0]))
    return 0
