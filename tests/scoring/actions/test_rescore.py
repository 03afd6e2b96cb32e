"""Events become points, once; stages move at their own times."""

from datetime import timedelta

import pytest

from kernel import tenancy
from scoring.actions.rescore import score_activity
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)


@pytest.mark.parametrize(("event", "points"), [("offline_meeting_attended", 50), ("live_broadcast_watched", 30), ("asset_downloaded", 10)])
def test_the_numbers_of_the_source(office: Office, event: str, points: float) -> None:
    lead = office.lead(NOON)
    office.did(lead, event, NOON + DAY)
    assert (f"event:{event}", points) in office.entries(lead)
    assert office.score(lead, NOON + DAY) == points
    assert office.score(lead, NOON + 8 * DAY) == pytest.approx(points * 0.7, abs=1e-6)


def test_a_repeat_folds_nothing_twice(office: Office) -> None:
    lead = office.lead(NOON)
    events = office.did(lead, "Asset Downloaded", NOON + DAY)
    with tenancy.scope(office.workspace.id):
        score_activity(events, [lead])
    office.run(NOON + DAY)
    assert office.entries(lead) == [("event:asset_downloaded", 10)]
    assert office.score(lead, NOON + DAY) == 10


def test_an_unknown_event_and_a_bot_give_nothing(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "something_else", NOON + DAY)
    office.did(lead, "email_clicked", NOON + DAY, is_bot=True)
    assert office.entries(lead) == []


def test_stages_at_the_events_own_times(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "asset_downloaded", NOON + DAY)
    office.did(lead, "live_broadcast_watched", NOON + 2 * DAY)
    office.did(lead, "live_broadcast_watched", NOON + 2 * DAY + timedelta(hours=1))
    assert office.visits(lead, "engaged") == [(1, "engaged", NOON + DAY)]
    assert office.visits(lead, "target") == [(1, "score", NOON + 2 * DAY)]
    assert office.visits(lead, "mql") == [(1, "score", NOON + 2 * DAY + timedelta(hours=1))]


def test_more_points_make_no_second_mql(office: Office) -> None:
    lead = office.lead(NOON)
    for hours in range(4):
        office.did(lead, "offline_meeting_attended", NOON + DAY + timedelta(hours=hours))
    assert [number for number, *_ in office.visits(lead, "mql")] == [1]


def test_history_keeps_its_own_times(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "offline_meeting_attended", NOON + DAY, NOON + 2 * DAY, now=NOON + 400 * DAY, history=True)
    assert office.visits(lead, "mql") == [(1, "score", NOON + 2 * DAY)]
    rules = [rule for rule, _ in office.entries(lead)]
    assert rules == ["event:offline_meeting_attended", "event:offline_meeting_attended", "silence"]


def test_a_late_event_is_no_crossing_of_the_past(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "offline_meeting_attended", NOON + 20 * DAY)
    office.did(lead, "asset_downloaded", NOON + DAY, now=NOON + 20 * DAY)
    assert office.visits(lead, "mql") == []
    office.did(lead, "asset_downloaded", NOON + 20 * DAY)
    assert [number for number, *_ in office.visits(lead, "mql")] == [1]
