"""A return drops the score below the threshold by a margin; then it has to be earned again (F061, A11.2)."""

from datetime import datetime, timedelta
from uuid import UUID

from kernel import audit, clock, tenancy
from leads.actions.lifecycle import Move, move_stage
from scoring.actions.penalty import penalise_return
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)


def give_back(office: Office, lead: UUID, at: datetime) -> float:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        left = penalise_return(lead, audit.SYSTEM, at)
        move_stage(Move(lead, "target", "sales_return", at), audit.SYSTEM)
    office.run(at)
    return round(left, 6)


def test_hysteresis_cool_down_and_the_second_visit(office: Office) -> None:
    lead = office.lead(NOON)
    for _ in range(3):
        office.did(lead, "live_broadcast_watched", NOON)
    assert [number for number, *_ in office.visits(lead, "mql")] == [1]
    assert give_back(office, lead, NOON) == 50
    office.did(lead, "live_broadcast_watched", NOON + DAY)
    assert office.score(lead, NOON + DAY) > 60
    assert [number for number, *_ in office.visits(lead, "mql")] == [1]
    office.did(lead, "live_broadcast_watched", NOON + 7 * DAY)
    assert [(number, at) for number, _, at in office.visits(lead, "mql")] == [(1, NOON), (2, NOON + 7 * DAY)]


def test_who_is_over_the_threshold_when_the_cool_down_ends_is_handed_over_without_another_deed(office: Office) -> None:
    lead, low = office.lead(NOON), office.lead(NOON)
    for each in (lead, low):
        for _ in range(3):
            office.did(each, "live_broadcast_watched", NOON)
        give_back(office, each, NOON)
    office.did(lead, "offline_meeting_attended", NOON + 6 * DAY)
    for at in (NOON + 6.9 * DAY, NOON + 7 * DAY, NOON + 7.1 * DAY):
        office.run(at)
    assert [(number, at) for number, _, at in office.visits(lead, "mql")] == [(1, NOON), (2, NOON + 7 * DAY)]
    assert [number for number, *_ in office.visits(low, "mql")] == [1]
    assert (office.get(lead).cool_until, office.get(lead).cools_at) == (NOON + 7 * DAY, None)


def test_the_penalty_is_twenty_where_that_is_deeper(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "offline_meeting_attended", NOON)
    assert give_back_score(office, lead) == 30


def give_back_score(office: Office, lead: UUID) -> float:
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        first = round(penalise_return(lead, audit.SYSTEM, NOON), 6)
        assert round(penalise_return(lead, audit.SYSTEM, NOON), 6) == first
    assert office.get(lead).returns == 1
    return first


def test_after_three_returns_a_person_has_to_look(office: Office) -> None:
    lead = office.lead(NOON)
    at = NOON
    for _ in range(3):
        office.did(lead, "offline_meeting_attended", at)
        office.did(lead, "offline_meeting_attended", at)
        give_back(office, lead, at)
        at += 8 * DAY
    for _ in range(3):
        office.did(lead, "offline_meeting_attended", at)
    assert len(office.visits(lead, "mql")) == 3
    assert office.get(lead).stage == "target"


def test_moved_back_by_hand_it_needs_a_new_crossing(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "offline_meeting_attended", NOON)
    office.did(lead, "offline_meeting_attended", NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        move_stage(Move(lead, "target", "manual", NOON, note="Wrong product"), audit.SYSTEM)
    office.did(lead, "asset_downloaded", NOON + DAY)
    assert len(office.visits(lead, "mql")) == 1
    office.did(lead, "offline_meeting_attended", NOON + 20 * DAY)
    assert len(office.visits(lead, "mql")) == 2
