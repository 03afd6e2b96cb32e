"""count_forms, tag_scanners, tag_answerers: what the events of people mean for capture: forms that were seen or left, codes that were
scanned, answers that are tags (F021, F028, F160). Each is asked only of events that may tell of it; bots' events are left out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from capture.domain import answers, content, telling, trial
from capture.enums import SubmissionState
from capture.models import Submission
from kernel import ids, sql
from scoring.actions.tags import TagPut, add_tags

COUNTED = ("form_viewed", "form_started", "form_abandoned", "form_hesitated")
SCANNED = "qr_scanned"
SENT = ("form_submitted", *telling.EVENT.values())
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
READ = f"""
INSERT INTO capture_trialreader (workspace_id, id, form_id, version, wording, visitor_id, at)
SELECT DISTINCT ON (f.id, x.version, e.visitor_id)
    %(workspace_id)s, gen_random_uuid(), f.id, x.version, x.wording, e.visitor_id, e.occurred_at
FROM tracking_event e
JOIN capture_form f ON f.workspace_id = %(workspace_id)s AND f.code = right(e.properties->>'form', 8)
CROSS JOIN LATERAL (
    SELECT CASE WHEN e.properties->>'wording' ~ ('^' || %(told)s || '$') THEN left(e.properties->>'wording', -1)::int END AS version,
           right(e.properties->>'wording', 1) AS wording
) x
WHERE {THESE} AND e.name = 'form_viewed' AND x.version IS NOT NULL
ORDER BY f.id, x.version, e.visitor_id, e.occurred_at
ON CONFLICT (workspace_id, form_id, version, visitor_id) DO NOTHING
"""
SCANS = f"""
SELECT e.id, e.occurred_at, e.properties->>'code_name', array(SELECT json_array_elements_text(
    CASE WHEN json_typeof(e.properties::json->'tags') = 'array' THEN e.properties::json->'tags' ELSE '[]' END))
FROM tracking_event e WHERE {THESE} AND e.name = '{SCANNED}'
"""
# Whose id nobody else can know: what a page says of itself puts no tags.
ANSWERED = f"""
SELECT e.id, e.occurred_at, s.id FROM tracking_event e
JOIN capture_submission s ON s.workspace_id = %(workspace_id)s AND s.state = ANY(%(states)s) AND s.id = CASE
    WHEN e.properties->>'submission_id' ~ '^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$'
    THEN (e.properties->>'submission_id')::uuid END
WHERE {THESE} AND e.name = ANY(%(names)s)
"""
STANDING = (SubmissionState.ACCEPTED.value, SubmissionState.CONFIRMED.value)


def count_forms(event_ids: Sequence[UUID]) -> None:
    """Count what happened to forms, and who saw which wording of one that is tested."""
    sql.execute(COUNT, names=list(COUNTED), **_these(event_ids))
    sql.execute(READ, told=trial.TOLD.pattern, **_these(event_ids))


def tag_scanners(event_ids: Sequence[UUID], lead_ids: Sequence[UUID]) -> None:
    """Put the tags of scanned codes on the leads."""
    lead_of = dict(zip(event_ids, lead_ids, strict=True))
    add_tags([
        TagPut(lead_of[event_id], tag, f"qr:{event_id}:{tag}"[:200], at, f"QR {name or ''}".strip())
        for event_id, at, name, tags in sql.tuples(SCANS, **_these(event_ids))
        for tag in tags
    ])  # fmt: skip


def tag_answerers(event_ids: Sequence[UUID], lead_ids: Sequence[UUID]) -> None:
    """Put the tags that people chose in forms on the leads, where the submission stands: each once, whatever event tells of it."""
    if not Submission.objects.exists():
        return
    lead_of = dict(zip(event_ids, lead_ids, strict=True))
    told = sql.tuples(ANSWERED, names=list(SENT), states=list(STANDING), **_these(event_ids))
    sent = {one.pk: one for one in Submission.objects.filter(pk__in={row[2] for row in told}).select_related("version", "form")}
    add_tags([
        TagPut(lead_of[event_id], tag, f"form:{submission_id}:{tag}"[:200], at, f"Form {sent[submission_id].form.name}"[:200])
        for event_id, at, submission_id in told
        for tag in answers.tags(content.read(sent[submission_id].version.content).fields, sent[submission_id].values)
    ])  # fmt: skip


def _these(event_ids: Sequence[UUID]) -> dict[str, Any]:
    start, end = ids.span(event_ids)
    return {"ids": list(event_ids), "start": start, "end": end + timedelta(milliseconds=1)}
