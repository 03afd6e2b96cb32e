"""A rulebook that goes live orders the queue of sales once: whoever looks sees the order of before or that of after, none between."""

from itertools import pairwise

import pytest

from kernel import audit, clock, tenancy, work
from sales.actions.hand_off import open_hand_off
from sales.models import HandOff
from sales.queries.queue import queue, work_list
from scoring.actions import switch
from scoring.queries import rulebooks as books
from tests.cast import Cast
from tests.conftest import NOON
from tests.scoring.actions.test_switch import live, publish, rules
from tests.scoring.people import Office

BEFORE = ("live_broadcast_watched", "asset_downloaded", "email_clicked")
TURNED = {"live_broadcast_watched": 1, "asset_downloaded": 20, "email_clicked": 40}


def test_the_queue_turns_once(office: Office, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switch, "BATCH", 1)
    names = {}
    for event in (*BEFORE, *BEFORE):
        lead = office.lead(NOON)
        office.did(lead, event, NOON)
        with clock.pretend(NOON), tenancy.scope(cast.acme.id):
            open_hand_off(lead, actor=audit.SYSTEM)
        names[lead] = event
    office.run(NOON)

    def order() -> list[str]:
        with clock.pretend(NOON), tenancy.scope(cast.acme.id):
            found = [row.lead_id for row in queue()]
            hand_offs = dict(HandOff.objects.values_list("id", "lead_id"))
            assert [hand_offs[one] for one in work_list(cast.sam.pk)] == found
        return [names[lead] for lead in found]

    seen = [order()]
    publish(office, rules(TURNED), NOON, run=False)
    with clock.pretend(NOON):
        for kind in (books.SWITCH, "facts"):
            while work.do_batch(kind, cast.acme.id):
                seen.append(order())
    assert (live(office), len(seen) > 8) == (2, True)
    office.run(NOON)
    seen.append(order())
    turns = [seen[0], *(now for before, now in pairwise(seen) if now != before)]
    twice = [[name for name in names_ for _ in range(2)] for names_ in (BEFORE, BEFORE[::-1])]
    assert turns == twice
