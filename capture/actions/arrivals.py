"""note_arrivals: what the events of people mean for capture: forms that were seen or left, codes that were scanned (F021, F028)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from kernel import ids, sql
from scoring.actions.tags import TagPut, add_tags

COUNTED = ("form_viewed", "form_started", "form_abandoned", "form_hesitated")
SCANNED = "qr_scanned"
ARRIVALS = frozenset({*COUNTED, SCANNED})
THESE = """e.workspace_id = %(workspace_id)s AND e.id = ANY(%(ids)s::uuid[]) AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
  AND NOT e.is_bot"""
COUNT = f"""
INSERT INTO capture_formcount (workspace_id, id, form_id, day, event, field, count)
SELECT %(workspace_id)s, gen_random_uuid(), x.form_id, x.day, x.name, x.field, count(*)
FROM (
    SELECT f.id AS form_id, (e.occurred_at AT TIME ZONE 'UTC')::date AS day, e.name,
           CASE WHEN e.name = 'form_abandoned'
                THEN left(regexp_replace(coalesce(e.properties->>'field', ''), '^f_', ''), 40) ELSE '' END AS field
    FROM tracking_event e
    JOIN capture_form f ON f.workspace_id = %(workspace_id)s AND f.code = right(e.properties->>'form', 8)
    WHERE {THESE} AND e.name = ANY(%(names)s)
) x GROUP BY x.form_id, x.day, x.name, x.field ORDER BY x.form_id, x.day, x.name, x.field
ON CONFLICT (workspace_id, form_id, day, event, field) DO UPDATE SET count = capture_formcount.count + excluded.count
"""
SCANS = f"""
SELECT e.id, e.occurred_at, e.properties->>'code_name', array(SELECT json_array_elements_text(
    CASE WHEN json_typeof(e.properties::json->'tags') = 'array' THEN e.properties::json->'tags' ELSE '[]' END))
FROM tracking_event e WHERE {THESE} AND e.name = '{SCANNED}'
"""


def note_arrivals(event_ids: Sequence[UUID], lead_ids: Sequence[UUID]) -> None:
    """Count what happened to forms, and put the tags of scanned codes on the leads; bots' events are left out."""
    if not event_ids:
        return
    start, end = ids.span(event_ids)
    end += timedelta(milliseconds=1)
    these = {"ids": list(event_ids), "start": start, "end": end}
    sql.execute(COUNT, names=list(COUNTED), **these)
    lead_of = dict(zip(event_ids, lead_ids, strict=True))
    puts = [
        TagPut(lead_of[event_id], tag, f"qr:{event_id}:{tag}"[:200], at, f"QR {name or ''}".strip())
        for event_id, at, name, tags in sql.tuples(SCANS, **these)
        for tag in tags
    ]
    add_tags(puts)
