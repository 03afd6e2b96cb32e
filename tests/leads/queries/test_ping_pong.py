"""The statement finds exactly the leads that the rule does, whatever they walked through."""

from datetime import datetime, timedelta
from random import Random

import pytest

from leads.domain.ping_pong import Stay, bounces, recent
from leads.domain.schemes import PingPong
from leads.models import StageVisit
from leads.queries import leads, ping_pong
from tests.cast import Cast
from tests.leads.walks import HOUR, stroll, walk

DAY = timedelta(days=1)


@pytest.mark.parametrize("seed", range(5))
def test_the_statement_and_the_rule_agree(acme: Cast, noon: datetime, seed: int) -> None:
    dice = Random(seed)
    walkers = [stroll(dice, noon - dice.choice((200, 95, 60, 2)) * DAY, dice.randint(0, 12)) for _ in range(12)]
    walkers += [walk(noon - dice.choice((200, 60)) * DAY, *["mql", "sql"] * dice.randint(1, 4), "mql") for _ in range(4)]
    for thresholds in (PingPong(1, 90), PingPong(2, 90), PingPong(2, 365), PingPong(3, 365)):
        wanted = {}
        for lead in walkers:
            rows = StageVisit.objects.filter(lead_id=lead).order_by("entered_at", "recorded_at", "id")
            found = recent(bounces([Stay(row.stage, row.entered_at) for row in rows]), thresholds.days, noon)
            if len(found) >= thresholds.times:
                wanted[lead] = len(found)
        assert ping_pong.played(noon, thresholds) == wanted
        assert all(len(ping_pong.evidence(lead, noon, thresholds)) == count for lead, count in wanted.items())


def test_the_filter_names_them_with_evidence(acme: Cast, noon: datetime) -> None:
    lead = walk(noon - DAY, "mql", "sql", "target", "mql", "sql", "mql")
    calm = walk(noon - DAY, "mql", "sql", "mql")
    assert list(leads.search({"ping_pong": ["yes"]}).values_list("id", flat=True)) == [lead]
    assert list(leads.search({"ping_pong": ["no"]}).values_list("id", flat=True)) == [calm]
    found = ping_pong.evidence(lead, noon, PingPong())
    start = noon - DAY
    assert [(one.accepted.entered_at, one.back.entered_at) for one in found] == [
        (start + 2 * HOUR, start + 4 * HOUR),
        (start + 5 * HOUR, start + 6 * HOUR),
    ]
