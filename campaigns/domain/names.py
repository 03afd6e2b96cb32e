"""What a template may name, and what it is filled with. The one list that publishing checks, the editor shows and rendering builds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

NAMES: dict[str, str] = {
    "lead.name": "Lena Fischer",
    "lead.first_name": "Lena",
    "lead.email": "lena@fischer.example",
    "lead.title": "Head of Marketing",
    "lead.phone": "+49 30 1234567",
    "lead.persona": "marketer",
    "lead.language": "en",
    "lead.country": "DE",
    "lead.industry": "Logistics",
    "lead.stage": "engaged",
    "lead.source": "google",
    "company.name": "Fischer Logistics",
    "company.domain": "fischer.example",
    "company.industry": "Logistics",
    "workspace.name": "Acme",
    "workspace.website": "https://www.example.com",
    "workspace.postal_address": "1 Example Street, 10115 Berlin",
    "search_intent": "lead scoring",
    "landing_page": "https://www.example.com/pricing",
    "news.product": "ThinkPad L380",
    "news.title": "The L380 is here with a larger battery",
    "news.url": "https://www.example.com/l380",
    "unsubscribe_url": "https://www.example.com/u/…",
    "today": "2026-11-21",
}
# Below these anything may be named: what customers send as traits.
OPEN = ("lead.attributes",)


def is_known(path: Sequence[Any]) -> bool:
    """Whether the template may name `path` (["lead", "name"])."""
    name = ".".join(str(part) for part in path)
    return name in NAMES or any(name.startswith(f"{root}.") for root in OPEN)


@dataclass(frozen=True)
class Reader:
    """The lead to whom we write, as far as a template may know."""

    name: str = ""
    email: str = ""
    title: str = ""
    phone: str = ""
    persona: str = ""
    language: str = ""
    country: str = ""
    industry: str = ""
    stage: str = ""
    source: str = ""
    attributes: dict[str, Any] | None = None
    company_name: str = ""
    company_domain: str = ""
    company_industry: str = ""
    search_intent: str = ""
    landing_page: str = ""
    # The newest news about a product that was announced to them (F030): product, title, url.
    news: dict[str, str] | None = None


@dataclass(frozen=True)
class Sender:
    """The workspace that writes."""

    name: str
    website: str
    postal_address: str = ""
    language: str = "en"


def first_name(name: str) -> str:
    """The given name of “Lena Fischer”; a Chinese name is kept whole, because there the family name comes first."""
    if not name.isascii() and " " not in name:
        return name
    return name.split(" ")[0] if name else ""


def context(reader: Reader, sender: Sender, unsubscribe_url: str, today: str) -> dict[str, Any]:
    """The values under NAMES: plain dictionaries and text, so that there is nothing behind them to reach."""
    lead = {
        key: getattr(reader, key)
        for key in ("name", "email", "title", "phone", "persona", "language", "country", "industry", "stage", "source")
    }
    return {
        "lead": {**lead, "first_name": first_name(reader.name), "attributes": reader.attributes or {}},
        "company": {"name": reader.company_name, "domain": reader.company_domain, "industry": reader.company_industry},
        "workspace": {"name": sender.name, "website": sender.website, "postal_address": sender.postal_address},
        "search_intent": reader.search_intent,
        "landing_page": reader.landing_page,
        "news": {key: (reader.news or {}).get(key, "") for key in ("product", "title", "url")},
        "unsubscribe_url": unsubscribe_url,
        "today": today,
    }


SAMPLE = Reader(
    name=NAMES["lead.name"], email=NAMES["lead.email"], title=NAMES["lead.title"], phone=NAMES["lead.phone"], persona="marketer",
    language="en", country="DE", industry="Logistics", stage="engaged", source="google", company_name=NAMES["company.name"],
    company_domain=NAMES["company.domain"], company_industry="Logistics", search_intent="lead scoring",
    landing_page=NAMES["landing_page"], news={key: NAMES[f"news.{key}"] for key in ("product", "title", "url")},
)  # fmt: skip


def sample_of(variant: str) -> Reader:
    """The sample, reading the variant `zh-hans`, `cxo` or `cxo/zh-hans`."""
    persona, slash, language = variant.partition("/")
    if slash:
        return replace(SAMPLE, persona=persona, language=language)
    return replace(SAMPLE, persona=variant, language=variant)
