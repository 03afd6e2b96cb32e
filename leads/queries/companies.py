"""Accounts: companies by tier, place in the matrix and market class, with how many people they have; their placements."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery

from kernel import clock
from kernel.problems import Refused
from leads.domain.filters import BadFilter
from leads.enums import MarketClass
from leads.models import AccountBatch, Company, Lead, Person, Placement
from leads.queries import account_scores, awake, leads, tiers
from leads.queries.firmographics import sized

# What the list may be sorted by, as the address says it → the column; empty values stand last.
ORDERS = {"created": "-created_at", "name": "name", "tier": "tier_rank", "placed": "-placed_at"}
# In an address: nobody has placed it; nobody has said.
UNPLACED, UNKNOWN = "-", "unknown"
ENOUGH = 10


@dataclass(frozen=True)
class Asked:
    """What the list is filtered by; "" for everything."""

    q: str = ""
    tier: str = ""
    direction: str = ""
    profit: str = ""
    market_class: str = ""
    awake: str = ""
    score: str = ""
    blacklisted: str = ""
    size: str = ""

    def query(self) -> str:
        """The same as part of an address."""
        return urlencode({name: value for name, value in asdict(self).items() if value})


def asked(given: Mapping[str, str]) -> Asked:
    """Out of the address or a body. Refuses a tier, level or class that does not exist, by name; other keys are none of ours."""
    found = Asked(**{each.name: str(given.get(each.name) or "").strip()[:100] for each in fields(Asked)})
    if "\x00" in found.q:
        raise Refused("The text holds a character that cannot be searched for.", field="q")
    scheme = tiers.standing().scheme
    allowed = {
        "tier": [UNPLACED, *(tier.key for tier in scheme.tiers)],
        "direction": [level.key for level in scheme.direction.levels],
        "profit": [level.key for level in scheme.profit.levels],
        "market_class": [UNKNOWN, *filter(None, MarketClass.values)],
        "awake": ["yes", "no"],
        "blacklisted": ["yes", "no"],
    }
    for name, keys in allowed.items():
        value = getattr(found, name)
        if value and value not in keys:
            raise Refused(f"“{value[:40]}” is none of: {', '.join(keys)}.", field=name)
    return found


def class_of(text: str) -> str:
    """The market class that an address or a body names: what nobody has said is stored as nothing."""
    return "" if text == UNKNOWN else text


def search(given: Asked) -> "QuerySet[Company]":
    """The companies that the filters name."""
    found = Company.objects.all()
    if given.q:
        found = found.filter(Q(name__icontains=given.q) | Q(domain__icontains=given.q))
    if given.tier:
        found = found.filter(tier="" if given.tier == UNPLACED else given.tier)
    if given.market_class:
        found = found.filter(market_class=class_of(given.market_class))
    if given.awake:
        several = Q(id__in=awake.awake(clock.now()))
        found = found.filter(several if given.awake == "yes" else ~several)
    if given.blacklisted:
        found = found.filter(blacklisted_at__isnull=given.blacklisted == "no")
    if given.size:
        found = found.filter(_sized(given.size))
    if given.score:
        found = found.filter(id__in=_scored(given.score))
    levels = {name: getattr(given, name) for name in ("direction", "profit") if getattr(given, name)}
    return found.filter(**levels)


def _sized(value: str) -> Q:
    try:
        return sized("size", value, "size")
    except BadFilter as error:
        raise Refused(error.detail, field="size") from error


def _scored(value: str) -> list[UUID]:
    try:
        return account_scores.between(value)
    except BadFilter as error:
        raise Refused(error.detail, field="score") from error


def with_people(found: "QuerySet[Company]") -> "QuerySet[Company]":
    """Each with `people`, and `active`: how many of them did something lately (F087)."""
    people = (
        Person.objects.filter(company_id=OuterRef("id"), merged_into=None)
        .order_by()
        .values("company_id")
        .annotate(n=Count("id"))
        .values("n")
    )
    return found.annotate(people=Subquery(people, output_field=IntegerField()), active=awake.active_people(clock.now()))


def companies(text: str = "") -> "QuerySet[Company]":
    """Companies whose name or domain holds `text`, each with `people` and `active`, newest first."""
    return with_people(search(Asked(q=text.strip())))


def company(company_id: UUID) -> Company | None:
    """With `people`, `active` and `score`."""
    found = list(with_people(Company.objects.filter(pk=company_id)))
    account_scores.put_scores(found)
    return found[0] if found else None


def leads_of(company_id: UUID) -> "QuerySet[Lead]":
    """The leads of a company's people, highest first."""
    found = Lead.objects.filter(person__company_id=company_id).exclude(closed_reason="merged")
    return found.select_related("person__company", "snapshot").order_by(*leads.BEST_FIRST)


def placements(company_id: UUID) -> "QuerySet[Placement]":
    """Where a company was placed, by whom and why, the newest first."""
    found: QuerySet[Placement] = Placement.objects.filter(company_id=company_id)
    return found.order_by("-id")


def newest_placements(company_ids: list[UUID]) -> dict[UUID, Placement]:
    """The placement that stands, by company."""
    found = Placement.objects.filter(company_id__in=company_ids).order_by("company_id", "-id").distinct("company_id")
    return {one.company_id: one for one in found}


def batch(batch_id: UUID) -> AccountBatch | None:
    return AccountBatch.objects.filter(pk=batch_id).first()


def batches() -> list[AccountBatch]:
    """The last changes of many companies, the newest first."""
    return list(AccountBatch.objects.order_by("-at")[:ENOUGH])
