"""The queue is in the order of the scores, also under a rulebook that has just taken over."""

from collections.abc import Callable
from datetime import timedelta

from kernel import clock, tenancy, work
from kernel.audit import SYSTEM
from leads.models import Lead
from sales.models import HandOff
from sales.queries import queue
from scoring.actions import rulebooks
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.queries import rulebooks as books
from tests.cast import Cast
from tests.conftest import NOON


def test_a_new_rulebook_orders_the_queue_at_once(cast: Cast, mql: Callable[..., HandOff], happens: Callable[..., None]) -> None:
    """Not lead by lead, as those that cross a threshold are looked at in the background."""
    for name, event in {"Read": "asset_downloaded", "Watched": "live_broadcast_watched", "Idle": ""}.items():
        lead_id = mql(name).lead_id
        if event:
            happens(lead_id, event, NOON + timedelta(minutes=1))
    data = rulebook.plain(DEFAULT)
    data["events"] = [event | {"points": {"asset_downloaded": 40}.get(event["event"], event["points"])} for event in data["events"]]
    with clock.pretend(NOON + timedelta(hours=1)):
        with tenancy.scope(cast.acme.id):
            assert [h.lead.person.name for h in queue.queue("waiting")] == ["Watched", "Read", "Idle"]
            rulebooks.publish(rulebooks.begin_draft(SYSTEM, data).version, SYSTEM)
        for kind in (books.SWITCH, "facts"):
            while work.do_batch(kind, cast.acme.id):
                pass
        with tenancy.scope(cast.acme.id):
            found = list(queue.queue("waiting"))
            assert [h.lead.person.name for h in found] == ["Read", "Watched", "Idle"]
            assert [h.rank_key for h in found] == [Lead.objects.get(pk=h.lead_id).snapshot.rank_key for h in found]
