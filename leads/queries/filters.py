"""The filters of leads itself, and filter set → condition."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from leads.domain.filters import BadFilter, Filter, conditions, register
from leads.domain.leaf_fields import MOST_DAYS
from leads.enums import Contactability, EmailReach, Lane, MarketClass, Phase, PhoneReach, Stage
from leads.models import StageDefinition
from leads.queries import tiers
from leads.queries.account_scores import account_score_filter
from leads.queries.awake import awake_filter
from leads.queries.firmographics import sized
from leads.queries.offers import Offer, Rows
from leads.queries.ping_pong import ping_pong_filter
from leads.queries.qualification import window_filter
from leads.queries.range_words import AGO, at_least, of_moments, of_numbers
from leads.queries.stage_clocks import overdue_filter
from leads.queries.text_search import search
from tenants.queries import members
from tracking.enums import Channel

UNIT = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def build(filters: Mapping[str, Sequence[str]], now: datetime) -> Q:
    """One condition over Lead. Raises BadFilter for what cannot be understood."""
    whole = Q()
    for wanted, unwanted in conditions(filters, now):
        some = Q()
        for condition in wanted:
            some |= condition
        whole &= some
        for condition in unwanted:
            whole &= ~condition
    return whole


def text(path: str) -> Callable[[str, datetime], Q]:
    return lambda value, now: Q(**{path: "" if value == "-" else value})


def one_of(key: str, path: str, allowed: Sequence[str]) -> Callable[[str, datetime], Q]:
    def where(value: str, now: datetime) -> Q:
        if value not in allowed:
            raise BadFilter(key, f"“{value[:60]}” is none of: {', '.join(allowed)}.")
        return Q(**{path: value})

    return where


def when(key: str, path: str) -> Callable[[str, datetime], Q]:
    """`2026-10-01..2026-10-31`, `2026-10-01..`, `7d..` (in the last 7 days), `..30d` (not in the last 30 days)."""

    def where(value: str, now: datetime) -> Q:
        low, dots, high = value.partition("..")
        found = Q(**{f"{path}__isnull": False})
        if low:
            found &= Q(**{f"{path}__gte": _instant(key, low, now, False)})
        end = high if dots else low
        if end:
            found &= Q(**{f"{path}__lt": _instant(key, end, now, True)})
        return found

    return where


def _instant(key: str, value: str, now: datetime, end: bool) -> datetime:
    ago = AGO.fullmatch(value)
    if ago:
        return now - int(ago[1]) * UNIT[ago[2]]
    try:
        day = parse_date(value)
    except ValueError:
        day = None
    if day is None or not 1 < day.year < 9999:
        raise BadFilter(key, "Give days such as 2026-10-01..2026-10-31, or 7d.. for the last 7 days.")
    start = datetime(day.year, day.month, day.day, tzinfo=now.tzinfo)
    return start + timedelta(days=1) if end else start


def known(value: str, now: datetime) -> Q:
    if value not in ("yes", "no", "all"):
        raise BadFilter("known", "Give yes, no or all.")
    return Q() if value == "all" else Q(known=value == "yes")


def owner(value: str, now: datetime) -> Q:
    if value == "-":
        return Q(owner_id=None)
    if not value.isdecimal() or len(value) > 18:
        raise BadFilter("owner", "Give the number of a member, or - for nobody.")
    return Q(owner_id=int(value))


def company(value: str, now: datetime) -> Q:
    try:
        return Q(person__company_id=UUID(value))
    except ValueError:
        raise BadFilter("company", "Give the id of an account.") from None


def phase(value: str, now: datetime) -> Q:
    one_of("phase", "", Phase.values)
    keys = StageDefinition.objects.filter(phase=value).values("key")
    if value not in Phase.values:
        raise BadFilter("phase", f"Give one of: {', '.join(Phase.values)}.")
    return Q(stage__in=keys)


def contactable(value: str, now: datetime) -> Q:
    levels = {choice.name.lower(): choice.value for choice in Contactability}
    if value not in levels:
        raise BadFilter("contactable", f"Give one of: {', '.join(levels)}.")
    return Q(person__contactability=levels[value])


def reach(name: str, states: type[EmailReach | PhoneReach]) -> Callable[[str, datetime], Q]:
    """By the state of the address or number; - for none."""

    def where(value: str, now: datetime) -> Q:
        state = "" if value == "-" else value
        if state not in states.values or value == "":
            raise BadFilter(name, f"Give one of: -, {', '.join(filter(None, states.values))}.")
        return Q(**{f"person__{name}": state})

    return where


def _ways(states: type[EmailReach | PhoneReach]) -> list[tuple[str, Any]]:
    return [(value or "-", label) for value, label in states.choices]


def moment_leaf(field: str) -> Callable[[str], dict[str, Any] | None]:
    """`7d..` and `..30d` as a leaf that knows when its answer changes; days by the calendar stay a filter."""

    def leaf(value: str) -> dict[str, Any] | None:
        low, dots, high = value.partition("..")
        ago = AGO.fullmatch(low or high)
        days = int(ago[1]) * UNIT[ago[2]] / timedelta(days=1) if ago else 0.0
        if not dots or (low and high) or not 0 < days <= MOST_DAYS:
            return None
        return {"ask": "moment", "field": field, "op": "within" if low else "before", "days": days}

    return leaf


def tier(value: str, now: datetime) -> Q:
    """Leads of companies of this tier; - for those of no placed company."""
    if value == "-":
        return Q(person__company=None) | Q(person__company__tier="")
    if tiers.standing().scheme.tier(value) is None:
        raise BadFilter("tier", f"There is no tier “{value[:40]}”: use {', '.join(key for key, _ in TIERS())}.")
    return Q(person__company__tier=value)


def market_class(value: str, now: datetime) -> Q:
    """Leads of companies of this class; unknown also for those of no company."""
    if value == "unknown":
        return Q(person__company=None) | Q(person__company__market_class="")
    if value not in filter(None, MarketClass.values):
        raise BadFilter("market_class", f"Give one of unknown, {', '.join(filter(None, MarketClass.values))}.")
    return Q(person__company__market_class=value)


def blacklisted(value: str, now: datetime) -> Q:
    """Whether their company stands on the blacklist (F069)."""
    if value not in ("yes", "no"):
        raise BadFilter("blacklisted", "Give yes or no.")
    return Q(person__company__blacklisted_at__isnull=value == "no")


def _tiers(rows: Rows) -> list[tuple[str, Any]]:
    return [*tiers.names_of(tiers.read(rows[0][1] if rows else "")), ("-", _("Not placed"))]


TIERS = Offer(tiers.NEWEST, _tiers)


def known_leaf(value: str) -> dict[str, Any] | None:
    leaves: dict[str, dict[str, Any]] = {"yes": {"ask": "known"}, "no": {"not": {"ask": "known"}}, "all": {"all": []}}
    return leaves.get(value)


def overdue_leaf(value: str) -> dict[str, Any] | None:
    leaves: dict[str, dict[str, Any]] = {"yes": {"ask": "overdue"}, "no": {"not": {"ask": "overdue"}}}
    return leaves.get(value)


def blacklist_leaf(value: str) -> dict[str, Any] | None:
    leaves: dict[str, dict[str, Any]] = {"yes": {"ask": "blacklisted"}, "no": {"not": {"ask": "blacklisted"}}}
    return leaves.get(value)


OWNERS = Offer(members.NAMED, lambda rows: [("-", _("Nobody")), *rows])


def _yes_no() -> list[tuple[str, Any]]:
    return [("yes", _("Yes")), ("no", _("No"))]


def _stages() -> list[tuple[str, Any]]:
    return list(Stage.choices)


BUILT_IN = (
    Filter("q", _("Search"), search, hint=_("Name, e-mail, phone or company")),
    Filter("known", _("Known"), known, lambda: [("yes", _("Known")), ("no", _("Anonymous")), ("all", _("All"))], leaf=known_leaf),
    Filter("stage", _("Stage"), one_of("stage", "stage", Stage.values), _stages, leaf=lambda value: {"ask": "stage", "stages": [value]}),
    Filter("phase", _("Phase"), phase, lambda: Phase.choices),
    Filter("lane", _("Lane"), one_of("lane", "lane", Lane.values), lambda: Lane.choices),
    Filter("owner", _("Owner"), owner, OWNERS),
    Filter("source", _("Source"), text("person__first_source"), hint=_("First UTM source; - for none")),
    Filter("channel", _("Channel"), text("person__first_channel"), lambda: Channel.choices),
    Filter("industry", _("Industry"), text("person__industry")),
    Filter("country", _("Country"), lambda value, now: Q(person__country=value.upper()), hint=_("Two letters")),
    Filter("persona", _("Persona"), text("person__persona")),
    Filter("language", _("Language"), text("person__language")),
    Filter("intent", _("Search intent"), text("person__search_intent")),
    Filter("company", _("Account"), company),
    Filter(
        "company_size",
        _("Company size"),
        lambda value, now: sized("company_size", value, "person__company__size"),
        hint=_("50.. or 10..200"),
    ),
    Filter("awake", _("Account is awake"), awake_filter, _yes_no, timed=True, of_account=True),
    Filter(
        "account_score",
        _("Score of the account"),
        account_score_filter,
        hint=_("40.. or 10..20"),
        timed=True,
        of_account=True,
        words=of_numbers,
    ),
    Filter("tier", _("Account tier"), tier, TIERS, leaf=lambda value: {"ask": "tier", "tiers": [value]}),
    Filter(
        "market_class",
        _("Market class"),
        market_class,
        lambda: [(value or "unknown", label) for value, label in MarketClass.choices],
        leaf=lambda value: {"ask": "market_class", "classes": [value]},
    ),
    Filter("blacklisted", _("Account is on the blacklist"), blacklisted, _yes_no, leaf=blacklist_leaf),
    Filter(
        "created",
        _("Created"),
        when("created", "created_at"),
        hint=_("2026-10-01..2026-10-31 or 7d.."),
        timed=True,
        leaf=moment_leaf("created_at"),
        words=of_moments,
    ),
    Filter(
        "active",
        _("Last active"),
        when("active", "last_active_at"),
        hint=_("7d.. or ..30d"),
        timed=True,
        leaf=moment_leaf("last_active_at"),
        words=of_moments,
    ),
    Filter(
        "entered",
        _("In this stage since"),
        when("entered", "stage_entered_at"),
        hint=_("7d.. or ..30d"),
        timed=True,
        leaf=moment_leaf("stage_entered_at"),
        words=of_moments,
    ),
    Filter("overdue", _("Overdue in its stage"), overdue_filter, _yes_no, timed=True, leaf=overdue_leaf),
    Filter("ping_pong", _("Ping-pong"), ping_pong_filter, _yes_no, timed=True),
    Filter("window_closes", _("Window of decision closes"), window_filter, hint=_("Within so many days, for example 30"), timed=True),
    Filter(
        "returns",
        _("Returned by sales"),
        lambda value, now: Q(returns__gte=_count("returns", value)),
        hint=_("At least so often"),
        words=at_least,
    ),
    Filter("closed", _("Closed"), lambda value, now: Q(closed_at__isnull=value != "yes"), lambda: [("yes", _("Yes")), ("no", _("No"))]),
    Filter("contactable", _("Reachable"), contactable, lambda: [(choice.name.lower(), choice.label) for choice in Contactability]),
    Filter("email_reach", _("E-mail address"), reach("email_reach", EmailReach), lambda: _ways(EmailReach)),
    Filter("phone_reach", _("Phone number"), reach("phone_reach", PhoneReach), lambda: _ways(PhoneReach)),
    Filter("flag", _("Flag"), lambda value, now: Q(flags__contains=[value]), lambda: [("out_of_order", _("Out of order"))]),
)


def _count(key: str, value: str) -> int:
    if not value.isdecimal() or len(value) > 6:
        raise BadFilter(key, "Give a whole number.")
    return int(value)


for each in BUILT_IN:
    register(each)
