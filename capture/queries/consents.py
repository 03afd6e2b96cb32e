"""What people consented to: for whom asks before writing, and the whole history of one person (F162)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from capture.models import Consent
from kernel import sql
from leads.models import Identifier

BY_MAIL = """SELECT c.email AS address, c.purpose, c.given, c.at, c.withdrawn_at FROM capture_consent c
    WHERE c.workspace_id = %(workspace_id)s AND c.channel = 'email' AND c.email <> ''"""
HISTORY = """
SELECT c.id, c.submission_id, c.email AS address, c.purpose, c.channel, c.text, c.text_version, c.language, c.given, c.at, c.withdrawn_at,
    s.confirmed_at, f.name AS form, s.url
FROM capture_consent c
JOIN capture_submission s ON s.workspace_id = %(workspace_id)s AND s.id = c.submission_id
JOIN capture_form f ON f.workspace_id = %(workspace_id)s AND f.id = s.form_id
WHERE c.workspace_id = %(workspace_id)s AND c.email IN (
    SELECT i.value FROM leads_identifier i WHERE i.workspace_id = %(workspace_id)s AND i.kind = 'email' AND i.person_id = %(person)s
    UNION SELECT p.email FROM leads_person p WHERE p.workspace_id = %(workspace_id)s AND p.id = %(person)s AND p.email <> ''
) ORDER BY c.at DESC, c.id DESC LIMIT %(limit)s
"""


@dataclass(frozen=True)
class Said:
    """One answer to one question: the very words and their version, by which form on which page, confirmed and withdrawn when."""

    id: UUID
    submission_id: UUID
    address: str
    purpose: str
    channel: str
    text: str
    text_version: int
    language: str
    given: bool
    at: datetime
    withdrawn_at: datetime | None
    confirmed_at: datetime | None
    form: str
    url: str


def purposes() -> list[str]:
    """Purposes for which anybody was asked, by e-mail."""
    return sorted(set(Consent.objects.filter(channel="email").values_list("purpose", flat=True).distinct()))


def of_person(person_id: UUID, limit: int = 200) -> list[Said]:
    """Everything that somebody answered under any of their addresses, newest first."""
    return sql.rows(HISTORY, Said, person=str(person_id), limit=limit)


def addresses(people: Iterable[UUID]) -> dict[UUID, set[str]]:
    """Every e-mail address by which each of them is known."""
    found: dict[UUID, set[str]] = {}
    for person_id, address in Identifier.objects.filter(kind="email", person_id__in=list(people)).values_list("person_id", "value"):
        found.setdefault(person_id, set()).add(address)
    return found
