"""Leaves about a lead's company in the account tier matrix (F153), its market class (F159) and the blacklist (F069)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.domain.leaf_fields import Field
from leads.domain.trees import Evidence, Given, Kind, Known, Verdict, register
from leads.enums import MarketClass
from leads.queries import tiers
from leads.queries.leaves.names import option_label

UNPLACED, UNKNOWN = "-", "unknown"


def tier_keys(given: Given) -> list[str]:
    """As they stand on companies: "" for one that nobody has placed."""
    return ["" if key == UNPLACED else key for key in given["tiers"]]


def tier_judge(given: Given, known: Known, now: datetime) -> Verdict:
    tier = known.row["tier"]
    return Verdict(tier in tier_keys(given), evidence=(Evidence(tier_name(tier or UNPLACED)),))


def tier_name(key: str) -> str:
    return dict(tier_offers()).get(key, key)


def tier_words(given: Given) -> str:
    return _("the account's tier is %(tiers)s") % {"tiers": " / ".join(tier_name(key) for key in given["tiers"])}


def tier_offers() -> Sequence[tuple[str, Any]]:
    return [*tiers.tier_names(), (UNPLACED, _("Not placed"))]


def tier_problem(given: Given) -> str:
    offered = [key for key, _name in tier_offers()]
    wrong = [key for key in given["tiers"] if key not in offered]
    return f"There is no tier “{wrong[0][:40]}”: use {', '.join(offered)}." if wrong else ""


def class_keys(given: Given) -> list[str]:
    return ["" if key == UNKNOWN else key for key in given["classes"]]


def class_judge(given: Given, known: Known, now: datetime) -> Verdict:
    held = known.row["market_class"]
    return Verdict(held in class_keys(given), evidence=(Evidence(option_label(held or UNKNOWN)),))


def class_words(given: Given) -> str:
    return _("the account's market class is %(classes)s") % {"classes": " / ".join(option_label(key) for key in given["classes"])}


register(
    Kind(
        "tier", gettext_lazy("Account tier"), (Field("tiers", gettext_lazy("Tiers"), "texts", offers=tier_offers, closed=True),),
        lambda given, bind: f"coalesce(c.tier, '') = ANY({bind(tier_keys(given))}::text[])",
        tier_judge, tier_words, problem=tier_problem,
    ),
    Kind(
        "market_class", gettext_lazy("Market class"),
        (Field("classes", gettext_lazy("Classes"), "choices", options=(*filter(None, MarketClass.values), UNKNOWN)),),
        lambda given, bind: f"coalesce(c.market_class, '') = ANY({bind(class_keys(given))}::text[])",
        class_judge, class_words,
    ),
    Kind(
        "blacklisted", gettext_lazy("Account is on the blacklist"), (),
        lambda given, bind: "c.blacklisted_at IS NOT NULL",
        lambda given, known, now: Verdict(bool(known.row["blacklisted"])),
        lambda given: _("the account is on the blacklist"),
    ),
)  # fmt: skip
