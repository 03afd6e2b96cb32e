"""Who said what of companies, and whose word stands; which events told it by a form."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from kernel import ids, sql
from leads.domain import firmographics as domain
from leads.domain.filters import BadFilter
from leads.domain.firmographics import Kept
from leads.enums import Firm, ImportState, WordSource
from leads.models import Company, FirmWord, ImportJob, Lead

# field → source → its last word.
OfCompany = dict[str, dict[str, Kept]]
FROM_FORMS = """
SELECT e.id FROM tracking_event e
WHERE e.workspace_id = %(workspace_id)s AND e.id = ANY(%(ids)s::uuid[]) AND e.occurred_at >= %(start)s AND e.occurred_at < %(end)s
    AND starts_with(e.message_id, 'form-')
"""


@dataclass(frozen=True)
class Told:
    """One field of a company for its page: what stands, and each source's last word, the one that stands first."""

    field: str
    label: Any
    value: Any
    # Each `stands` or does not.
    rows: list[Any]
    mend: str

    @property
    def standing(self) -> Any:
        """The word that the company has; None where nobody has said anything that stands."""
        return next((row for row in self.rows if row.stands), None)


def words(company_ids: Collection[UUID]) -> dict[UUID, OfCompany]:
    """Every company asked for is in the answer."""
    found: dict[UUID, OfCompany] = {company: {} for company in company_ids}
    for row in FirmWord.objects.filter(company_id__in=list(company_ids)):
        found[row.company_id].setdefault(row.field, {})[row.source] = _kept(row)
    return found


def undone(job_ids: Collection[str]) -> set[str]:
    """Which of these files were taken back or are gone."""
    standing = ImportJob.objects.filter(pk__in=job_ids).exclude(state__in=(ImportState.UNDOING, ImportState.UNDONE))
    return set(job_ids) - {str(key) for key in standing.values_list("pk", flat=True)}


def of_file(job_id: UUID) -> bool:
    """Whether a company has a word of this file."""
    return FirmWord.objects.filter(job_id=job_id).exists()


def _kept(row: FirmWord) -> Kept:
    return Kept(row.value, row.said, row.by, row.said_at, row.refused, row.refused_at)


def told(company: Company) -> list[Told]:
    """All fields of a company, each with who said it."""
    rows: dict[str, list[FirmWord]] = {}
    for row in FirmWord.objects.filter(company_id=company.pk).order_by("-said_at", "source"):
        rows.setdefault(row.field, []).append(row)
    return [_told(company, field, rows.get(field, [])) for field in Firm.values]


def _told(company: Company, field: str, rows: list[Any]) -> Told:
    source = domain.stands({row.source: _kept(row) for row in rows})
    for row in rows:
        row.stands = row.source == source
    ordered = sorted(rows, key=lambda row: not row.stands)
    return Told(field, Firm(field).label, getattr(company, field), ordered, domain.MENDS[field])


def sized(key: str, value: str, path: str) -> Q:
    """Companies of so many people, those of unknown size left out: `50..`, `..200`, `50..200`; `path`: of the size. Raises BadFilter."""
    ends = domain.size_range(value)
    if ends is None:
        raise BadFilter(key, "Give a range of people such as 50.. or 10..200.")
    low, high = ends
    found = Q(**{f"{path}__isnull": False})
    if low is not None:
        found &= Q(**{f"{path}__gte": low})
    return found & Q(**{f"{path}__lte": high}) if high is not None else found


def of_domains(domains: Collection[str]) -> dict[str, UUID]:
    """domain → its company, of those that are here."""
    return dict(Company.objects.filter(domain__in=list(domains)).values_list("domain", "id")) if domains else {}


def open_leads(company_ids: Iterable[UUID]) -> list[UUID]:
    """The open leads of these companies' people."""
    found = Lead.objects.filter(person__company_id__in=list(company_ids), closed_at=None)
    return list(found.order_by("id").values_list("id", flat=True))


def sources(event_ids: Collection[UUID]) -> dict[UUID, str]:
    """event → whether a form or anything else told it: messages of a form are named after its submission."""
    if not event_ids:
        return {}
    start, end = ids.span(event_ids)
    asked = {"ids": list(event_ids), "start": start, "end": end + timedelta(milliseconds=1)}
    forms = {event for (event,) in sql.tuples(FROM_FORMS, **asked)}
    return {event: WordSource.FORM if event in forms else WordSource.TRAITS for event in event_ids}
