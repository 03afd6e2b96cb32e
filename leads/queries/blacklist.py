"""The blacklist of companies (F069): who is of one that stands on it."""

from collections.abc import Iterable
from uuid import UUID

from kernel import sql
from leads.domain.contacts import company_domain
from leads.models import Company, Lead, Person

BLACKLISTED = "blacklisted"


def hold() -> None:
    """Until the transaction ends no company comes onto it or off it. Take it before you ask, where you let somebody in by the answer:
    what is announced of the next change then finds them there."""
    sql.lock(BLACKLISTED, shared=True)


def is_used() -> bool:
    """Whether any company stands on it."""
    return bool(Company.objects.filter(blacklisted_at__isnull=False).exists())


def people(person_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these people whose company stands on the blacklist."""
    asked = set(person_ids)
    return set(Person.objects.filter(id__in=asked, company__blacklisted_at__isnull=False).values_list("id", flat=True)) if asked else set()


def leads(lead_ids: Iterable[UUID]) -> set[UUID]:
    """Those of these leads whose company stands on the blacklist."""
    asked = set(lead_ids)
    found = Lead.objects.filter(id__in=asked, person__company__blacklisted_at__isnull=False)
    return set(found.values_list("id", flat=True)) if asked else set()


def addresses(asked: Iterable[str]) -> set[str]:
    """Those of these addresses (in lower case) whose domain is that of a company on the blacklist, known to us as a person or not."""
    domains = {address: domain for address in asked if (domain := company_domain(address))}
    if not domains:
        return set()
    found = set(Company.objects.filter(domain__in=set(domains.values()), blacklisted_at__isnull=False).values_list("domain", flat=True))
    return {address for address, domain in domains.items() if domain in found}


def their_addresses(asked: Iterable[str]) -> set[str]:
    """Those of these addresses (in lower case) that are, anywhere, the address of somebody whose company stands on the blacklist."""
    found = Person.objects.filter(email__in=set(asked), company__blacklisted_at__isnull=False)
    return set(found.values_list("email", flat=True))


def open_leads(company_id: UUID) -> list[UUID]:
    """The open leads of a company's people."""
    return list(Lead.objects.filter(person__company_id=company_id, closed_at=None).order_by("id").values_list("id", flat=True))


def of_lead(lead_id: UUID) -> Company | None:
    """The company on the blacklist that this lead is of; None when it is of none."""
    found: Company | None = Company.objects.filter(
        blacklisted_at__isnull=False, pk__in=Lead.objects.filter(pk=lead_id).values("person__company_id")
    ).first()
    return found
