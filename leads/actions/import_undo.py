"""take_back, take_back_some: of a file, who came with it goes and who was changed has again what they had, unless dealt with since."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from kernel import audit, clock, facts, sql, work
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions import rows as write
from leads.actions.companies import put_classes
from leads.actions.firmographics import unsay
from leads.actions.membership import touch, touch_companies
from leads.actions.move_batches import go_back
from leads.domain import profile
from leads.domain.footprints import footprints
from leads.enums import ImportState
from leads.facts import LeadEdited
from leads.models import Company, ImportJob
from leads.queries import import_marks as questions
from leads.queries import people
from leads.queries.firmographics import of_file
from leads.queries.import_marks import DONE, Mark
from leads.queries.move_batches import lock

KIND, CHUNK = "leads.import_undo", 200
DROP = "DELETE FROM {table} f WHERE f.workspace_id = %(workspace_id)s AND f.{column} = ANY(%(ids)s::uuid[])"
# An identifier that somebody has used since, or that is still what the person is reached by, stays theirs.
DROP_KEYS = """
DELETE FROM leads_identifier i USING json_to_recordset(%(rows)s::json) AS x(person_id uuid, kind text, value text), leads_person p
WHERE i.workspace_id = %(workspace_id)s AND i.person_id = x.person_id AND i.kind = x.kind AND i.value = x.value AND i.times = 0
    AND p.workspace_id = %(workspace_id)s AND p.id = x.person_id AND i.value NOT IN (p.email, p.phone)
"""
DROP_COMPANIES = """
DELETE FROM leads_company o WHERE o.workspace_id = %(workspace_id)s AND o.id = ANY(%(ids)s::uuid[]) AND o.created_at >= %(since)s
    AND o.blacklisted_at IS NULL{free} RETURNING o.id
"""
# Whom another file names as well stays for its sake, as if it had made them, where nobody changed them in between: once that is taken back
# too, they are judged again.
HAND_OVER = """
UPDATE leads_importmark o SET made = true FROM (
    SELECT DISTINCT ON (m.id) f.id FROM leads_importmark m
    JOIN leads_importmark f ON f.workspace_id = %(workspace_id)s AND f.person_id = m.person_id AND f.job_id <> m.job_id
        AND f.before - 'last_touch' = m.after - 'last_touch'
    JOIN leads_importjob j ON j.workspace_id = %(workspace_id)s AND j.id = f.job_id AND j.state <> 'undone'
    WHERE m.workspace_id = %(workspace_id)s AND m.id = ANY(%(marks)s::uuid[]) ORDER BY m.id, f.job_id) x
