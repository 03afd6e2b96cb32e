"""What the door counts: duplicates, rejections and refusals for speed, by site and hour. Added up in memory, written every few seconds.

A process that is killed loses the counts of its last seconds and no message: what became an event is counted by the digest, exactly.
"""

import logging
import threading
import time
from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import psycopg2

from kernel import clock
from tracking.domain.volumes import hour_of
from tracking.gateways.line import Line

log = logging.getLogger(__name__)
PAUSE = 2.0
# Beyond this many sites and hours the oldest counts of a long outage are let go.
REMEMBERED = 50_000
WRITE = """
BEGIN; SELECT set_config('app.workspace_id', %(workspace_id)s, true);
INSERT INTO tracking_volume AS v (workspace_id, id, site_id, hour, accepted, duplicate, rejected, blocked, limited, limited_at)
SELECT %(workspace_id)s, gen_random_uuid(), x.site_id, x.hour, 0, x.duplicate, x.rejected, 0, x.limited, x.limited_at
FROM json_to_recordset(%(rows)s::json) AS x(site_id uuid, hour timestamptz, duplicate bigint, rejected bigint, limited bigint,
                                            limited_at timestamptz)
ON CONFLICT (workspace_id, hour, site_id) DO UPDATE SET duplicate = v.duplicate + excluded.duplicate,
    rejected = v.rejected + excluded.rejected, limited = v.limited + excluded.limited,
    limited_at = greatest(v.limited_at, excluded.limited_at);
COMMIT
"""
Place = tuple[UUID, UUID, datetime]


class Tally:
    """Counts of one process and the thread that writes them; the thread starts with the first count."""

    def __init__(self) -> None:
        self.line = Line()
        self.lock = threading.Lock()
        self.writing = threading.Lock()
        self.counts: dict[Place, Counter[str]] = {}
        self.limited_at: dict[Place, datetime] = {}
        self.thread: threading.Thread | None = None

    def add(self, workspace_id: UUID, site_id: UUID, **counts: int) -> None:
        """Count `duplicate`, `rejected` or `limited` messages of now."""
        now = clock.now()
        place = (workspace_id, site_id, hour_of(now))
        with self.lock:
            if place not in self.counts and len(self.counts) >= REMEMBERED:
                self.counts.clear()
            self.counts.setdefault(place, Counter()).update(counts)
            if counts.get("limited"):
                self.limited_at[place] = now
            if self.thread is None or not self.thread.is_alive():
                self.thread = threading.Thread(target=self._run, name="tally", daemon=True)
                self.thread.start()

    def _run(self) -> None:
        while True:
            time.sleep(PAUSE)
            self.flush()

    def flush(self) -> None:
        """Write what was counted; what the database does not take now is kept for the next time."""
        with self.writing:
            with self.lock:
                counts, self.counts = self.counts, {}
                times, self.limited_at = self.limited_at, {}
            for workspace_id in sorted({place[0] for place in counts}):
                own = {place: counted for place, counted in counts.items() if place[0] == workspace_id}
                if not self._write(workspace_id, own, times):
                    self._keep(own, times)

    def _write(self, workspace_id: UUID, counts: dict[Place, Counter[str]], times: dict[Place, datetime]) -> bool:
        rows: list[dict[str, Any]] = [
            {
                "site_id": place[1],
                "hour": place[2],
                **{name: counted[name] for name in ("duplicate", "rejected", "limited")},
                "limited_at": times.get(place),
            }
            for place, counted in sorted(counts.items(), key=lambda item: item[0])
        ]
        try:
            with self.line.cursor() as cursor:
                cursor.execute(WRITE, {"workspace_id": str(workspace_id), "rows": msgspec.json.encode(rows).decode()})
            return True
        except psycopg2.Error as error:
            log.warning("Counts of the door are not written yet: %s", str(error).strip())
            self.line.drop()
            return False

    def _keep(self, counts: dict[Place, Counter[str]], times: dict[Place, datetime]) -> None:
        with self.lock:
            for place, counted in counts.items():
                self.counts.setdefault(place, Counter()).update(counted)
                if place in times:
                    self.limited_at.setdefault(place, times[place])


TALLY = Tally()
