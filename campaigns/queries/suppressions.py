"""Who must not be written to."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from campaigns.domain.consent import hashed, normal_address
from campaigns.models import Suppression
from kernel import sql, tenancy
from leads.queries import blacklist


def open_for(addresses: Iterable[str]) -> dict[str, str]:
    """Normal address → reason, of those that are suppressed now. The blacklist of companies is no part of it: it says nothing about the
    address, and what is kept with people as their reach would outlast it."""
    asked = {normal_address(address) for address in addresses if address}
    names = {**{address: address for address in asked}, **{hashed(tenancy.current(), address): address for address in asked}}
    found = Suppression.objects.filter(address__in=names, lifted_at=None).values_list("address", "reason")
    return {names[address]: reason for address, reason in found}


def closed_for(addresses: Iterable[str]) -> dict[str, str]:
    """Normal address → reason, of those that must not be written to: suppressed, or at the domain of a company on the blacklist (F069)."""
    asked = {normal_address(address) for address in addresses if address}
    return {**open_for(asked), **dict.fromkeys(blacklist.addresses(asked), blacklist.BLACKLISTED)}


def people(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Person → reason, of those who must not be written to at any address: whose company stands on the blacklist (F069)."""
    return dict.fromkeys(blacklist.people(person_ids), blacklist.BLACKLISTED)


BEHIND = """
SELECT p.email FROM leads_person p WHERE p.workspace_id = %(workspace_id)s AND p.email <> ''
  AND 'erased:' || encode(sha256(convert_to(%(workspace_id)s::text || ':' || lower(p.email), 'UTF8')), 'hex') = %(address)s
"""


def addresses_behind(address: str) -> list[str]:
    """The address of a suppression; of a hashed one those of people who have come back under it."""
    return [row[0] for row in sql.tuples(BEHIND, address=address)] if address.startswith("erased:") else [address]


def search(text: str = "", *, lifted: bool = False) -> "QuerySet[Suppression]":
    """Suppressions, those of today or the lifted ones, by a part of the address."""
    found = Suppression.objects.filter(lifted_at__isnull=not lifted)
    return found.filter(address__contains=text.strip().lower()) if text else found
