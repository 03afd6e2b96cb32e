"""close, change_job: one episode of somebody's interest ends and another begins; the person and their history stay."""

from datetime import datetime
from uuid import UUID

from kernel import audit, clock, facts, ids, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions import lifecycle
from leads.actions import rows as write
from leads.actions.companies import put_companies
from leads.actions.jobs import Left, leave_jobs
from leads.actions.membership import touch
from leads.domain import contacts, profile
from leads.domain.names import clean
from leads.enums import MoveReason, Stage
from leads.facts import LeadEdited, LeadsClosed
from leads.models import Lead
from leads.queries import leads, people

JOB_CHANGE = "job_change"
CLOSE = """
UPDATE leads_lead l SET closed_at = greatest(x.at, l.created_at), closed_reason = %(reason)s
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, at timestamptz)
WHERE l.workspace_id = %(workspace_id)s AND l.id = x.id AND l.closed_at IS NULL
"""


def close(ends: dict[UUID, datetime], history: bool = False) -> None:
    """Close these episodes because their people have new jobs; announces LeadsClosed."""
    if ends:
        sql.execute(CLOSE, rows=sql.as_json([{"id": lead, "at": at} for lead, at in ends.items()]), reason=JOB_CHANGE)
        facts.publish(LeadsClosed(lead_ids=list(ends), reason=JOB_CHANGE, at=max(ends.values()), history=history))
        touch(ends)


def change_job(lead_id: UUID, actor: Actor, *, email: str = "", company: str = "", title: str = "") -> Lead:
    """The person of this lead works elsewhere now: a new lead (episode) begins in *name*, the old one is closed with `job_change`.

    The person, their identifiers and all that happened stay; the new lead starts without points but those of fit. Audited; announces
    LeadsClosed, StageChanged, LeadEdited. Refuses a closed lead, neither address nor company, and an address of somebody else.
    """
    sql.lock("identity")
    old = leads.lead(lead_id)
    if old is None or old.closed_at:
        raise Refused("There is no open lead of this name: a closed one cannot change jobs.", code="not_found", status=404)
    address, name = contacts.email(email), clean(company, 200)
    if email and not address:
        raise Refused("This is no e-mail address.", field="email")
    if not address and not name:
        raise Refused("Give the new company or an e-mail address there.", field="company")
    _take(address, old.person_id)
    before = people.rows({old.person_id})[old.person_id]
    row = dict(before)
    profile.change_job(row, address, name, clean(title, 200))
    row["known_at"] = row["known_at"] or clock.now()
    if address:
        put_companies([row])
    write.put_people([], [row])
    write.index([row])
    new = _begin(old, actor)
    told = {field: [before[field], row[field]] for field in ("email", "company_name", "title") if before[field] != row[field]}
    audit.record(actor, "lead.job_changed", new.pk, {**told, "lead": [str(old.pk), str(new.pk)]})
    leave_jobs([Left(before, old.pk, new.pk, clock.now())])
    facts.publish(LeadEdited(lead_ids=[new.pk], at=clock.now()))
    touch([new.pk])
    return new


def _take(address: str, person_id: UUID) -> None:
    key = ("email", address)
    if address and people.owners({key}).get(key, person_id) != person_id:
        raise Refused(f"{address} belongs to somebody else here: merge the two instead.", field="email", code="taken", status=409)
    write.put_keys({key: person_id} if address else {})


def _begin(old: Lead, actor: Actor) -> Lead:
    now, new_id = clock.now(), ids.new()
    close({old.pk: now})
    row = {"id": new_id, "person_id": old.person_id, "number": old.number + 1, "at": now, "entry_channel": "", "known": True,
           "history": False, "owner_id": old.owner_id, "active_at": None}  # fmt: skip
    write.open_leads([row], MoveReason.JOB_CHANGE, actor.kind, actor.name)
    lifecycle.move_stages([lifecycle.Move(new_id, Stage.NAME, MoveReason.JOB_CHANGE, now)], audit.SYSTEM)
    return Lead.objects.select_related("person__company", "snapshot").get(pk=new_id)
