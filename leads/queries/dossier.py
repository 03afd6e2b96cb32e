"""Everything that is somebody's, in every table: to show, to hand out, to erase."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from kernel import clock, personal, sql
from kernel.personal import Subject
from leads.models import Identifier, Lead, Person
from tracking.models import Visitor

# Whoever was merged into them, and whom they were merged into, is the same human.
FAMILY = """
WITH RECURSIVE up AS (
    SELECT p.id, p.merged_into_id FROM leads_person p WHERE p.workspace_id = %(workspace_id)s AND p.id = %(person)s
    UNION
    SELECT p.id, p.merged_into_id FROM up JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = up.merged_into_id
), down AS (
    SELECT id FROM up
    UNION
    SELECT p.id FROM down JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.merged_into_id = down.id
)
SELECT id FROM down ORDER BY id
"""
# Shorter words name more than one person, and are not looked for inside of texts.
SHORTEST_ID, SHORTEST_ADDRESS = 8, 6


def is_there(person_id: UUID) -> bool:
    """Whether there is such a person who was not erased."""
    return _family(person_id) is not None


def _family(person_id: UUID) -> tuple[list[UUID], list[UUID]] | None:
    """The ids of all people who are them, and of their leads."""
    people = [row[0] for row in sql.tuples(FAMILY, person=str(person_id))]
    leads = list(Lead.objects.filter(person_id__in=people).order_by("id").values_list("id", "closed_reason"))
    gone = not people or (leads and all(reason == "erased" for _, reason in leads))
    return None if gone else (people, [lead for lead, _ in leads])


def subject(person_id: UUID, wants_silence: bool = True) -> Subject | None:
    """Somebody with all that names them; None when there is no such person, or they were erased already."""
    family = _family(person_id)
    if family is None:
        return None
    people, leads = family
    rows = list(Person.objects.filter(pk__in=people).values_list("email", "phone", "company_id"))
    keys = list(Identifier.objects.filter(person_id__in=people).values_list("kind", "value"))
    visitors = list(Visitor.objects.filter(person_id__in=people).values_list("id", "anonymous_id"))
    addresses = {row[0].lower() for row in rows if row[0]} | {value.lower() for kind, value in keys if kind == "email"}
    named = addresses | {row[1] for row in rows} | {value for kind, value in keys if kind == "phone"}
    ids = {value for kind, value in keys if kind == "user_id"} | {name for _, name in visitors}
    texts = {text.lower() for text in named if len(text) >= SHORTEST_ADDRESS} | {text.lower() for text in ids if len(text) >= SHORTEST_ID}
    found = Subject(
        people=people, leads=leads, visitors=[key for key, _ in visitors],
        companies=sorted({row[2] for row in rows if row[2]}), addresses=sorted(addresses), texts=sorted(texts), now=clock.now(),
        wants_silence=wants_silence,
    )  # fmt: skip
    return replace(found, targets=personal.targets(found))


def confirmation(person_id: UUID) -> str:
    """What has to be typed to erase them: the address, else the number, else the name, else a word."""
    found = Person.objects.filter(pk=person_id).values_list("email", "phone", "name").first() or ()
    return next((text for text in found if text), "erase")


def export(person_id: UUID) -> dict[str, Any] | None:
    """{"person_id", "exported_at", "tables": {table: [row, …]}}: one document for who asks what is kept of them. None: no such person."""
    about = subject(person_id)
    if about is None:
        return None
    return {"person_id": person_id, "exported_at": about.now, "tables": personal.export(about)}
