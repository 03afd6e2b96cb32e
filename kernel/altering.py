"""The owner changes tables while the product runs (`reliability.md` row 54).

Whoever asks for a table stands behind a change that waits for it, so a change waits two seconds and is then tried again from the start:
every step of getting ready may be run again. What grows beside the writing (CONCURRENTLY) keeps nobody waiting, and has all the time it
needs: it would else be given up, half done, for the first page that reads a little longer.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg2.errors
from django.db import OperationalError, connection

WAIT = "2s"
TRIES, PAUSE = 100, 5.0
# Two that wait for each other are told so before either has waited long enough.
IN_USE = (psycopg2.errors.LockNotAvailable, psycopg2.errors.DeadlockDetected)


@contextmanager
def short_waits() -> Iterator[None]:
    """Within it a statement may take as long as it needs, and no lock is waited for longer than WAIT."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = 0; SET lock_timeout = '{WAIT}'")
    with connection.execute_wrapper(_beside):
        yield


def _beside(execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    if "CONCURRENTLY" not in str(statement).upper():
        return execute(statement, params, many, context)
    line = context["connection"].connection
    with line.cursor() as cursor:
        cursor.execute("SET lock_timeout = 0")
    try:
        return execute(statement, params, many, context)
    finally:
        # A transaction that is broken takes the setting back by itself, and a line that has gone takes it along.
        with suppress(psycopg2.Error), line.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = '{WAIT}'")


def until_free(step: Callable[[], None], told: Callable[[str], Any], pause: float = PAUSE) -> None:
    """Do `step`, again and again while somebody holds what it needs; raises OperationalError after TRIES."""
    for left in range(TRIES - 1, -1, -1):
        try:
            step()
            return
        except OperationalError as error:
            if not left or not isinstance(error.__cause__, IN_USE):
                raise
            told(f"A table is in use: tried again in {pause:g} s ({left} times more).")
            time.sleep(pause)
