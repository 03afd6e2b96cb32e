"""Ready segments: a name, what it is for, and a tree to begin from; whoever takes one changes it as they like (F086; pure).

A later app may lend its own from plugs.py: `register(SegmentTemplate(…))`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leads.domain.leaf_fields import gettext_noop as _

# High-value behaviour: so many visits and so many different pages in so many days, in the demo too (F086).
SESSIONS, PAGES, DAYS = 3, 5, 30.0
# What the address of a page of the demo contains, as a whole word: a host (//demo.acme.com) as well as a path (/demo).
DEMO = "/demo$"
KNOWN: Mapping[str, Any] = {"ask": "known"}
NOT_WITH_SALES: Mapping[str, Any] = {"not": {"ask": "stage", "stages": ["mql", "sql", "opportunity", "customer"]}}


@dataclass(frozen=True)
class SegmentTemplate:
    """`name` and `description` are English, translated where they are shown; `tree` is one of leads.domain.trees."""

    key: str
    name: str
    description: str
    tree: Mapping[str, Any]


def often(of: str, times: int, days: float, **more: Any) -> dict[str, Any]:
    """Anything at all, at least so many visits or different pages in the last days."""
    return {"ask": "did", "event": "*", "of": of, "times": times, "days": days, **more}


TEMPLATES: dict[str, SegmentTemplate] = {}


def register(*templates: SegmentTemplate) -> None:
    """Lend ready segments; the gallery shows them in the order in which they came."""
    TEMPLATES.update({template.key: template for template in templates})


register(
    SegmentTemplate(
        "high_value", _("High-value behaviour"),
        _("Came often and looked at several things in the last 30 days, on the website and in the demo."),
        {"all": [
            often("sessions", SESSIONS, DAYS), often("pages", PAGES, DAYS),
            {"any": [often("events", 1, DAYS, page=DEMO), {"ask": "did", "event": "demo_requested", "times": 1, "days": DAYS}]},
        ]},
    ),
    SegmentTemplate(
        "price", _("Looks at prices"), _("Came back to a page about prices in the last two weeks and is not with sales yet."),
        {"all": [KNOWN, often("sessions", 2, 14.0, page="pric"), NOT_WITH_SALES]},
    ),
    SegmentTemplate(
        "new_names", _("New names"), _("Became known in the last seven days: to be greeted."),
        {"all": [{"ask": "moment", "field": "known_at", "op": "within", "days": 7.0}]},
    ),
    SegmentTemplate(
        "quiet", _("Gone quiet"), _("Known, took part once, and was not active for 60 days: to be won back."),
        {"all": [
            KNOWN, {"ask": "stage", "stages": ["engaged", "target"]},
            {"ask": "moment", "field": "last_active_at", "op": "before", "days": 60.0},
        ]},
    ),
    SegmentTemplate(
        "overdue", _("Overdue in their stage"), _("Stand in a stage for longer than the life cycle promises."),
        {"all": [{"ask": "overdue"}]},
    ),
    SegmentTemplate(
        "returned", _("Returned by sales, active again"), _("Sales gave them back, and they came again in the last 14 days."),
        {"all": [
            {"ask": "number", "field": "returns", "op": "at_least", "value": 1}, often("sessions", 1, 14.0), NOT_WITH_SALES,
        ]},
    ),
    SegmentTemplate(
        "customers", _("Customers who look around"),
        _("Customers who were on the website on three visits in the last 30 days: to sell more."),
        {"all": [{"ask": "stage", "stages": ["customer"]}, often("sessions", 3, 30.0)]},
    ),
)  # fmt: skip
