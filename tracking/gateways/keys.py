"""Whose write key is this? Asked of Postgres and remembered for a few seconds, so a revoked key is refused everywhere within five.

Of a key that is used the answer is renewed beside its requests, before it is too old: none of them waits for it.
"""

import logging
import math
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from queue import SimpleQueue
from typing import Any
from uuid import UUID

import msgspec
import psycopg2

from kernel import clock
from tenants.domain import keys
from tracking.domain.quota import DEFAULT, Limits, limits
from tracking.gateways.inbox_writer import Away
from tracking.gateways.line import Line

# An answer is renewed after so many seconds and holds no longer than so many.
FRESH_SECONDS, SECONDS = 2.0, 4.0
REMEMBERED = 10_000
NEVER: tuple[float, None] = (-math.inf, None)
log = logging.getLogger(__name__)
FIND = """
SELECT set_config('app.workspace_id', %(workspace_id)s, true);
SELECT s.id, s.allowed_origins::text, s.per_second, l.per_second_of_key, l.per_second, n.created_at,
       CASE WHEN s.key_id = k.id THEN NULL ELSE s.old_key_until END, s.honours_signals
FROM tenants_apikey k JOIN tracking_site s ON s.workspace_id = k.workspace_id AND k.id IN (s.key_id, s.old_key_id)
JOIN tenants_apikey n ON n.workspace_id = k.workspace_id AND n.id = s.key_id
JOIN tenants_workspace w ON w.id = k.workspace_id
LEFT JOIN tracking_ingestlimit l ON l.workspace_id = k.workspace_id
WHERE k.workspace_id = %(workspace_id)s AND k.digest = %(digest)s AND k.kind = 'write' AND k.revoked_at IS NULL AND w.closed_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Sender:
    """The site behind a write key. No origins: every origin may send. `until`: the key was rotated away and ends then."""

    workspace_id: UUID
    site_id: UUID
    origins: frozenset[str]
    limits: Limits = DEFAULT
    rotated_at: datetime | None = None
    until: datetime | None = None
    # Whether browsers that ask not to be tracked are heard.
    honours_signals: bool = True


class Keys:
    """Look-ups of one process, on a connection of their own."""

    def __init__(self) -> None:
        self.line = Line()
        self.lock = threading.Lock()
        self.known: dict[str, tuple[float, Sender | None]] = {}
        self.old: SimpleQueue[str] = SimpleQueue()
        self.renewing: set[str] = set()
        self.starting = threading.Lock()
        self.thread: threading.Thread | None = None

    def sender(self, text: str) -> Sender | None:
        """The sender behind the key; None for what is no live write key. Raises Away."""
        asked_at, sender = self.known.get(text, NEVER)
        age = time.monotonic() - asked_at
        if age < SECONDS:
            if age >= FRESH_SECONDS:
                self._renew_soon(text)
            return sender
        parsed = keys.parse(text)
        if parsed is None or parsed.kind != "write":
            return None
        return self._look(text, parsed)

    def remembered(self, text: str) -> Sender | None:
        """The sender, where it is known without asking."""
        asked_at, sender = self.known.get(text, NEVER)
        return sender if time.monotonic() - asked_at < FRESH_SECONDS else None

    def _look(self, text: str, parsed: keys.KeyText) -> Sender | None:
        with self.lock:
            began = time.monotonic()
            sender = self._ask(parsed)
            if len(self.known) >= REMEMBERED:
                self.known.clear()
            self.known[text] = (began, sender)
        return sender

    def _renew_soon(self, text: str) -> None:
        """By the one thread that does it; it starts with the first key that is used for longer."""
        if text not in self.renewing:
            self.renewing.add(text)
            self.old.put(text)
        with self.starting:
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._renew, name="keys", daemon=True)
                self.thread.start()

    def _renew(self) -> None:
        while True:
            text = self.old.get()
            parsed = keys.parse(text)
            try:
                if parsed is not None:
                    self._look(text, parsed)
            except Away:
                log.warning("A write key could not be looked up again yet.")
            except Exception:
                log.exception("A write key could not be looked up again")
            finally:
                self.renewing.discard(text)

    def forget(self) -> None:
        """Ask again for every key."""
        self.known.clear()

    def _ask(self, key: keys.KeyText) -> Sender | None:
        for _ in range(2):
            try:
                with self.line.cursor() as cursor:
                    cursor.execute("BEGIN;" + FIND, {"workspace_id": str(key.workspace_id), "digest": key.digest})
                    row = cursor.fetchone()
                    cursor.execute("COMMIT")
            except psycopg2.Error:
                self.line.drop()
                continue
            return _sender(key.workspace_id, row) if row else None
        raise Away


def _sender(workspace_id: UUID, row: tuple[Any, ...]) -> Sender | None:
    """None for a key whose overlap is over."""
    site_id, origins, of_site, of_key, of_workspace, rotated_at, until, honours = row
    if until is not None and until <= clock.now():
        return None
    rates = limits(of_site, of_key, of_workspace)
    return Sender(workspace_id, UUID(str(site_id)), frozenset(_origins(origins)), rates, rotated_at if until else None, until, honours)


def _origins(text: str) -> list[str]:
    return [str(origin) for origin in msgspec.json.decode(text)]


KEYS = Keys()
