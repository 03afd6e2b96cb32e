"""Joined leads: nothing is lost, nothing counts twice (F075)."""

from datetime import timedelta

import pytest

from kernel import clock, tenancy
from scoring.actions.carry import carry_over
from scoring.models import LedgerEntry
from scoring.queries import tags
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)


def test_the_total_goes_along_and_may_make_an_mql(office: Office) -> None:
    winner, loser = office.lead(NOON), office.lead(NOON)
    office.did(winner, "live_broadcast_watched", NOON)
    office.did(loser, "live_broadcast_watched", NOON + DAY)
    office.did(loser, "asset_downloaded", NOON + 2 * DAY)
    at = NOON + 2 * DAY
    before = office.score(winner, at) + office.score(loser, at)
    for _ in range(2):
        with clock.pretend(at), tenancy.scope(office.workspace.id):
            carry_over([winner], [loser], at)
    assert office.score(winner, at) == pytest.approx(before, abs=1e-5)
    assert office.score(loser, at) == 0
    assert office.get(loser).snapshot.rank_key is None
    assert office.visits(winner, "mql") == [(1, "score", at)]
    with tenancy.scope(office.workspace.id):
        assert LedgerEntry.objects.filter(lead_id=winner, carried_from__isnull=False).count() == 2
        assert [tag.name for tag in tags.of_lead(winner, at)] == ["Live broadcast", "Download"]
    assert office.get(winner).snapshot.silent_at == NOON + 32 * DAY