WHERE o.workspace_id = %(workspace_id)s AND o.id = x.id
"""
MADE = """
SELECT min(j.created_at) FROM leads_importmark m JOIN leads_importjob j ON j.workspace_id = %(workspace_id)s AND j.id = m.job_id
WHERE m.workspace_id = %(workspace_id)s AND m.made AND m.person_id = ANY(%(people)s::uuid[])
"""
OUTCOMES = """
UPDATE leads_importmark m SET outcome = x.outcome FROM json_to_recordset(%(rows)s::json) AS x(id uuid, outcome text)
WHERE m.workspace_id = %(workspace_id)s AND m.id = x.id
"""


def take_back(job_id: UUID, expected: int | None, actor: Actor) -> ImportJob:
    """Have the workers take a file back, 200 people at a time. Audited. `expected`: how many people it was shown to change (409 for
    another number). Refuses a file that is not done, was taken back, or came before what files do was noted (409)."""
    job: ImportJob | None = ImportJob.objects.select_for_update().defer("file", "text").filter(pk=job_id).first()
    if job is None:
        raise Refused("There is no such import in this workspace.", code="not_found", status=404)
    if job.state in (ImportState.UNDOING, ImportState.UNDONE):
        raise Refused("This was undone already.", code="undone", status=409)
    if job.state not in (ImportState.DONE, ImportState.FAILED) or not job.undoable:
        raise Refused("Only an import that has ended, and that noted what it did, can be taken back.", code="not_undoable", status=409)
    found = questions.preview(job_id)
    if expected is not None and expected != found.changing:
        told = f"It would change {found.changing} people now, not {expected}: look again."
        raise Refused(told, field="expected", code="changed", status=409)
    if not found.changing and not of_file(job_id) and not questions.shared(job_id):
        raise Refused("Nothing of it can be taken back: everybody was dealt with since.", code="nothing", status=409)
    job.state, job.undone_at, job.undone_by = ImportState.UNDOING, clock.now(), actor.name[:200]
    job.save(update_fields=["state", "undone_at", "undone_by"])
    audit.record(actor, "import.undone", job, {"people": [None, found.changing]})
    work.ring(KIND)
    return job


def take_back_some() -> int:
    """The next 200 people of a file that is being taken back; says how many. What cannot go back says why in its mark."""
    waiting = ImportJob.objects.select_for_update(skip_locked=True).defer("file", "text").filter(state=ImportState.UNDOING)
    job: ImportJob | None = waiting.order_by("undone_at").first()
    if job is None:
        return 0
    sql.lock("identity")
    leads = questions.next_leads(job.pk, CHUNK)
    lock(leads)
    marks = questions.judged(job.pk, leads)
    _put_back(job, marks)
    actor = Actor("import", str(job.pk), job.undone_by)
    if len(leads) < CHUNK and unsay(job.pk, CHUNK, actor) < CHUNK:
        _finish(job, actor)
    else:
        work.ring(KIND)
    job.save(update_fields=["state", "removed", "restored", "kept"])
    return len(marks) or 1


def _put_back(job: ImportJob, marks: Sequence[Mark]) -> None:
    gone = [mark for mark in marks if mark.outcome == "removed"]
    since = _since(job, gone)
    back = [mark for mark in marks if not mark.made and mark.outcome in DONE]
    others = [mark for mark in marks if mark.outcome != "removed"]
    companies = {UUID(side["company_id"]) for mark in marks for side in (mark.before, mark.after) if side.get("company_id")}
    if back:
        _episodes([mark.lead_id for mark in back if mark.opened and mark.untouched])
        go_back(job.pk, {str(mark.lead_id): mark.stood for mark in back if mark.stood and not mark.opened}, job.created_at)
        _values(back)
    _drop("lead", [mark.lead_id for mark in gone])
    _drop("person", [mark.person_id for mark in gone])
    _drop_rows("leads_person", "id", [mark.person_id for mark in gone])
    sql.execute(OUTCOMES, rows=sql.as_json([{"id": mark.id, "outcome": mark.outcome} for mark in others]))
    sql.execute(HAND_OVER, marks=[str(mark.id) for mark in others if mark.made])
    touch_companies(sorted(companies))
    _companies(companies, since)
    job.removed += len(gone)
    job.restored += len(back)
    job.kept += sum(mark.outcome != "same" and mark.outcome not in DONE for mark in others)


def _since(job: ImportJob, gone: Sequence[Mark]) -> datetime:
    """When the first file began that made these people; where an earlier one was taken back before, their companies came with it."""
    found = sql.tuples(MADE, people=[str(mark.person_id) for mark in gone])[0][0]
    return min(found, job.created_at) if found else job.created_at


def _episodes(leads: Collection[UUID]) -> None:
    """Episodes that the file opened for people who were there, and in which nothing happened."""
    _drop("lead", leads)
    _drop_rows("leads_lead", "id", leads)


def _drop(of: str, keys: Collection[UUID]) -> None:
    """What follows from these leads, people or companies; what says that something was done stands no more where it was asked before."""
    for each in footprints():
        if each.of == of and (not each.why or each.where):
            _drop_rows(each.table, each.by, keys)


def _drop_rows(table: str, column: str, keys: Collection[UUID]) -> None:
    if keys:
        sql.execute(DROP.format(table=table, column=column), ids=[str(key) for key in keys])


def _values(marks: Sequence[Mark]) -> None:
    """Give people back what they had, field by field, and let go of the identifiers that the file gave. Announces LeadEdited."""
    before = people.rows({mark.person_id for mark in marks})
    standing = set(Company.objects.filter(pk__in=_companies_before(marks)).values_list("pk", flat=True))
    rows = {key: {**row, "attributes": {**row["attributes"]}} for key, row in before.items()}
    for mark in marks:
        _fill(rows[mark.person_id], mark, standing)
    changed = [row for key, row in rows.items() if row != before[key]]
    write.put_people([], changed)
    write.index([row for row in changed if profile.changed(before[row["id"]], row, profile.SEARCHED)])
    given = [{"person_id": mark.person_id, "kind": kind, "value": value} for mark in marks for kind, value in mark.keys]
    sql.execute(DROP_KEYS, rows=sql.as_json(given))
    latest = people.latest_leads(set(before))
    leads = [latest[row["id"]].id for row in changed if row["id"] in latest]
    if leads:
        facts.publish(LeadEdited(lead_ids=leads, at=clock.now(), history=True))
        touch(leads)


def _companies_before(marks: Sequence[Mark]) -> set[str]:
    return {mark.before["company_id"] for mark in marks if mark.before.get("company_id")}


def _fill(row: dict[str, object], mark: Mark, companies: Collection[UUID]) -> None:
    attributes: dict[str, object] = row["attributes"]  # type: ignore[assignment]
    for name in mark.back:
        value = mark.before.get(name)
        if name.startswith("attributes."):
            key = name.partition(".")[2]
            attributes.pop(key, None)
            if name in mark.before:
                attributes[key] = value
        elif name == "company_id":
            row[name] = UUID(value) if value and UUID(value) in companies else None
        else:
            row[name] = value


def _companies(keys: Collection[UUID], since: datetime) -> None:
    """Companies that came with the file and that nobody and nothing speaks of any more."""
    if keys:
        free = "".join(
            f" AND NOT EXISTS (SELECT 1 FROM {each.table} f WHERE f.workspace_id = %(workspace_id)s AND f.{each.by} = o.id"
            f"{' AND ' + each.where if each.where else ''})"
            for each in footprints()
            if each.of == "company" and each.why
        )
        gone = sql.tuples(DROP_COMPANIES.format(free=free), ids=[str(key) for key in keys], since=since)
        _drop("company", [key for (key,) in gone])


def _finish(job: ImportJob, actor: Actor) -> None:
    """Market classes last: those that still are what the file said."""
    job.state = ImportState.UNDONE
    now = dict(Company.objects.filter(pk__in=list(job.classes)).values_list("pk", "market_class"))
    put_classes({key: job.classes[str(key)][0] for key, value in now.items() if value == job.classes[str(key)][1]}, actor)
