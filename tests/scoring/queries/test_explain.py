"""The explanation is the score, at any instant."""

from datetime import timedelta
from uuid import UUID

import pytest

from kernel import clock, tenancy
from scoring.domain.decay import left
from scoring.models import LedgerEntry
from scoring.queries import rulebooks
from scoring.queries.explain import explain, ledger
from scoring.queries.scores import now_for, trend
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)
HOURS = [0, 1, 100, 24 * 9 + 5, 24 * 31, 24 * 33, 24 * 45, 24 * 400, 24 * 40_000]


@pytest.fixture
def lead(office: Office) -> UUID:
    lead = office.lead(NOON, title="VP Marketing", email="lena@qq.com", company="Acme")
    office.did(lead, "offline_meeting_attended", NOON + DAY)
    office.did(lead, "asset_downloaded", NOON + 9 * DAY)
    office.run(NOON + 39 * DAY)
    office.did(lead, "email_clicked", NOON + 44 * DAY)
    return lead


@pytest.mark.parametrize("hours", HOURS)
def test_parts_sum_exactly_to_the_score_and_the_score_to_the_decayed_entries(office: Office, lead: UUID, hours: int) -> None:
    at = NOON + timedelta(hours=hours)
    with tenancy.scope(office.workspace.id):
        found = explain(lead, at)
        assert found is not None
        rate = rulebooks.live().rate
        entries = LedgerEntry.objects.filter(lead_id=lead, occurred_at__lte=at)
        exact = sum(e.points * (left(rate, e.occurred_at, at) if e.decays else 1) for e in entries)
        assert round(sum(round(part.points * 10) for part in found.parts) + found.floor * 10) == round(found.score * 10)
        assert found.score == pytest.approx(max(exact, 0), abs=0.0501)
        assert sum(line.worth for line in ledger(lead, at)) == pytest.approx(exact, abs=1e-6)
        if hours >= 24 * 45:
            assert found.score == pytest.approx(now_for([lead], at)[lead], abs=0.0501)


def test_the_past_is_told_as_it_was(office: Office, lead: UUID) -> None:
    with tenancy.scope(office.workspace.id):
        before, after = explain(lead, NOON + timedelta(hours=1)), explain(lead, NOON + DAY)
    assert before is not None
    assert after is not None
    assert (before.score, after.score) == (7.0, 57.0)
    assert [(part.rule, part.points) for part in before.parts] == [("fit:title_head", 12), ("fit:company_known", 5), ("fit:free_mail", -10)]
    assert (after.grade, after.missing, after.ideas[0].label) == ("C", 3.0, "Clicked in an e-mail")


def test_unknown_leads_and_the_trend(office: Office, lead: UUID) -> None:
    with clock.pretend(NOON + 44 * DAY), tenancy.scope(office.workspace.id):
        assert explain(UUID(int=7)) is None
        points = trend(lead)
    assert (len(points), points[-1].at) == (60, NOON + 44 * DAY)
    assert points[0].score == 0
    assert max(point.score for point in points) == pytest.approx(57, abs=1e-6)
