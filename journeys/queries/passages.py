"""The running passages of some leads, locked, so that what ends or wakes them waits for an engine that is just moving them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from kernel import sql

LOCKED = """
SELECT e.id AS enrolment_id, e.journey_id, e.version_id, e.lead_id, e.entered_at
FROM journeys_enrolment e
WHERE e.workspace_id = %(workspace_id)s AND e.state = 'active'
  AND e.lead_id IN (SELECT x.id FROM json_to_recordset(%(ids)s::json) AS x(id uuid))
ORDER BY e.id FOR UPDATE
"""


class Passage(msgspec.Struct, frozen=True):
    enrolment_id: UUID
    journey_id: UUID
    version_id: UUID
    lead_id: UUID
    entered_at: datetime


def locked(lead_ids: Iterable[UUID]) -> list[Passage]:
    return sql.rows(LOCKED, Passage, ids=sql.as_json([{"id": key} for key in sorted(set(lead_ids))]))
