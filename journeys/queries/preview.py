"""How many would enter: fits the segment now, did the event or entered the stage within 30 days."""

from dataclasses import dataclass
from datetime import timedelta

from journeys.domain.graph import Entry
from journeys.queries import segments
from kernel import clock, sql
from leads.queries.leads import count

DAYS = 30
DID = """
SELECT count(DISTINCT l.id)
FROM json_to_recordset(%(events)s::json) AS x(name text, "where" jsonb)
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.name = x.name AND e.occurred_at >= %(since)s AND e.occurred_at <= %(now)s
     AND NOT e.is_bot AND NOT EXISTS (
         SELECT 1 FROM jsonb_each_text(coalesce(x."where", '{}')) AS w(key, value)
         WHERE lower(coalesce(e.properties->>w.key, '')) <> lower(w.value))
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.person_id = v.person_id AND l.closed_at IS NULL
"""
ENTERED = """
SELECT count(DISTINCT v.lead_id) FROM leads_stagevisit v
WHERE v.workspace_id = %(workspace_id)s AND v.stage = ANY(%(stages)s) AND v.entered_at >= %(since)s AND v.entered_at <= %(now)s
    AND v.undone_at IS NULL
"""


@dataclass(frozen=True)
class Preview:
    """None where the journey has no entry of that kind."""

    matching: int | None = None
    did: int | None = None
    entered: int | None = None


def preview(entry: Entry) -> Preview:
    """Counts for the launch. Raises BadFilter for a segment that cannot be understood."""
    now = clock.now()
    period = {"since": now - timedelta(days=DAYS), "now": now}
    return Preview(
        matching=count(segments.leads(entry.segment, now)) if entry.segment else None,
        did=sql.tuples(DID, events=sql.as_json(entry.events), **period)[0][0] if entry.events else None,
        entered=sql.tuples(ENTERED, stages=list(entry.stages), **period)[0][0] if entry.stages else None,
    )
