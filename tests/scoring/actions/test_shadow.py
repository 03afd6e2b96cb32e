"""A draft in the shadow: compared on what happens from now on, and heard by nobody."""

from datetime import timedelta

import pytest

from kernel import audit, clock, tenancy
from kernel.models import AuditEntry
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


@pytest.mark.parametrize("end", ["publish", "drop_draft"])
def test_the_shadow_ends_with_its_draft(office: Office, end: str) -> None:
    """Published or thrown away, there is no draft left to compare: the shadow stops, and cannot begin again."""
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        rulebooks.begin_draft(audit.SYSTEM, rulebook.plain(DEFAULT) | {"threshold": 30})
        test = backtests.begin_test(2, backtests.Asked(), audit.SYSTEM)
    office.run(NOON)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        shadow.begin_shadow(test.pk, audit.SYSTEM)
        getattr(rulebooks, end)(2, audit.SYSTEM)
        assert Backtest.objects.get().shadow_at is None
        assert list(AuditEntry.objects.filter(verb="backtest.shadow_ended").values_list("target_id", flat=True)) == [str(test.pk)]
        with pytest.raises(Refused) as caught:
            shadow.begin_shadow(test.pk, audit.SYSTEM)
        assert caught.value.code == "not_the_draft"
