"""What a message says about a person → the person's fields, identifiers and free attributes (pure)."""

import hashlib
from collections.abc import Mapping
from typing import Any

from leads.domain import contacts
from leads.domain.identity import Key
from leads.domain.names import clean, full_name

PLAIN = {"title": 200, "industry": 120, "persona": 40, "language": 10, "company_name": 200}
ALIASES = {
    "jobTitle": "title", "job_title": "title", "position": "title", "locale": "language", "companyName": "company_name",
    "company_name": "company_name", "organization": "company_name",
}  # fmt: skip
HANDLED = {
    "email",
    "phone",
    "name",
    "firstName",
    "first_name",
    "lastName",
    "last_name",
    "company",
    "country",
    "address",
    "id",
    "external_ids",
    *ALIASES,
    *PLAIN,
}
MOST_ATTRIBUTES = 100
MOST_SCOPED = 10
LONGEST = 500


def user_key(user_id: object) -> Key | None:
    """A customer's own id; a very long one is kept by its digest."""
    text = clean(user_id, 2000)
    if len(text) > 254:
        text = f"{text[:180]}…{hashlib.sha256(text.encode()).hexdigest()}"
    return ("user_id", text) if text else None


def address_of(identity: Mapping[str, Any]) -> str:
    """The e-mail address of a message; "" where it has none that is valid."""
    return contacts.email(identity.get("email") or (identity.get("traits") or {}).get("email") or "")


def keys(identity: Mapping[str, Any]) -> tuple[Key, ...]:
    """The identifiers of a message, strongest first; what is no valid address or number is none."""
    traits = identity.get("traits") or {}
    found = [user_key(identity.get("user_id"))] if identity.get("user_id") else []
    address = address_of(identity)
    number = contacts.phone(identity.get("phone") or traits.get("phone") or "", contacts.country(traits.get("country") or ""))
    found += [("email", address) if address else None, ("phone", number) if number else None, *scoped_keys(traits.get("external_ids"))]
    return tuple(key for key in found if key)


def scoped_keys(given: object) -> list[Key]:
    """`{"wecom": "wm-1", "line": "U1"}` → ids in other services: each counts only within its service."""
    pairs = list(given.items())[:MOST_SCOPED] if isinstance(given, Mapping) else []
    found = [(clean(service, 40).lower(), clean(value, 200)) for service, value in pairs if isinstance(value, str | int)]
    return [("scoped", f"{service}:{value}") for service, value in found if service and value and ":" not in service]


def fields(traits: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of a person that these traits fill; empty ones are left out. "attributes" holds the rest."""
    found: dict[str, Any] = {"name": _name(traits), "country": contacts.country(_country(traits)), "company_name": _company(traits)}
    for trait, field in [*ALIASES.items(), *((name, name) for name in PLAIN)]:
        found[field] = clean(traits.get(trait), PLAIN[field]) or found.get(field, "")
    company = traits.get("company")
    if isinstance(company, Mapping):
        found["industry"] = found["industry"] or clean(company.get("industry"), PLAIN["industry"])
    found["attributes"] = attributes(traits)
    return {name: value for name, value in found.items() if value}


def attributes(traits: Mapping[str, Any]) -> dict[str, Any]:
    """Every trait that is no field, in a size that a page can show."""
    free = [(clean(name, 80), _value(value)) for name, value in traits.items() if name not in HANDLED]
    return {name: value for name, value in free[:MOST_ATTRIBUTES] if name and value is not None}


def _value(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value, LONGEST) or None
    if isinstance(value, list):
        return [clean(item, LONGEST) for item in value[:50] if isinstance(item, str | int | float)]
    if isinstance(value, Mapping):
        return {clean(key, 80): _value(item) for key, item in list(value.items())[:50] if not isinstance(item, Mapping | list)}
    return value


def _name(traits: Mapping[str, Any]) -> str:
    given = full_name(traits.get("firstName") or traits.get("first_name"), traits.get("lastName") or traits.get("last_name"))
    return clean(traits.get("name")) or given


def _country(traits: Mapping[str, Any]) -> Any:
    address = traits.get("address")
    return traits.get("country") or (address.get("country") if isinstance(address, Mapping) else "") or ""


def _company(traits: Mapping[str, Any]) -> str:
    company = traits.get("company")
    return clean(company.get("name") if isinstance(company, Mapping) else company, 200)
