"""A published version takes over all at once, and what it makes of the past is what it would have made of it from the beginning."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kernel import audit, clock, tenancy, work
from kernel.problems import Refused
from leads.models import Lead
from scoring.actions import disown, rulebooks, switch
from scoring.actions.penalty import penalise_return
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.models import Switch, SwitchLead
from scoring.queries import rulebooks as books
from scoring.queries.explain import explain
from tests.cast import Cast
from tests.conftest import NOON
from tests.scoring.people import NUMBERS, Office
from tracking.actions.record import OwnEvent, record_own

DAY = timedelta(days=1)


def rules(points: dict[str, float] | None = None, limited: dict[str, dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    """The default pack with other points for some events, and limits on some."""
    found = rulebook.plain(DEFAULT) | changes
    found["events"] = [
        event | {"points": (points or {}).get(event["event"], event["points"])} | (limited or {}).get(event["event"], {})
        for event in found["events"]
    ]
    return found


def publish(office: Office, data: dict[str, Any], at: Any, run: bool = True) -> int:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        version = rulebooks.begin_draft(audit.SYSTEM, data).version
        rulebooks.publish(version, audit.SYSTEM)
    if run:
        office.run(at)
    return version


def live(office: Office) -> int:
    with tenancy.scope(office.workspace.id):
        return books.live().version


def parts_and_score(office: Office, lead: UUID, at: Any) -> tuple[float, float]:
    """What the explanation's parts add up to, and the score that it shows."""
    with tenancy.scope(office.workspace.id):
        why = explain(lead, at)
    assert why is not None
    return round(sum(part.points for part in why.parts) + why.floor, 1), why.score


def test_all_leads_change_at_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switch, "BATCH", 1)
    leads = [office.lead(NOON) for _ in range(3)]
    for lead in leads:
        office.did(lead, "asset_downloaded", NOON)
    publish(office, rules({"asset_downloaded": 15}), NOON, run=False)
    with clock.pretend(NOON):
        for _ in range(3):
            work.do_batch(books.SWITCH, office.workspace.id)
    assert (live(office), [office.score(lead, NOON) for lead in leads]) == (1, [10, 10, 10])
    assert [office.entries(lead) for lead in leads] == [[("event:asset_downloaded", 10)]] * 3
    office.run(NOON)
    assert (live(office), [office.score(lead, NOON) for lead in leads]) == (2, [15, 15, 15])
    assert office.entries(leads[0]) == [("event:asset_downloaded", 10), ("anew:event:asset_downloaded", 5)]
    assert parts_and_score(office, leads[0], NOON + DAY) == (14.3, 14.3)
    with tenancy.scope(office.workspace.id):
        job = Switch.objects.get()
        assert (job.done, job.total, job.changed, job.finished_at, SwitchLead.objects.count()) == (3, 3, 3, NOON, 0)


def test_who_is_scored_meanwhile_is_prepared_again(office: Office) -> None:
    lead, other = office.lead(NOON), office.lead(NOON)
    office.did(lead, "asset_downloaded", NOON)
    publish(office, rules({"asset_downloaded": 15, "email_clicked": 7}), NOON, run=False)
    with clock.pretend(NOON):
        work.do_batch(books.SWITCH, office.workspace.id)
        with tenancy.scope(office.workspace.id):
            people = Lead.objects.in_bulk([lead, other])
            record_own([OwnEvent(people[each].person_id, "email_clicked", NOON, f"meanwhile{next(NUMBERS)}") for each in (lead, other)])
            people[other].refresh_from_db()
        while work.do_batch("facts", office.workspace.id):
            pass
        assert (live(office), office.score(lead, NOON), office.score(other, NOON)) == (1, 13, 3)
        with tenancy.scope(office.workspace.id):
            penalise_return(lead, audit.SYSTEM, NOON)
    returned = office.score(lead, NOON)
    office.run(NOON)
    taken = -sum(points for rule, points in office.entries(lead) if rule == "sales_return")
    assert (live(office), returned) == (2, 0)
    assert (office.score(lead, NOON), office.score(other, NOON)) == (round(22 - taken, 6), 7)


def test_a_rule_that_is_gone_and_one_that_is_new(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "asset_downloaded", NOON)
    office.did(lead, "price_seen", NOON)
    data = rules()
    data["events"] = [event for event in data["events"] if event["event"] != "asset_downloaded"]
    data["events"].append({"event": "price_seen", "label": "Saw the price", "points": 8, "dimension": "purchase"})
    publish(office, data, NOON)
    assert office.score(lead, NOON) == 8
    publish(office, rules(), NOON + DAY)
    assert office.score(lead, NOON) == 10
    assert parts_and_score(office, lead, NOON) == (10, 10)


