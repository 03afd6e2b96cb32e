"""Run by the supervisor's tests: keeps two programs running, each with a child of its own, as the real ones have."""

import sys
from pathlib import Path

from launch.supervisor import Supervisor, program

CHILD = "import time; time.sleep(600)"
PARENT = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {CHILD!r}, sys.argv[1]]); time.sleep(600)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {PARENT}"


def main(folder: Path, marker: str) -> None:
    """Run until told to stop."""
    with Supervisor(patience=1.0) as supervisor:
        for name, text in (("meek", PARENT), ("stubborn", STUBBORN)):
            supervisor.add(program(name, [sys.executable, "-c", text, marker], {}, folder / f"{name}.log"))
        supervisor.watch()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
