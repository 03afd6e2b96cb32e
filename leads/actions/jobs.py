"""leave_jobs: people work elsewhere now: the job that ended is kept with its dates, and the change is announced (F009)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import facts, ids, sql
from leads.facts import EmploymentChanged

KEEP = """
INSERT INTO leads_pastjob (workspace_id, id, person_id, lead_id, next_lead_id, company_id, company_name, title, email, started_at, ended_at)
SELECT %(workspace_id)s, x.id, x.person_id, x.lead_id, x.next_lead_id, x.company_id, x.company_name, x.title, x.email,
    coalesce(j.ended_at, x.known_at), greatest(x.at, coalesce(j.ended_at, x.known_at))
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, person_id uuid, lead_id uuid, next_lead_id uuid, company_id uuid, company_name text,
    title text, email text, known_at timestamptz, at timestamptz)
LEFT JOIN LATERAL (
    SELECT max(p.ended_at) AS ended_at FROM leads_pastjob p WHERE p.workspace_id = %(workspace_id)s AND p.person_id = x.person_id
) j ON true
"""


@dataclass(frozen=True)
class Left:
    """A person's row as it was in the old job, the lead of that time and the one that began at `at`."""

    before: dict[str, Any]
    lead_id: UUID | None
    next_lead_id: UUID
    at: datetime


def leave_jobs(left: Sequence[Left], history: bool = False) -> None:
    """Keep the jobs that ended; announces EmploymentChanged."""
    if not left:
        return
    told = ("company_id", "company_name", "title", "email", "known_at")
    rows = [
        {"id": ids.new(), "person_id": one.before["id"], "lead_id": one.lead_id, "next_lead_id": one.next_lead_id, "at": one.at,
         **{name: one.before[name] for name in told}}
        for one in left
    ]  # fmt: skip
    sql.execute(KEEP, rows=sql.as_json(rows))
    facts.publish(
        EmploymentChanged(
            person_ids=[one.before["id"] for one in left], lead_ids=[one.next_lead_id for one in left],
            at=max(one.at for one in left), history=history,
        )
    )  # fmt: skip
