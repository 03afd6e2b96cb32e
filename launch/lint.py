"""`python -m launch lint [NAME …]`: every static check, two at a time, each with its seconds; all run even when one fails."""

import subprocess
import tempfile
import time
import tomllib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from launch import servers
from launch.console import ROOT, executable, refusing, say
from launch.instance import Instance

AT_ONCE = 2
# The linter's command without making it an app of the product, for the product's own migrations. Which of them are
# beyond doubt (they make the tables that they seem to lock) stands under [tool.django_migration_linter] in pyproject.toml.
MIGRATIONS = """
import django, django.core.management as management
from config.way import THE_WAY
from django_migration_linter.management.commands.lintmigrations import Command
django.setup()
management.call_command(Command(), project_root_path=".", no_cache=True, include_apps=[*THE_WAY], quiet=["ok", "ignore"])
"""


@dataclass
class Check:
    """One tool; `database` when it needs one."""

    name: str
    command: list[str]
    database: bool = False


@dataclass
class Verdict:
    """What a tool said."""

    name: str
    passed: bool
    seconds: float
    output: str


@refusing
def main(arguments: list[str]) -> int:
    """Run the checks (or those named) and print what each failing one said."""
    chosen = [check for check in checks() if check.name in (arguments or [check.name])]
    with tempfile.TemporaryDirectory() as folder:
        environment = Instance(Path(folder), 8000).environment_without_servers() | {"LOG_LEVEL": "WARNING"}
        if any(check.database for check in chosen):
            with servers.start(Path(folder)) as running:
                return _report(chosen, environment | running.environment)
        return _report(chosen, environment)


def checks() -> list[Check]:
    """Slowest first, so that two at a time end soonest."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    templates = [str(path.relative_to(ROOT)) for pattern in ("templates", "*/templates") for path in sorted(ROOT.glob(pattern))]
    return [
        Check("mypy", ["mypy", *([] if "files" in settings["mypy"] else ["."])]),
        Check("migrations", ["python", "-c", MIGRATIONS], database=True),
        Check("makemigrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"], database=True),
        Check("import-linter", ["lint-imports"]),
        Check("djlint", ["djlint", "--lint", *templates]),
        Check("ruff check", ["ruff", "check", "--output-format", "concise", "."]),
        Check("ruff format", ["ruff", "format", "--check", "--output-format", "concise", "."]),
    ]


def run(check: Check, environment: Mapping[str, str]) -> Verdict:
    """Run one tool to its end."""
    began = time.monotonic()
    command = [str(executable(check.command[0])), *check.command[1:]]
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
    done = subprocess.run(command, cwd=ROOT, env=environment, text=True, **streams)  # type: ignore[call-overload]
    return Verdict(check.name, done.returncode == 0, time.monotonic() - began, done.stdout)


def _report(chosen: list[Check], environment: Mapping[str, str]) -> int:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        failed = []
        for verdict in pool.map(lambda check: run(check, environment), chosen):
            say(f"{'ok    ' if verdict.passed else 'FAILED'}  {verdict.name}  {verdict.seconds:.1f} s")
            if not verdict.passed:
                print(verdict.output, flush=True)
                failed.append(verdict.name)
    say(f"{len(chosen) - len(failed)} of {len(chosen)} checks passed" + (f"; failed: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0
