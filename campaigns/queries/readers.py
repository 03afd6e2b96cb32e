"""The leads to whom we write, as a template may know them; and the workspace that writes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings

from campaigns.domain.names import Reader, Sender
from kernel import sql, tenancy
from leads.models import Identifier, Lead
from tenants.queries import workspaces
from tracking.models import Site

NEWS = """
SELECT DISTINCT ON (v.person_id) v.person_id, coalesce(e.properties ->> 'product', ''), coalesce(e.properties ->> 'title', ''),
       coalesce(e.properties ->> 'url', '')
FROM tracking_visitor v
JOIN tracking_event e ON e.workspace_id = %(workspace_id)s AND e.visitor_id = v.id AND e.name = 'product_news' AND e.door = 'own'
WHERE v.workspace_id = %(workspace_id)s AND v.person_id = ANY(%(people)s::uuid[])
ORDER BY v.person_id, e.occurred_at DESC, e.id DESC
"""


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


def of_leads(lead_ids: Iterable[UUID], with_news: bool = False) -> dict[UUID, Reader]:
    """Lead id → reader; ids that are not here are left out. `with_news`: with the newest news of a product that they were told of."""
    found = addressees(lead_ids)
    told = _news({one.person_id for one in found.values()}) if with_news else {}
    return {lead_id: replace(one.reader, news=told.get(one.person_id)) for lead_id, one in found.items()}


def _news(people: set[UUID]) -> dict[UUID, dict[str, str]]:
    """Person id → product, title, url."""
    return {person: dict(zip(("product", "title", "url"), told, strict=True)) for person, *told in sql.tuples(NEWS, people=list(people))}


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
