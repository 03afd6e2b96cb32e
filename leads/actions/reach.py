"""with_reach, renew: whether somebody can be reached stands with the person, so that lists filter and sort by it (F167)."""

from collections.abc import Iterable
from typing import Any

from kernel import sql
from leads.actions.membership import touch_people
from leads.domain import contactability
from leads.models import Person

PUT = """
UPDATE leads_person p SET email_reach = x.email_reach, phone_reach = x.phone_reach, contactability = x.contactability
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, email_reach text, phone_reach text, contactability smallint)
WHERE p.workspace_id = %(workspace_id)s AND p.id = x.id
"""


def lock() -> None:
    """Held by whoever changes an address or what is known against one, so that neither misses the other."""
    sql.lock("leads.contactability")


def with_reach(people: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of people (`email`, `phone`) with the columns of contactability.stored."""
    addresses = {row["email"] for row in people if row["email"]}
    if addresses:
        lock()
    blocked = contactability.blocked(addresses)
    return [{**row, **contactability.stored(row["email"], row["phone"], blocked.get(row["email"].lower(), ""))} for row in people]


def renew(addresses: Iterable[str]) -> None:
    """Something became known against these addresses, or is known no more. Take `lock` before you change it."""
    given = list(Person.objects.filter(email__in=list(addresses)).values("id", "email", "phone"))
    if given:
        sql.execute(PUT, rows=sql.as_json(with_reach(given)))
        touch_people(row["id"] for row in given)
