"""What was known of a lead, in the order in which it became known: happenings of the lead, and who it was said to be.

Each moment carries its own instant, so that a field set later is not there earlier. Fields are put together by the same pure functions
that the digest uses (leads.domain.profile).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, repeat
from typing import Any, NamedTuple
from uuid import UUID

from leads.domain import profile as people
from leads.domain import traits
from leads.domain.contacts import company_domain
from scoring.domain.engine import Activity
from scoring.domain.fit import Profile
from scoring.domain.stated import HELD, as_text

# The columns of a person that a rule of fit looks at, and those that the digest needs to fill them.
TEXTS = ("name", "email", "phone", "title", "persona", "company_name", "industry", "country", "language")

# What was said of companies by then: domain → fields of Company.
FIRMS = "firms"


class Company(NamedTuple):
    """What is said of an organisation."""

    name: str = ""
    industry: str = ""
    country: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that became known at `at`: an activity of this lead, what a message said of the person, or an edit of columns."""

    at: datetime
    activity: Activity | None = None
    identity: Mapping[str, Any] | None = None
    locale: str = ""
    country: str = ""
    edit: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """One lead's history. `moments` in the order of knowing; `companies` by e-mail domain, as they were before anything was said of them
    at a known instant (what was is an edit of "firms": domain → fields); `channel`: by which it came in. `failed_at`: when sales
    first gave it back or lost it, None where that never was."""

    lead_id: UUID
    known_at: datetime | None
    moments: Sequence[Moment]
    outcome_at: datetime | None = None
    companies: Mapping[str, Company] = field(default_factory=dict)
    channel: str = ""
    failed_at: datetime | None = None


Told = tuple[Moment, Profile | None]


def blank() -> dict[str, Any]:
    """A person of whom nothing is known."""
    return {**dict.fromkeys(TEXTS, ""), "attributes": {}, "company_id": None, FIRMS: {}, **{name: {} for name in HELD}}


def tell(past: Past) -> list[Told]:
    """Each moment with the profile as it was known from then on; None where nothing changed that fit is judged again for.

    What became known at one instant became known together: its first moment carries what the last one made of the person.
    """
    return tell_all(past)[0]


def tell_all(past: Past) -> tuple[list[Told], dict[str, Any]]:
    """The same, and the person's columns after the last moment."""
    found: list[Told] = []
    row = blank()
    for _, together in groupby(_walk(past, row), lambda each: each[0].at):
        moments, changes = zip(*together, strict=True)
        last = next((profile for profile in reversed(changes) if profile), None)
        found += zip(moments, (last, *repeat(None, len(moments) - 1)), strict=True)
    return found, row


def _walk(past: Past, row: dict[str, Any]) -> Iterator[tuple[Moment, Profile | None]]:
    """Fills `row`, of whom nothing is known yet, moment by moment."""
    for moment in past.moments:
        before = dict(row)
        learn(row, moment)
        if row["email"] != before["email"]:
            put_company(row, past.companies)
        changed = people.changed(before, row, (*people.TELLING, *people.SPOKEN, FIRMS, *HELD))
        yield moment, profile_of(past, row) if changed else None


def learn(row: dict[str, Any], moment: Moment) -> None:
    """Put into `row` what this moment says."""
    if moment.edit:
        row.update({name: value for name, value in moment.edit.items() if name in row and name != "attributes"})
        row["attributes"] = {**row["attributes"], **moment.edit.get("attributes", {})}
    if moment.identity:
        for kind, value in () if row["email"] and row["phone"] else traits.keys(moment.identity):
            if kind in ("email", "phone") and not row[kind]:
                row[kind] = value
        people.put_identity(row, moment.identity)
    people.put_place(row, moment.locale, moment.country)


def put_company(row: dict[str, Any], companies: Mapping[str, Company]) -> None:
    """The company that the e-mail address of `row` belongs to."""
    domain = company_domain(row["email"]) if row["email"] else ""
    row["company_id"] = domain if domain in companies else None
    if row["company_id"]:
        row["company_name"] = row["company_name"] or companies[domain].name


def profile_of(past: Past, row: Mapping[str, Any]) -> Profile:
    """What fit rules look at."""
    company = past.companies.get(row["company_id"] or "", Company())
    company = company._replace(**row[FIRMS].get(row["company_id"], {}))
    return Profile(
        lead_id=past.lead_id,
        email=row["email"],
        phone=row["phone"],
        title=row["title"],
        persona=row["persona"],
        industry=row["industry"] or company.industry,
        country=row["country"] or company.country,
        language=row["language"],
        company=row["company_name"] or company.name,
        company_size=company.size,
        stated=_stated(row, company),
    )


def _stated(row: Mapping[str, Any], company: Company) -> dict[str, Any]:
    """The same as leaves of a tree read it: the person's own words, and the company's beside them."""
    mine = {name: row[name] for name in TEXTS if name != "company_name"}
    theirs = {"company": row["company_name"] or company.name, "company_domain": row["company_id"] or "", "company_size": company.size}
    attributes = {name: as_text(value) for name, value in row["attributes"].items()}
    theirs |= {"company_industry": company.industry, "company_country": company.country}
    return {**mine, **theirs, "attributes": attributes, **{name: row[name] for name in HELD}}
