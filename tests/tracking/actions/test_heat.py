"""Heat map events on their way through the digest: counted once, no lead, no score, no noise; forgotten after 90 days."""

from datetime import timedelta
from typing import Any

from kernel import clock, tenancy, work
from kernel.models import Outbox
from leads.models import Lead
from tests.cast import Cast
from tests.life import CHROME
from tracking.actions.accept import accept_messages
from tracking.actions.heat import forget_heat
from tracking.models import Event, HeatCell
from tracking.queries import timeline


def message(number: int, **properties: Any) -> dict[str, Any]:
    page = {"url": "https://acme.example/prices?utm_source=x", "title": "Prices"}
    told = {"v": 1, "width": 1280, "height": 2000, "page": 1, "from": 0, "reach": 40, "selectors": ["#buy"], "points": [0, 500, 100, 0]}
    context = {"page": page, "userAgent": CHROME, "library": {"name": "leadway.js"}}
    return {
        "type": "track", "event": "heat_map", "anonymousId": "a-1", "messageId": f"heat-{number}", "context": context,
        "properties": {**told, **properties},
    }  # fmt: skip


def cells(kind: str) -> list[tuple[int, int, str, int]]:
    return list(HeatCell.objects.filter(kind=kind).order_by("y", "x").values_list("x", "y", "selector", "count"))


def test_two_views_add_up_and_a_repeated_message_counts_once(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        accept_messages([message(1)])
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        accept_messages([message(1), message(2, points=[0, 503, 105, 0, 1, 900, 1990, 0], reach=10)])
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert (cells("click"), cells("rage"), cells("page")) == ([(50, 5, "#buy", 2)], [(90, 99, "#buy", 1)], [(0, 20, "", 2)])
        assert [count for *_, count in cells("reach")] == [2, 2, 2, 1, 1, 1, 1, 1, 1]
        kept = list(Event.objects.order_by("id").values_list("properties", flat=True))
        assert kept == [{"points": 1, "reach": 40}, {"points": 2, "reach": 10}]


def test_a_heat_map_makes_no_lead_and_no_line_of_a_story(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        before = Outbox.objects.filter(kind__contains="EventsRecorded").count()
        accept_messages([message(1)])
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        event = Event.objects.get()
        assert (Lead.objects.count(), timeline.of_visitor(event.visitor_id)) == (0, [])
        assert Outbox.objects.filter(kind__contains="EventsRecorded").count() == before


def test_cells_are_forgotten_after_ninety_days(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        accept_messages([message(1)])
    work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        counted = HeatCell.objects.count()
        now = clock.now()
        assert (counted, forget_heat()) == (11, 0)
    with clock.pretend(now + timedelta(days=92)), tenancy.scope(cast.acme.id):
        assert (forget_heat(), HeatCell.objects.count()) == (11, 0)
