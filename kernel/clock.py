"""The one seam through which time enters.

Inside a scope the clock is the database's, read once per transaction: every row of one change carries one instant,
and a distributed engine sees a parameter instead of two different `now()`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)
_transaction: ContextVar[datetime | None] = ContextVar("transaction", default=None)


def now() -> datetime:
    """The instant of this change: pretended, else of the open transaction by the database's clock, else of this machine."""
    return _pretended.get() or _transaction.get() or datetime.now(UTC)


@contextmanager
def pretend(instant: datetime) -> Iterator[None]:
    """Let `now()` be `instant` inside the block: for tests and for seeding a past through the real actions."""
    token = _pretended.set(instant)
    try:
        yield
    finally:
        _pretended.reset(token)


@contextmanager
def transaction_time(instant: datetime) -> Iterator[None]:
    """Hold the database's reading for the length of one scope."""
    token = _transaction.set(instant)
    try:
        yield
    finally:
        _transaction.reset(token)
