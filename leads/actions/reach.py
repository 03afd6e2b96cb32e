"""with_reach, renew, prove_emails, prove_phones: whether somebody can be reached stands with the person, so that lists filter and sort by
it (F167)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from kernel import clock, facts, sql
from leads.actions.membership import touch_people
from leads.domain import contactability
from leads.domain.contactability import ALL_ON
from leads.enums import Proof
from leads.facts import ReachChanged
from leads.models import ContactProof, Lead, Person
from leads.queries import proofs
from tracking.queries import policy

COLUMNS = ("id", "email", "phone")
PUT = """
UPDATE leads_person p SET email_reach = x.email_reach, phone_reach = x.phone_reach, contactability = x.contactability
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, email_reach text, phone_reach text, contactability smallint)
WHERE p.workspace_id = %(workspace_id)s AND p.id = x.id
"""


def lock() -> None:
    """Held by whoever changes an address or what is known against or for one, so that neither misses the other."""
    sql.lock("leads.contactability")


def with_reach(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of people (`email`, `phone`) with the columns of contactability.stored, as far as the workspace has them judged."""
    addresses = {row["email"] for row in people if row["email"]}
    keys = {key for row in people for key in contactability.keys(row["email"], row["phone"])}
    if addresses or keys:
        lock()
    blocked, proven = contactability.blocked(addresses), proofs.proven(keys)
    off = policy.current().off if keys or addresses else ALL_ON
    return [
        {**row, **contactability.stored(row["email"], row["phone"], blocked.get(row["email"].lower(), ""), proven, off)} for row in people
    ]


def renew(addresses: Iterable[str]) -> None:
    """Something became known against these addresses, or is known no more. Take `lock` before you change it. Announces ReachChanged."""
    _put(list(Person.objects.filter(email__in=list(addresses)).values(*COLUMNS)))


def _put(given: list[dict[str, Any]]) -> None:
    if not given:
        return
    sql.execute(PUT, rows=sql.as_json(with_reach(given)))
    people = [row["id"] for row in given]
    touch_people(people)
    leads = list(Lead.objects.filter(person_id__in=people, closed_at=None).values_list("id", flat=True))
    if leads:
        facts.publish(ReachChanged(lead_ids=leads))


def prove_emails(addresses: Iterable[str], how: Proof) -> None:
    """Somebody was reached at these addresses: the first proof of each is kept. Said again it changes nothing; announces ReachChanged."""
    lock()
    fresh = _keep({key for address in addresses for key in contactability.keys(address, "")}, how)
    if fresh:
        renew(fresh)


def prove_phones(person_ids: Sequence[UUID], how: Proof = Proof.CALL) -> None:
    """These people were reached at the number that they have now; it holds for whoever shares it. Said again it changes nothing.

    Announces ReachChanged.
    """
    lock()
    numbers = Person.objects.filter(id__in=person_ids).exclude(phone="").values_list("phone", flat=True)
    if fresh := _keep({key for number in numbers for key in contactability.keys("", number)}, how):
        _put(list(Person.objects.filter(phone__in=fresh).exclude(phone="").values(*COLUMNS)))


def _keep(values: set[str], how: Proof) -> set[str]:
    """Those that were not proven before."""
    fresh = values - proofs.proven(values)
    ContactProof.objects.bulk_create([ContactProof(value=value, how=how, at=clock.now()) for value in sorted(fresh)], ignore_conflicts=True)
    return fresh
