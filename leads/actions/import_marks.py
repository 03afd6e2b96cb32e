"""before, after, classed: what a file does to whom, noted with it, so that it can be taken back (leads.actions.import_undo)."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from kernel import sql
from leads.domain.identity import Key
from leads.queries.import_marks import FLAT

# Of somebody whom two rows of one file name, the first says what was before and the last what is after.
BEFORE = f"""
INSERT INTO leads_importmark (workspace_id, id, job_id, person_id, lead_id, made, opened, stood, before, after, keys, outcome)
SELECT %(workspace_id)s, gen_random_uuid(), %(job)s, p.id, coalesce(l.id, p.id), false, false, jsonb_build_array(l.stage, l.visit_no),
    {FLAT}, '{{}}', '[]', ''
FROM leads_person p
LEFT JOIN leads_lead l ON l.workspace_id = %(workspace_id)s AND l.person_id = p.id AND l.closed_at IS NULL
WHERE p.workspace_id = %(workspace_id)s AND p.id = ANY(%(people)s::uuid[])
ON CONFLICT (workspace_id, job_id, person_id) DO NOTHING
"""
AFTER = f"""
INSERT INTO leads_importmark AS m (workspace_id, id, job_id, person_id, lead_id, made, opened, stood, before, after, keys, outcome)
SELECT %(workspace_id)s, gen_random_uuid(), %(job)s, p.id, x.lead_id, x.made, true, NULL, '{{}}', {FLAT}, x.keys, ''
FROM json_to_recordset(%(rows)s::json) AS x(person_id uuid, lead_id uuid, made boolean, keys jsonb)
JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = x.person_id
ON CONFLICT (workspace_id, job_id, person_id) DO UPDATE SET after = excluded.after, keys = m.keys || excluded.keys,
    opened = m.opened OR m.lead_id <> excluded.lead_id, lead_id = excluded.lead_id
"""
CLASSED = """
UPDATE leads_importjob j SET classes = (
    SELECT coalesce(jsonb_object_agg(x.company, jsonb_build_array(coalesce(j.classes -> x.company ->> 0, x.before), x.after)), '{}')
    FROM json_to_recordset(%(rows)s::json) AS x(company text, before text, after text)) || (j.classes - %(companies)s::text[])
WHERE j.workspace_id = %(workspace_id)s AND j.id = %(job)s
"""


def before(job: UUID | None, people: Collection[UUID]) -> None:
    """Note these people as they are before the rows of this file change them; nothing without a file."""
    if job and people:
        sql.execute(BEFORE, job=str(job), people=[str(person) for person in people])


def after(job: UUID | None, leads: Mapping[UUID, UUID], made: Collection[UUID], keys: Mapping[Key, UUID]) -> None:
    """Note person → lead as they are once the rows are in: who was made, and which identifiers the file gave them."""
    if not job:
        return
    given: dict[UUID, list[Key]] = {}
    for key, person in keys.items():
        given.setdefault(person, []).append(key)
    rows = [
        {"person_id": person, "lead_id": lead, "made": person in made, "keys": given.get(person, [])} for person, lead in leads.items()
    ]  # fmt: skip
    sql.put(AFTER, rows, job=str(job))


def classed(job: UUID | None, changed: Sequence[tuple[UUID, str, str]]) -> None:
    """Note the companies to which the file gave another market class: (company, before, after)."""
    if job and changed:
        rows: list[dict[str, Any]] = [{"company": str(company), "before": had, "after": has} for company, had, has in changed]
        sql.execute(CLASSED, job=str(job), rows=sql.as_json(rows), companies=[row["company"] for row in rows])
