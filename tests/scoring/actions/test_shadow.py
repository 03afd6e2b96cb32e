"""A draft in the shadow: compared on what happens from now on, and heard by nobody."""

from datetime import timedelta

import pytest

from kernel import audit, clock, tenancy
from kernel.problems import Refused
from scoring.actions import backtests, rulebooks, shadow
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.models import Backtest, BacktestLead
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)


def test_the_shadow_follows_and_ends(office: Office) -> None:
    early = office.lead(NOON)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"threshold": 30})
        test = backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
        with pytest.raises(Refused, match="finished test"):
            shadow.begin_shadow(test.pk, audit.SYSTEM)
    office.run(NOON + DAY)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        shadow.begin_shadow(test.pk, audit.SYSTEM)
    late = office.lead(NOON + 2 * DAY)
    for lead in (early, late):
        office.did(lead, "live_broadcast_watched", NOON + 3 * DAY)
    office.run(NOON + 3 * DAY + timedelta(minutes=2))
    with tenancy.scope(office.workspace.id):
        found = BacktestLead.objects.filter(backtest=test)
        assert {row.lead_id: (row.draft_at, row.live_at) for row in found} == dict.fromkeys((early, late), (NOON + 3 * DAY, None))
        assert Backtest.objects.get().verdict["draft"]["handed"] == 2
    assert [office.get(lead).stage for lead in (early, late)] == ["target", "target"]
    with clock.pretend(NOON + 4 * DAY), tenancy.scope(office.workspace.id):
        shadow.end_shadow(test.pk, audit.SYSTEM)
        assert (shadow.is_due(), shadow.follow()) == (False, 0)
