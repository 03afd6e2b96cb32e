"""Question: which leads and companies does this text mean?"""

from dataclasses import dataclass

from leads.models import Company, Lead
from leads.queries import companies, leads

SHOWN = 25


@dataclass(frozen=True)
class Found:
    """What was found; `more` says that the list of leads goes on."""

    leads: list[Lead]
    more: bool
    companies: list[Company]


def search(text: str) -> Found:
    """Leads by name, e-mail, phone or company (known and anonymous, best first) and companies by name or domain."""
    if not text.strip():
        return Found([], False, [])
    # As the index of ranks has them, those without a score last: the first of many are found without a look at the rest.
    found = list(leads.search({"q": [text]})[: SHOWN + 1])
    return Found(found[:SHOWN], len(found) > SHOWN, list(companies.companies(text).order_by("name")[:SHOWN]))
