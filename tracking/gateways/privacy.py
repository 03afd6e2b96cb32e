"""How a workspace treats addresses and which networks it knows by name, asked of Postgres at the door, remembered for a few seconds."""

import threading
import time
from uuid import UUID

import psycopg2

from tracking.domain import named_networks
from tracking.domain.named_networks import NOBODYS, NamedNetworks
from tracking.domain.policy import TRUNCATE
from tracking.gateways.line import Line

SECONDS = 3.0
ASK = """
BEGIN; SELECT set_config('app.workspace_id', %(id)s, true);
SELECT addresses FROM tracking_trackingpolicy WHERE workspace_id = %(id)s
"""


class Privacy:
    """Look-ups of one process, on a connection of their own. Where the database is away, addresses are cut."""

    def __init__(self) -> None:
        self.line = Line()
        self.lock = threading.Lock()
        self.known: dict[UUID, tuple[float, str, NamedNetworks]] = {}

    def addresses(self, workspace_id: UUID) -> str:
        """drop, truncate or keep."""
        return self._known(workspace_id)[1]

    def networks(self, workspace_id: UUID) -> NamedNetworks:
        """The networks that the workspace knows by name (F047)."""
        return self._known(workspace_id)[2]

    def _known(self, workspace_id: UUID) -> tuple[float, str, NamedNetworks]:
        found = self.known.get(workspace_id)
        if found is not None and time.monotonic() - found[0] < SECONDS:
            return found
        with self.lock:
            fresh = self.known[workspace_id] = (time.monotonic(), *self._ask(workspace_id))
        return fresh

    def _ask(self, workspace_id: UUID) -> tuple[str, NamedNetworks]:
        for _ in range(2):
            try:
                with self.line.cursor() as cursor:
                    cursor.execute(ASK, {"id": str(workspace_id)})
                    row, named = cursor.fetchone(), []
                    for select in named_networks.LENT:
                        cursor.execute(select, {"id": str(workspace_id)})
                        named += cursor.fetchall()
                    cursor.execute("COMMIT")
                return str(row[0]) if row else TRUNCATE, NamedNetworks(named) if named else NOBODYS
            except psycopg2.Error:
                self.line.drop()
        return TRUNCATE, NOBODYS


PRIVACY = Privacy()
