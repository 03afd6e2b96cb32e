"""Leaves nothing behind: outlives the supervisor by a moment and ends what it had started.

It reads `+ GROUP` and `- GROUP` lines. When its input ends, the supervisor is gone, however it went, and every process
group still noted is asked to stop and then killed.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable


def main(arguments: list[str]) -> int:
    """Note groups until the supervisor is gone, then clear up."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    clear(noted(sys.stdin), float(arguments[0]))
    return 0


def noted(lines: Iterable[str]) -> set[int]:
    """The groups noted and not struck out when the lines end."""
    groups: set[int] = set()
    for line in lines:
        sign, _, number = line.partition(" ")
        (groups.add if sign == "+" else groups.discard)(int(number))
    return groups


def clear(groups: set[int], patience: float) -> None:
    """Stop the groups, kindly first."""
    remaining = [group for group in groups if tell(group, signal.SIGTERM)]
    end = time.monotonic() + patience
    while remaining and time.monotonic() < end:
        time.sleep(0.05)
        remaining = [group for group in remaining if tell(group, 0)]
    for group in remaining:
        tell(group, signal.SIGKILL)


def tell(group: int, signal_number: int) -> bool:
    """Send to a whole process group; whether anybody is in it."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal_number)
        return True
    return False
