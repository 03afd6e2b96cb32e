"""put_companies: the company of an e-mail domain. put_market_class, class_many: which segment of the market it is (F159)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from kernel import audit, sql
from kernel.audit import Actor
from kernel.problems import Refused
from leads.actions import rows as write
from leads.actions.firmographics import say
from leads.actions.membership import touch_companies
from leads.domain import contacts
from leads.domain.names import clean
from leads.domain.shown import are_others, digest
from leads.enums import AccountChange, MarketClass
from leads.models import AccountBatch, Company
from leads.queries.companies import Asked, search
from tracking.queries import policy

MOST = 10_000
CLASS = """
UPDATE leads_company c SET market_class = x.market_class
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, market_class text), leads_company o
WHERE c.workspace_id = %(workspace_id)s AND c.id = x.id AND c.market_class <> x.market_class
    AND o.workspace_id = %(workspace_id)s AND o.id = c.id RETURNING c.id, o.market_class, c.market_class
"""
UNDO = """
UPDATE leads_company c SET market_class = x.market_class FROM json_to_recordset(%(rows)s::json) AS x(id uuid, market_class text)
WHERE c.workspace_id = %(workspace_id)s AND c.id = x.id AND c.market_class = %(now_is)s RETURNING c.id
"""


@dataclass(frozen=True)
class Found:
    """What a change of many would do: `changing` companies, each with what it has now; the rest of `matched` are so already."""

    matched: int
    changing: dict[UUID, Any]

    @property
    def same(self) -> int:
        return self.matched - len(self.changing)

    @property
    def digest(self) -> str:
        """Which companies would change, as one word (leads.domain.shown)."""
        return digest(self.changing)


def as_expected(found: Found, expected: int | None, shown: str = "") -> dict[UUID, Any]:
    """The companies to change. Refuses none at all, and another number than was shown or others than those of the digest `shown` (409)."""
    if expected is not None and expected != len(found.changing):
        told = f"It would change {len(found.changing)} companies now, not {expected}: look again."
        raise Refused(told, field="expected", code="changed", status=409)
    if are_others(found.changing, shown):
        told = _("Other companies would change now than those you were shown: look again.")
        raise Refused(told, field="digest", code="changed", status=409)
    if not found.changing:
        raise Refused("No company would change: all that match are so already.", field="filters", code="nothing", status=409)
    return found.changing


def put_companies(rows: list[dict[str, Any]]) -> None:
    """Give these people's rows the company of their e-mail domain, made where there is none; free mail tells of none. Announces nothing."""
    domains = {contacts.company_domain(row["email"]): row["company_name"] for row in rows if row["email"]}
    domains.pop("", None)
    if not domains or not policy.current().does("company_domain"):
        return
    found = write.companies(domains)
    for row in rows:
        company = found.get(contacts.company_domain(row["email"])) if row["email"] else None
        if company:
            row["company_id"], name = company
            row["company_name"] = row["company_name"] or name


def add_company(domain: str, name: str, given: Mapping[str, Any], actor: Actor) -> Company:
    """A company before any of its people: found by `domain`, with its size, industry, country and plan (actions.firmographics.say).
    Audited. Refuses a domain that is none or is of free mail, one that is here already (409), and values that are none."""
    host = clean(domain, 300).lower().partition("://")[2] or clean(domain, 300).lower()
    found = contacts.company_domain(f"@{host.partition('/')[0]}")
    if not found or len(found) > 253:
        raise Refused("Give the company's domain, as in acme.com; free mail is nobody's.", field="domain")
    if Company.objects.filter(domain=found).exists():
        raise Refused(f"{found} is here already: change it instead.", field="domain", code="taken", status=409)
    company_id, _ = write.companies({found: clean(name, 200)})[found]
    audit.record(actor, "company.created", company_id, {"domain": [None, found]})
    return say(company_id, given, actor)


def put_classes(classes: Mapping[UUID, str], actor: Actor) -> list[tuple[UUID, str, str]]:
    """company → market class, as a person, a file or an integration says it; which changed: [(company, before, after), …]. Audited;
    touches their leads."""
    if not classes:
        return []
    rows = [{"id": key, "market_class": value} for key, value in classes.items()]
    changed = sql.tuples(CLASS, rows=sql.as_json(rows))
    for company, before, after in changed:
        audit.record(actor, "company.classed", company, {"market_class": [before, after]})
    touch_companies([company for company, *_ in changed])
    return [(company, before, after) for company, before, after in changed]


def put_market_class(company_id: UUID, value: str, actor: Actor) -> Company:
    """Say which segment of the market a company is; "" for unknown. Audited. Refuses a class that does not exist."""
    _checked(value)
    company: Company | None = Company.objects.select_for_update().filter(pk=company_id).first()
    if company is None:
        raise Refused("There is no such company in this workspace.", code="not_found", status=404)
    if company.market_class != value:
        put_classes({company.pk: value}, actor)
        company.market_class = value
    return company


def class_preview(asked: Asked, value: str) -> Found:
    """How many companies `class_many` would change. Refuses the same."""
    _checked(value)
    matched = list(search(asked).order_by("id").values_list("id", "market_class")[: MOST + 1])
    if len(matched) > MOST:
        raise Refused(f"More than {MOST:,} companies match: filter them further.", field="filters")
    return Found(len(matched), {key: had for key, had in matched if had != value})


def class_many(asked: Asked, value: str, expected: int | None, actor: Actor, shown: str = "") -> AccountBatch:
    """The same for every company that the filters name. Audited; undone by leads.actions.placements.undo_batch.

    `expected` is the number that was shown before, `shown` the digest of which they were: when another number or others would change now,
    nothing does (409).
    """
    changing = as_expected(class_preview(asked, value), expected, shown)
    before = {str(key): had for key, had in changing.items()}
    batch = AccountBatch.objects.create(change=AccountChange.MARKET_CLASS, aim={"market_class": value}, before=before, by=actor.name)
    put_classes(dict.fromkeys(changing, value), actor)
    audit.record(actor, "company.classed_many", batch, {"companies": [None, len(changing)]})
    return batch


def undo_classes(batch: AccountBatch) -> int:
    """Give those that still have the batch's class what they had; says how many."""
    rows = [{"id": key, "market_class": had} for key, had in batch.before.items()]
    changed = sql.tuples(UNDO, rows=sql.as_json(rows), now_is=batch.aim["market_class"])
    touch_companies([company for (company,) in changed])
    return len(changed)


def _checked(value: str) -> None:
    if value not in MarketClass.values:
        raise Refused(f"There is no market class “{value[:40]}”: use {', '.join(filter(None, MarketClass.values))}.", field="market_class")
