"""The owner's command before each start."""

from typing import Any

import pytest
from django.db import connection

from kernel.management.commands import ready_database
from kernel.management.commands.ready_database import Command

TOLD = "SELECT current_setting('statement_timeout'), current_setting('lock_timeout')"


class Enough(Exception):
    """The command has come to its migrations."""


def test_a_migration_may_take_its_time_but_waits_for_no_lock(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixty seconds, as any page has, would cancel the index of a large installation at every try."""
    asked: list[Any] = []

    def migrate(name: str, **_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(TOLD)
            asked.append((name, *cursor.fetchone()))
        raise Enough

    monkeypatch.setattr(ready_database, "call_command", migrate)
    with pytest.raises(Enough):
        Command().handle()
    assert asked == [("migrate", "0", "2s")]
