"""Where the enrolments of a claimed batch stand, locked for the length of the transaction."""

from datetime import timedelta
from uuid import UUID

import msgspec

from journeys.domain.engine import Standing
from kernel import clock, sql
from kernel.claim import Claimed

TABLE = "journeys_enrolment"
# Work of a paused journey is not claimed.
READY = """c.state = 'active' AND EXISTS (
    SELECT 1 FROM journeys_journey j WHERE j.workspace_id = %(workspace_id)s AND j.id = c.journey_id AND j.state = 'live')"""

LOCKED = """
SELECT e.id AS enrolment_id, e.journey_id, e.version_id, e.lead_id, e.node, e.visit, e.node_entered_at, e.until,
       e.waiting_for, e.waiting_ref AS ref, e.signal
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, attempt int)
JOIN journeys_enrolment e ON e.workspace_id = %(workspace_id)s AND e.id = x.id AND e.attempt = x.attempt AND e.state = 'active'
JOIN journeys_journey j ON j.workspace_id = %(workspace_id)s AND j.id = e.journey_id AND j.state = 'live'
ORDER BY e.id FOR UPDATE OF e
"""
# All leads in one go: looked up one by one, a planner that counted this table while it was empty reads all of it for each of them.
USED = """
SELECT s.lead_id, count(*) FROM journeys_steprun s
WHERE s.workspace_id = %(workspace_id)s AND s.lead_id = ANY(%(leads)s::uuid[]) AND s.at > %(since)s AND s.at <= %(now)s
GROUP BY s.lead_id
"""


def locked(claimed: list[Claimed]) -> list[Standing]:
    """Those of the claimed that are still ours to move: not ended, paused or claimed by another since."""
    rows = sql.rows(LOCKED, Standing, rows=sql.as_json(claimed))
    used = used_today([row.lead_id for row in rows])
    return [msgspec.structs.replace(row, used_today=used.get(row.lead_id, 0)) for row in rows]


def used_today(lead_ids: list[UUID]) -> dict[UUID, int]:
    """Lead → steps run within 24 hours, over all journeys."""
    now = clock.now()
    return dict(sql.tuples(USED, leads=list(set(lead_ids)), since=now - timedelta(days=1), now=now))
