"""What we lend to earlier apps: two journey steps and a filter of leads (the filter `owner` is leads' own)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from journeys.domain.steps import Setting, StepKind
from journeys.domain.steps import register as register_step
from kernel import personal
from leads.domain import footprints
from leads.domain.filters import BadFilter, Filter
from leads.domain.filters import register as register_filter
from leads.domain.footprints import Footprint
from sales.actions.steps import ask_for_tasks, hand_to_sales
from sales.domain.dispositions import WORKING
from sales.domain.steps import hand_to_sales_problems, sdr_task_problems
from sales.enums import RouteLane
from sales.models import HandOff
from sales.queries import competitors, dormant, gate
from sales.queries.motive import points_filter


def has_hand_off(value: str, now: datetime) -> Q:
    """Whether sales has the lead in its queue now."""
    if value not in ("yes", "no"):
        raise BadFilter("has_hand_off", "Give yes or no.")
    working = Exists(HandOff.objects.filter(lead_id=OuterRef("pk"), state__in=WORKING))
    return Q(working) if value == "yes" else ~Q(working)


def competitor(value: str, now: datetime) -> Q:
    """By the name of a competitor that stands with the lead; - for leads with none (F167)."""
    return ~Q(competitors.named()) if value == "-" else Q(competitors.named(value))


def hand_to_sales_told(config: Mapping[str, Any]) -> str:
    """The step in words (F088)."""
    return gettext("Hand over to sales by the fast lane") if config.get("lane") == RouteLane.FAST_LANE else gettext("Hand over to sales")


def held_back(value: str, now: datetime) -> Q:
    """Whether the gate before sales holds the lead back now (F167)."""
    if value not in ("yes", "no"):
        raise BadFilter("held_back", "Give yes or no.")
    waiting = Exists(gate.held().filter(lead_id=OuterRef("pk")))
    return Q(waiting) if value == "yes" else ~Q(waiting)


register_step(StepKind(
    "hand_to_sales", _("Hand to sales"), hand_to_sales_problems, hand_to_sales,
    settings=(
        Setting(
            "lane", gettext_lazy("With priority"), gettext_lazy("By the fast lane the first touch is promised within 15 minutes."),
            lambda: [(RouteLane.FAST_LANE.value, gettext_lazy("Fast lane"))],
        ),
    ),
    told=hand_to_sales_told,
))  # fmt: skip
register_step(StepKind("sdr_task", _("SDR task"), sdr_task_problems, ask_for_tasks))
register_filter(Filter("competitor", gettext_lazy("Competitor"), competitor, hint=gettext_lazy("A name; - for none"), timed=True))
register_filter(
    Filter("points", gettext_lazy("Points of one kind"), points_filter, hint=gettext_lazy("purchase:30.. or interest:..10"), timed=True)
)
register_filter(
    Filter(
        "held_back",
        gettext_lazy("Held back from sales"),
        held_back,
        lambda: [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        timed=True,
    )
)
register_filter(
    Filter(
        "has_hand_off",
        gettext_lazy("In the queue"),
        has_hand_off,
        lambda: [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        timed=True,
    )
)
register_filter(
    Filter("dormant", gettext_lazy("Dormant pool"), dormant.dormant, hint=gettext_lazy("Days without a sign, as in 90"), timed=True)
)
OF_OTHERS = "x.lead_id <> ALL(%(leads)s::uuid[])"
OF_LEADS = "x.lead_id = ANY(%(leads)s::uuid[])"
DEAL = ("name", "lost_reason", "lost_to")
personal.register(
    personal.Holding("sales_competitormention", OF_LEADS),
    personal.Holding(
        "sales_competitormention", f"{OF_OTHERS} AND {personal.mentioned_in('name')}", personal.without("name", "key"), shared=True
    ),
    personal.Holding("sales_heldlead", OF_LEADS),
    personal.Holding("sales_sdrtask", OF_LEADS),
    # The body too: sales.actions.recheck takes it from the note of a touch.
    personal.Holding(
        "sales_sdrtask", f"{OF_OTHERS} AND {personal.mentioned_in('title', 'body')}", personal.without("title", "body"), shared=True
    ),
    personal.Holding("sales_touch", f"{OF_OTHERS} AND {personal.mentioned_in('note')}", personal.without("note"), shared=True),
    personal.Holding("sales_touch", OF_LEADS, {"note": "''", "external_id": "''"}),
    personal.Holding(
        "sales_opportunity",
        f"{OF_OTHERS} AND {personal.mentioned_in(*DEAL, 'attributes')}",
        {**personal.without(*DEAL), **personal.without_in("attributes")},
        shared=True,
    ),
    personal.Holding(
        "sales_opportunity",
        OF_LEADS,
        {"name": "'–'", "lost_reason": "''", "external_id": "''", "attributes": "'{}'::jsonb"},
    ),
    personal.Holding(
        "sales_handoff",
        OF_LEADS,
        {
            "closed_at": "coalesce(x.closed_at, %(now)s)",
            "rank_key": "NULL",
            "version": "x.version + 1",
            "close_reason": "CASE WHEN x.state IN ('open', 'claimed') THEN 'erased' ELSE x.close_reason END",
            "state": "CASE WHEN x.state IN ('open', 'claimed') THEN 'closed' ELSE x.state END",
        },
    ),
)
WITH_SALES = gettext_lazy("was handed to sales or worked on")
footprints.register(
    *(
        Footprint(f"sales_{table}", why="sales", told=WITH_SALES)
        for table in ("handoff", "touch", "opportunity", "sdrtask", "competitormention")
    ),
    Footprint("sales_heldlead"),
)
