"""erase_person, record_export: what is somebody's leaves every table; that it did stays in the audit, without a word of them (LAW)."""

from uuid import UUID

from django.db import transaction
from django.db.utils import IntegrityError

from kernel import audit, personal, sql
from kernel.audit import Actor
from kernel.personal import Subject
from kernel.problems import Refused
from leads.actions import reach
from leads.actions.membership import refresh
from leads.queries import dossier

DROP_COMPANIES = """
DELETE FROM leads_company c WHERE c.workspace_id = %(workspace_id)s AND c.id = ANY(%(companies)s::uuid[]) AND NOT EXISTS (
    SELECT 1 FROM leads_person p WHERE p.workspace_id = %(workspace_id)s AND p.company_id = c.id)
"""
NOW = "SET CONSTRAINTS ALL IMMEDIATE"
LATER = "SET CONSTRAINTS ALL DEFERRED"


def erase_person(*, person_id: UUID, actor: Actor, confirm: str, wants_silence: bool = True) -> dict[str, int]:
    """Erase somebody, with everybody who was merged with them; table → rows dealt with, `<table>.mentions` → rows of others that spoke of
    them.

    Rows are deleted or emptied as each app registered it (kernel.personal); the record, its leads and their stages stay without a word, so
    that counts in reports do not change. A later event of the same browser is a stranger's. With `wants_silence` their addresses stay
    suppressed by hash. Refuses an unknown person and a `confirm` that is not what dossier.confirmation says. Audited without names.
    """
    sql.lock("identity")
    # Before any row of theirs is held: silence is kept against their addresses, and whoever writes one meanwhile waits to hear of it.
    reach.lock()
    about = dossier.subject(person_id, wants_silence)
    if about is None:
        raise Refused("There is no such person in this workspace.", code="not_found", status=404)
    asked = dossier.confirmation(person_id)
    if confirm.strip().lower() != asked.lower():
        raise Refused(f"Type “{asked}” to confirm: what is erased does not come back.", field="confirm")
    done = personal.erase(about)
    _drop_companies(about)
    spoke = sum(rows for table, rows in done.items() if table.endswith(".mentions"))
    if spoke:
        refresh()  # what a segment asks of others may have stood there
    audit.record(actor, "person.erased", person_id, {"rows": [sum(done.values()) - spoke, 0], "mentions": [spoke, 0]})
    return done


def _drop_companies(about: Subject) -> None:
    """A company that only they made known goes with them, unless something else still speaks of it."""
    try:
        with transaction.atomic():
            sql.execute(DROP_COMPANIES, companies=list(about.companies))
            sql.execute(NOW)
    except IntegrityError:
        return
    finally:
        sql.execute(LATER)


def record_export(*, person_id: UUID, actor: Actor) -> None:
    """That somebody's data was handed out, and by whom."""
    audit.record(actor, "person.exported", person_id)
