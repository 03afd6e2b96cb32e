"""A database connection of ingestion's own: the one declared exception to "all SQL goes through kernel.sql".

Ingestion stands in front of Django: no request cycle opens or closes its connections, and a group of requests of several workspaces
commits as one transaction. It uses the application's role, so row-level security holds; every statement names its workspace.
"""

from contextlib import suppress
from typing import Any

import psycopg2
from django.conf import settings


class Line:
    """One connection that is opened when first used and again after a fault. Not shared between threads."""

    def __init__(self, *preparations: str) -> None:
        self.preparations = preparations
        self.connection: Any = None

    def cursor(self) -> Any:
        """A cursor on a live connection, in autocommit: transactions are opened in words."""
        if self.connection is None or self.connection.closed:
            self.connection = self._open()
        return self.connection.cursor()

    def _open(self) -> Any:
        where = settings.DATABASES["default"]
        connection = psycopg2.connect(
            host=where["HOST"] or None,
            port=where["PORT"] or None,
            dbname=where["NAME"],
            user=where["USER"],
            password=where["PASSWORD"] or None,
            connect_timeout=2,
            application_name="leadway-ingest",
            options="-c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000",
            **{key: value for key, value in where.get("OPTIONS", {}).items() if key != "options"},
        )
        connection.autocommit = True
        with connection.cursor() as cursor:
            for statement in self.preparations:
                cursor.execute(statement)
        return connection

    def drop(self) -> None:
        """Forget the connection: the next use opens another."""
        if self.connection is not None:
            with suppress(psycopg2.Error):
                self.connection.close()
        self.connection = None