def test_who_somebody_is_is_part_of_it(office: Office) -> None:
    lead = office.lead(NOON, title="CEO")
    assert office.score(lead, NOON) == 15
    data = rules()
    next(rule for rule in data["fit"] if rule["name"] == "title_chief")["points"] = 20
    publish(office, data, NOON)
    assert (office.score(lead, NOON), office.get(lead).snapshot.fit) == (20, 20)


def test_the_threshold_that_comes_makes_mqls(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "offline_meeting_attended", NOON)
    assert office.get(lead).stage == "target"
    publish(office, rules(threshold=50.0, margin=5.0), NOON)
    assert [(number, reason) for number, reason, _ in office.visits(lead, "mql")] == [(1, "score")]


def test_what_a_bot_did_goes_with_its_correction(office: Office) -> None:
    lead = office.lead(NOON)
    (event,) = office.did(lead, "asset_downloaded", NOON)
    office.did(lead, "email_clicked", NOON)
    publish(office, rules({"asset_downloaded": 15}), NOON)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        disown.disown([event], NOON)
    assert office.score(lead, NOON) == 3


def test_a_silence_that_was_taken_before_is_taken_still(office: Office) -> None:
    lead = office.lead(NOON, title="CEO")
    office.did(lead, "asset_downloaded", NOON)
    office.run(NOON + 31 * DAY)
    before = office.entries(lead)
    publish(office, rules({"email_clicked": 7}), NOON + 40 * DAY)
    assert (office.entries(lead), office.score(lead, NOON + 40 * DAY), office.get(lead).snapshot.silent_at) == (before, 0, None)
    publish(office, rules({}, silence={"days": 30, "points": -5.0, "repeats": True}), NOON + 70 * DAY)
    shown, score = parts_and_score(office, lead, NOON + 70 * DAY)
    assert (shown, office.score(lead, NOON + 70 * DAY)) == (score, pytest.approx(score, abs=0.0501))
    assert office.get(lead).snapshot.silent_at == NOON + 90 * DAY


def test_a_version_is_withdrawn(office: Office) -> None:
    lead = office.lead(NOON)
    office.did(lead, "asset_downloaded", NOON)
    version = publish(office, rules({"asset_downloaded": 15}), NOON, run=False)
    with clock.pretend(NOON), tenancy.scope(office.workspace.id):
        work.do_batch(books.SWITCH, office.workspace.id)
        draft = rulebooks.begin_draft(audit.SYSTEM)
        with pytest.raises(Refused, match="Version 2 is being prepared"):
            rulebooks.publish(draft.version, audit.SYSTEM)
        with pytest.raises(Refused, match="draft already"):
            switch.withdraw(version, audit.SYSTEM)
        rulebooks.drop_draft(draft.version, audit.SYSTEM)
        assert switch.withdraw(version, audit.SYSTEM).state == "draft"
        with pytest.raises(Refused, match="not being prepared"):
            switch.withdraw(version, audit.SYSTEM)
    office.run(NOON)
    assert (live(office), office.score(lead, NOON)) == (1, 10)


def test_another_decay_weighs_the_past_anew_for_all_at_once(office: Office) -> None:
    """Who has interest has another row, whether its points change or not; what fades by its own rule goes on as it did."""
    lead, still, never = office.lead(NOON), office.lead(NOON, title="CEO"), office.lead(NOON)
    publish(office, rules({}, {"email_clicked": {"decay": {"kind": "step", "days": 90.0}}}), NOON)
    office.did(lead, "asset_downloaded", NOON)
    office.did(lead, "offline_meeting_attended", NOON)
    office.did(never, "email_clicked", NOON)
    at = NOON + 14 * DAY
    assert office.score(lead, at) == pytest.approx(60 * 0.49)
    slower = rules({}, {"email_clicked": {"decay": {"kind": "step", "days": 90.0}}}, decay={"factor": 0.5, "days": 14.0})
    version = publish(office, slower, at, run=False)
    assert office.score(lead, at) == pytest.approx(60 * 0.49), "nothing changes before it is live"
    office.run(at)
    assert live(office) == version
    for days, left in ((14, 0.5), (28, 0.25)):
        assert office.score(lead, NOON + days * DAY) == pytest.approx(60 * left)
        assert parts_and_score(office, lead, NOON + days * DAY) == (60 * left, 60 * left)
    assert [office.score(each, at) for each in (still, never)] == [15, 3]
    assert len(office.entries(lead)) == 2
    office.did(lead, "asset_downloaded", at)
    assert office.score(lead, NOON + 28 * DAY) == pytest.approx(20)


