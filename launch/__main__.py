"""`python -m launch COMMAND`: each command is loaded only when asked for, so that `install` runs on a bare Python."""

import importlib
import sys

OLDEST = (3, 11)
COMMANDS = {
    "install": "launch.install",
    "run": "launch.run",
    "seed": "launch.seed",
    "healthy": "launch.healthy",
    "secrets": "launch.secret_file",
    "servers": "launch.servers.command",
    "keeper": "launch.servers.command:keep",
    "guard": "launch.guard",
    "mail": "launch.mail",
    "website": "launch.website",
    "lint": "launch.lint",
    "lock": "launch.lock",
    "messages": "launch.messages",
    "manage": "launch.manage",
}


def main() -> int:
    """Hand the rest of the command line to the command."""
    if sys.version_info < OLDEST:
        found = sys.version.split()[0]
        print(
            f"leadway  STOPPED: Python {found} is too old: install Python 3.11 or 3.12 and add PYTHON=python3.11 to make.", file=sys.stderr
        )
        return 1
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in COMMANDS:
        print(f"usage: python -m launch {'|'.join(COMMANDS)} [options]", file=sys.stderr)
        return 2
    module, _, function = COMMANDS[name].partition(":")
    return int(getattr(importlib.import_module(module), function or "main")(sys.argv[2:]) or 0)


if __name__ == "__main__":
    sys.exit(main())
