"""Where somebody works and worked, as far as we saw it: now first, each with its dates and the lead of that time (F009)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from kernel import sql
from leads.models import PastJob

# Whoever was merged into them is the same human.
OF_PERSON = """
WITH RECURSIVE them AS (
    SELECT p.id FROM leads_person p WHERE p.workspace_id = %(workspace_id)s AND p.id = %(person_id)s
    UNION SELECT p.id FROM them JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.merged_into_id = them.id
), past AS (
    SELECT j.* FROM leads_pastjob j JOIN them ON them.id = j.person_id WHERE j.workspace_id = %(workspace_id)s
)
SELECT p.company_id, coalesce(nullif(p.company_name, ''), c.name, '') AS company, p.title, p.email,
    coalesce((SELECT max(past.ended_at) FROM past), p.known_at) AS since, NULL::timestamptz AS until,
    (SELECT l.id FROM leads_lead l WHERE l.workspace_id = %(workspace_id)s AND l.person_id = p.id ORDER BY l.number DESC LIMIT 1) AS lead_id
FROM leads_person p LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = p.company_id
WHERE p.workspace_id = %(workspace_id)s AND p.id = %(person_id)s
UNION ALL
SELECT past.company_id, coalesce(nullif(past.company_name, ''), c.name, ''), past.title, past.email, past.started_at, past.ended_at,
    past.lead_id
FROM past LEFT JOIN leads_company c ON c.workspace_id = %(workspace_id)s AND c.id = past.company_id
ORDER BY until DESC NULLS FIRST
"""


@dataclass(frozen=True)
class Job:
    """`until` is None for where they work now; `since` is None where nothing tells it."""

    company_id: UUID | None
    company: str
    title: str
    email: str
    since: datetime | None
    until: datetime | None
    lead_id: UUID | None


def of_person(person_id: UUID) -> list[Job]:
    """The job of now, then those before, the last first."""
    return sql.rows(OF_PERSON, Job, person_id=str(person_id))


def ended(person_ids: Collection[UUID]) -> dict[UUID, datetime]:
    """When the last job before the one of now ended, of those who had one."""
    found = PastJob.objects.filter(person_id__in=list(person_ids)).values("person_id").annotate(at=Max("ended_at"))
    return {row["person_id"]: row["at"] for row in found}
