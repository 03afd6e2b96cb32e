"""Named places in the code where a test lets a process die, sleep or raise: FAILPOINT=send.after_250:kill9 (comma separated).

An optional file FAILPOINT_ONCE makes each point fire once over all processes, so that a restarted one lives on.
"""

import os
import signal
import time
from pathlib import Path

POINTS = dict(part.split(":", 1) for part in os.environ.get("FAILPOINT", "").split(",") if ":" in part)
ONCE = os.environ.get("FAILPOINT_ONCE", "")


def failpoint(name: str) -> None:
    """Do what FAILPOINT says for `name`; nothing when it says nothing, which costs one dictionary look-up."""
    action = POINTS.get(name)
    if action and _first_time(name):
        _fail(name, action)


def _first_time(name: str) -> bool:
    if not ONCE:
        return True
    try:
        Path(f"{ONCE}.{name}").touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


def _fail(name: str, action: str) -> None:
    if action == "kill9":
        os.kill(os.getpid(), signal.SIGKILL)
    if action.startswith("sleep"):
        time.sleep(float(action[5:]))
    if action == "raise":
        raise RuntimeError(f"failpoint {name}")
