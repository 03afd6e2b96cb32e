"""−30 once per silent month of 30 × 24 hours (F079, A11.1)."""

from datetime import timedelta

import pytest

from tests.conftest import NOON
from tests.scoring.people import Office

MONTH = timedelta(hours=30 * 24)


def test_at_the_boundary_once_and_armed_again(office: Office) -> None:
    lead = office.lead(NOON)
    for _ in range(5):
        office.did(lead, "offline_meeting_attended", NOON)
    office.run(NOON + MONTH - timedelta(seconds=1))
    assert [rule for rule, _ in office.entries(lead)].count("silence") == 0
    before = office.score(lead, NOON + MONTH)
    office.run(NOON + MONTH)
    assert office.entries(lead)[-1] == ("silence", -30)
    assert office.score(lead, NOON + MONTH) == pytest.approx(before - 30, abs=1e-5)
    office.run(NOON + 3 * MONTH)
    assert [rule for rule, _ in office.entries(lead)].count("silence") == 1
    assert office.get(lead).silent_at is None
    office.did(lead, "asset_downloaded", NOON + 3 * MONTH)
    assert office.get(lead).silent_at == NOON + 4 * MONTH


def test_never_under_zero_and_no_debt_is_left(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "asset_downloaded", NOON)
    office.run(NOON + MONTH)
    assert office.score(lead, NOON + MONTH) == 0
    office.did(lead, "asset_downloaded", NOON + 2 * MONTH)
    assert office.score(lead, NOON + 2 * MONTH) == 10


def test_what_we_do_to_a_lead_breaks_no_silence(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "asset_downloaded", NOON)
    office.did(lead, "sdr_touched", NOON + timedelta(days=20))
    assert office.get(lead).silent_at == NOON + MONTH
