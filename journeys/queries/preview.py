"""How many would enter: fits the segment now, did the event or entered the stage within 30 days; of those whom the entry's tree names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from journeys.domain.graph import Entry, SegmentEntry
from journeys.queries import segments
from kernel import clock, sql
from leads.domain.trees import Group, Node, everybody, parse
from leads.queries import trees
from leads.queries.leads import count
from leads.queries.leaves.records import tree_of

DAYS = 30
DID = """
l.closed_at IS NULL AND l.person_id IN (SELECT v.person_id
FROM json_to_recordset(%(events)s::json) AS x(name text, "where" jsonb)
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.name = x.name AND e.occurred_at >= %(since)s AND e.occurred_at <= %(now)s
     AND NOT e.is_bot AND NOT EXISTS (
         SELECT 1 FROM jsonb_each_text(coalesce(x."where", '{}')) AS w(key, value)
         WHERE lower(coalesce(e.properties->>w.key, '')) <> lower(w.value))
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id)
"""
ENTERED = """
l.id IN (SELECT v.lead_id FROM leads_stagevisit v
WHERE v.workspace_id = %(workspace_id)s AND v.stage = ANY(%(stages)s) AND v.entered_at >= %(since)s AND v.entered_at <= %(now)s
    AND v.undone_at IS NULL)
"""


@dataclass(frozen=True)
class Preview:
    """None where the journey has no entry of that kind."""

    matching: int | None = None
    did: int | None = None
    entered: int | None = None


def preview(entry: Entry) -> Preview:
    """Counts for the launch. Raises BadFilter for a segment that cannot be understood."""
    now, only = clock.now(), parse(entry.lead or {"all": []})
    since = now - timedelta(days=DAYS)
    return Preview(
        matching=_matching(entry.segment, only, now) if entry.segment else None,
        did=trees.count(only, now, among=DID, events=sql.as_json(entry.events), since=since) if entry.events else None,
        entered=trees.count(only, now, among=ENTERED, stages=list(entry.stages), since=since) if entry.stages else None,
    )


def _matching(segment: SegmentEntry, only: Node, now: datetime) -> int:
    found = segments.leads(segment, now)
    if everybody(only):
        return count(found)
    fits = [parse(part) for part in tree_of(segment.filters)["all"]]
    return trees.count(Group("all", (*fits, only)), now, among="l.closed_at IS NULL")
