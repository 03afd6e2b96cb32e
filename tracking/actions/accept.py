"""accept_messages: the inbox from inside the house, for imports, demos and tests; websites come through tracking.api.collect."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from kernel import clock, sql, work
from tracking.domain import messages
from tracking.enums import Door

STORE = """
INSERT INTO tracking_inbox (workspace_id, message_id, site_id, door, kind, received_at, fingerprint, envelope, body)
SELECT %(workspace_id)s, x.m, %(site_id)s, %(door)s, x.k, %(now)s, hashtextextended(x.b::text, 0), '{}', x.b
FROM json_to_recordset(%(rows)s::json) AS x(m text, k text, b json)
ON CONFLICT DO NOTHING
"""


def accept_messages(items: Iterable[Mapping[str, Any]], *, site_id: UUID | None = None, door: str = Door.LIVE) -> int:
    """Put messages of the tracking protocol into the inbox of the current workspace; says how many are new.

    The same shapes and ids as over HTTP; raises tracking.domain.shape.Misshapen for one that is no message.
    """
    rows = [messages.read(msgspec.json.encode(item), "", b"") for item in items]
    if not rows:
        return 0
    told = sql.as_json([{"m": row.m, "k": row.k, "b": msgspec.Raw(row.b)} for row in rows])
    stored = sql.execute(STORE, rows=told, site_id=str(site_id) if site_id else None, door=door, now=clock.now())
    work.ring("tracking.digest")
    return stored