EVENTS = ["email_clicked", "asset_downloaded", "webinar_registered", "offline_meeting_attended", "price_seen"]
lives = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 75 * 24)), min_size=1, max_size=9, unique_by=lambda each: each[1])
LIMITS: dict[str, dict[str, Any]] = {
    "email_clicked": {"cap": 5.0},
    "asset_downloaded": {"window": {"points": 15.0, "days": 7}, "group": "material"},
    "webinar_registered": {"group": "material"},
}
OFTEN = {"name": "often", "label": "Often", "when": "event:email_clicked", "times": 2, "days": 7, "points": 6}
GROUPS = [{"name": "material", "label": "Material", "cap": 20.0}]
FADING: dict[str, dict[str, Any]] = {
    "asset_downloaded": {"decay": {"kind": "linear", "days": 20.0}},
    "webinar_registered": {"decay": {"kind": "step", "days": 9.0}, "cap": 12.0},
    "offline_meeting_attended": {"decay": {"kind": "exponential", "share": 0.5, "days": 30.0}},
}
# As the score fades by the default pack, and otherwise where another decay is the rulebook's.
AS_USUAL = {"offline_meeting_attended": {"decay": {"kind": "exponential", "share": 0.7, "days": 7.0}}}
BOOKS = [
    rules(),
    rules({"asset_downloaded": 4, "offline_meeting_attended": 20}),
    rules({"email_clicked": 9}, LIMITS, groups=GROUPS, patterns=[OFTEN]),
    rules({}, LIMITS, groups=GROUPS, limits={"match": {"cap": 10.0}, "behaviour": {"cap": 45.0}, "total": 62.0}),
    rules({"webinar_registered": 0}, silence={"days": 20, "points": -10.0}),
    rules({"webinar_registered": 25}, silence={"days": 12, "points": -6.0, "repeats": True}),
    rules({}, FADING),
    rules({"email_clicked": 6}, FADING, decay={"factor": 0.5, "days": 10.0}),
    rules({}, LIMITS | AS_USUAL, groups=GROUPS, patterns=[OFTEN], limits={"total": 62.0}, decay={"factor": 0.8, "days": 30.0},
          silence={"days": 12, "points": -6.0, "repeats": True}),
    rules(fit=[rule | {"dimension": "purchase" if rule["name"] == "title_chief" else "match"} for rule in rules()["fit"]]),
    rules({"webinar_registered": 12}, {"email_clicked": {"once": True}, "asset_downloaded": {"once": True, "cap": 7.0}}),
]  # fmt: skip


@pytest.fixture
def offices(cast: Cast) -> tuple[Office, Office]:
    return Office(cast.acme), Office(cast.globex)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives, st.integers(0, 9), st.permutations(range(len(BOOKS))), st.integers(0, 40), st.integers(0, 45))
def test_the_past_is_as_if_there_had_been_no_other(
    offices: tuple[Office, Office], life: list[tuple[str, int]], half: int, order: list[int], after: int, idle: int
) -> None:
    """Whoever lived under one version and was taken over by another, also after `idle` days in which nothing happened, has the score of
    who lived under the other from the beginning."""
    one, two = offices
    first, then = BOOKS[order[0]], BOOKS[order[1]]
    publish(one, first, NOON)
    publish(two, then, NOON)
    lead, twin = (office.lead(NOON, title="CEO", company="Acme") for office in offices)
    told = sorted(life, key=lambda each: each[1])
    begun = NOON + timedelta(hours=max([hours for _, hours in told[:half]], default=0))
    switched = begun + idle * DAY if half >= len(told) else begun
    for name, hours in told[:half]:
        for office, who in ((one, lead), (two, twin)):
            office.did(who, name, NOON + timedelta(hours=hours))
    for office in offices:
        office.run(switched)
    publish(one, then, switched)
    for name, hours in told[half:]:
        for office, who in ((one, lead), (two, twin)):
            office.did(who, name, NOON + timedelta(hours=hours))
    last = max(switched, NOON + timedelta(hours=told[-1][1]))
    for at in (switched, last, last + after * DAY):
        for office in offices:
            office.run(at)
        assert one.score(lead, at) == pytest.approx(two.score(twin, at), abs=1e-5)
        mine, other = one.get(lead).snapshot, two.get(twin).snapshot
        assert (mine.rank_key, mine.interest_rate) == (pytest.approx(other.rank_key, abs=1e-5), other.interest_rate)
        assert parts_and_score(one, lead, at)[0] == parts_and_score(one, lead, at)[1]
    assert one.get(lead).snapshot.silent_at == two.get(twin).snapshot.silent_at
