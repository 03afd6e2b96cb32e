"""The leads to whom we write, as a template may know them; and the workspace that writes."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings

from campaigns.domain.names import Reader, Sender
from kernel import tenancy
from leads.models import Identifier, Lead
from tenants.queries import workspaces
from tracking.models import Site


@dataclass(frozen=True)
class Addressee:
    """A lead to whom something may be sent."""

    lead_id: UUID
    person_id: UUID
    reader: Reader


def addressees(lead_ids: Iterable[UUID]) -> dict[UUID, Addressee]:
    """Lead id → addressee; ids that are not here are left out."""
    found = Lead.objects.filter(id__in=set(lead_ids)).select_related("person", "person__company")
    return {lead.id: Addressee(lead.id, lead.person_id, reader(lead)) for lead in found}


def recent(limit: int = 25) -> list[tuple[UUID, str]]:
    """(lead id, label) of leads that can be written to, newest first: whom a preview may show."""
    found = Lead.objects.exclude(person__email="").select_related("person").order_by("-id")[:limit]
    return [(lead.id, f"{lead.person.name or lead.person.email} · {lead.person.company_name}".rstrip(" ·")) for lead in found]


def with_address(address: str) -> list[UUID]:
    """Leads whose person has this address."""
    return list(Lead.objects.filter(person__email__iexact=address).order_by("id").values_list("id", flat=True))


def addresses_of(person_id: UUID) -> list[str]:
    """Every address by which somebody is known."""
    return list(Identifier.objects.filter(kind="email", person_id=person_id).order_by("value").values_list("value", flat=True))


def of_leads(lead_ids: Iterable[UUID]) -> dict[UUID, Reader]:
    """Lead id → reader; ids that are not here are left out."""
    return {lead_id: found.reader for lead_id, found in addressees(lead_ids).items()}


def reader(lead: Lead) -> Reader:
    person, company = lead.person, lead.person.company
    return Reader(
        name=person.name, email=person.email, title=person.title, phone=person.phone, persona=person.persona, language=person.language,
        country=person.country, industry=person.industry, stage=lead.stage, source=person.first_source, attributes=person.attributes,
        company_name=company.name if company else person.company_name, company_domain=company.domain if company else "",
        company_industry=company.industry if company else "", search_intent=person.search_intent, landing_page=person.landing_page,
    )  # fmt: skip


def sender() -> Sender:
    """The current workspace; its website is that of its first site."""
    workspace = workspaces.by_id(tenancy.current())
    site = Site.objects.order_by("created_at", "id").first()
    website = (site.url if site else settings.BASE_URL).rstrip("/")
    if workspace is None:
        return Sender("", website)
    return Sender(workspace.name, website, workspace.postal_address, workspace.language)
