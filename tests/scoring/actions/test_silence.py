"""−30 once per silent month of 30 × 24 hours (F079, A11.1)."""

from datetime import timedelta

import pytest

from kernel import clock, tenancy
from scoring.actions.carry import carry_over
from scoring.models import LedgerEntry
from scoring.queries.explain import explain
from tests.conftest import NOON
from tests.scoring.actions.test_switch import publish, rules
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
    assert office.get(lead).snapshot.silent_at is None
    office.did(lead, "asset_downloaded", NOON + 3 * MONTH)
    assert office.get(lead).snapshot.silent_at == NOON + 4 * MONTH


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
    assert office.get(lead).snapshot.silent_at == NOON + MONTH


REPEATS = {"points": -10.0, "days": 30, "repeats": True}


def test_where_silences_repeat_each_is_an_entry_until_nothing_is_left(office: Office) -> None:
    publish(office, rules({}, silence=REPEATS), NOON)
    lead = office.lead(NOON, title="CEO")
    office.did(lead, "asset_downloaded", NOON)
    office.run(NOON + MONTH)
    assert (office.score(lead, NOON + MONTH), office.get(lead).snapshot.silent_at) == (pytest.approx(7.168, abs=0.01), NOON + 2 * MONTH)
    office.run(NOON + 4 * MONTH)
    assert (office.score(lead, NOON + 4 * MONTH), office.get(lead).snapshot.silent_at) == (0, None)
    with tenancy.scope(office.workspace.id):
        told = LedgerEntry.objects.filter(lead_id=lead, rule="silence").order_by("occurred_at", "effect_key")
        reasons = list(dict.fromkeys((entry.occurred_at, entry.reason) for entry in told))
    assert reasons == [(NOON + MONTH, "No interaction for 30 days"), (NOON + 2 * MONTH, "No interaction for another 30 days")]
    office.did(lead, "asset_downloaded", NOON + 4 * MONTH)
    assert office.get(lead).snapshot.silent_at == NOON + 5 * MONTH


def test_several_that_nobody_looked_at_are_taken_at_their_own_instants(office: Office) -> None:
    publish(office, rules({}, silence=REPEATS), NOON)
    lead = office.lead(NOON, title="CEO", company="Acme")
    office.did(lead, "offline_meeting_attended", NOON)
    office.did(lead, "asset_downloaded", NOON + 3 * MONTH)
    with tenancy.scope(office.workspace.id):
        at = LedgerEntry.objects.filter(lead_id=lead, rule="silence").order_by("occurred_at").values_list("occurred_at", flat=True)
        assert list(dict.fromkeys(at)) == [NOON + MONTH, NOON + 2 * MONTH]
        why = explain(lead, NOON + 3 * MONTH)
    assert why is not None
    assert round(sum(part.points for part in why.parts) + why.floor, 1) == why.score
    assert why.score == pytest.approx(office.score(lead, NOON + 3 * MONTH), abs=0.0501)
    assert office.get(lead).snapshot.silent_at == NOON + 4 * MONTH


def test_a_merge_falls_silent_by_what_either_did_last(office: Office) -> None:
    publish(office, rules({}, silence=REPEATS), NOON)
    winner, loser = office.lead(NOON, title="CEO"), office.lead(NOON)
    office.did(winner, "asset_downloaded", NOON)
    office.did(loser, "asset_downloaded", NOON + timedelta(days=20))
    with clock.pretend(NOON + timedelta(days=25)), tenancy.scope(office.workspace.id):
        carry_over([winner], [loser], NOON + timedelta(days=25))
    office.run(NOON + timedelta(days=25))
    assert office.get(winner).snapshot.silent_at == NOON + timedelta(days=50)
    office.run(NOON + timedelta(days=81))
    with tenancy.scope(office.workspace.id):
        at = LedgerEntry.objects.filter(lead_id=winner, rule="silence").order_by("occurred_at").values_list("occurred_at", flat=True)
        assert list(dict.fromkeys(at)) == [NOON + timedelta(days=50), NOON + timedelta(days=80)]
