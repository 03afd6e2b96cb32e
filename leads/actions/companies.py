"""put_companies: the company of an e-mail domain."""

from typing import Any

from leads.actions import rows as write
from leads.domain import contacts


def put_companies(rows: list[dict[str, Any]]) -> None:
    """Give these people's rows the company of their e-mail domain, made where there is none; free mail tells of none. Announces nothing."""
    domains = {contacts.company_domain(row["email"]): row["company_name"] for row in rows if row["email"]}
    domains.pop("", None)
    found = write.companies(domains)
    for row in rows:
        company = found.get(contacts.company_domain(row["email"])) if row["email"] else None
        if company:
            row["company_id"], name = company
            row["company_name"] = row["company_name"] or name
