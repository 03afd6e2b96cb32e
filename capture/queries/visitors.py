"""What is known of the person behind a browser's id: names of fields, never values (F026)."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from capture.domain.content import COMPANY, PERSON
from leads.domain.firmographics import FLAT
from leads.models import Identifier, Person
from tracking.models import Visitor

FIELD = {"company": "company_name"}


@dataclass(frozen=True)
class Known:
    """`fields` as capture.domain.asking.known_target names them; `last_touch` is where the visit came from."""

    person_id: UUID | None = None
    fields: frozenset[str] = frozenset()
    last_touch: dict[str, Any] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        return "email" in self.fields


def behind(anonymous_id: str) -> Known:
    """Who uses this browser now; nobody for an id that we do not know, and for a browser of which no name is known."""
    if not anonymous_id:
        return Known()
    visitor = Visitor.objects.filter(anonymous_id=anonymous_id).order_by("-episode").first()
    if visitor is None:
        return Known()
    known = Person.objects.filter(pk=visitor.person_id, known_at__isnull=False).select_related("company")
    person = known.first() if visitor.person_id else None
    if person is None:
        return Known(None, frozenset(), visitor.last_touch)
    fields = {name for name in PERSON if getattr(person, FIELD.get(name, name))}
    fields |= {f"attribute:{name}" for name, value in person.attributes.items() if value not in ("", None)}
    fields |= {f"attribute:{name}" for name in COMPANY if person.company and getattr(person.company, FLAT[name])}
    return Known(person.pk, frozenset(fields), visitor.last_touch)


def is_theirs(person_id: UUID | None, email: str) -> bool:
    """Whether this known person has given this address, as their newest or before."""
    return person_id is not None and Identifier.objects.filter(kind="email", value=email, person_id=person_id).exists()


def address_of(person_id: UUID | None) -> str:
    """The address of a known person; for our own records, never for a page."""
    found = Person.objects.filter(pk=person_id).values_list("email", flat=True).first() if person_id else ""
    return str(found or "")
