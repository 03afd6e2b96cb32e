"""A draft on the workspace's own history: the same instants as the live engine, nothing known too early, once however often it stops."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from kernel import audit, clock, tenancy
from kernel.problems import Refused
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import change_person
from leads.enums import MoveReason, Stage
from leads.models import StageVisit
from scoring.actions import backtests as actions
from scoring.actions import rulebooks
from scoring.actions.backtests import Asked
from scoring.domain import rulebook
from scoring.domain.default_pack import DEFAULT
from scoring.models import Backtest, BacktestLead, LedgerEntry
from scoring.queries import backtests
from tests.conftest import NOON
from tests.scoring.people import Office

DAY = timedelta(days=1)
SYSTEM = audit.SYSTEM
DOINGS = ("live_broadcast_watched", "asset_downloaded", "product_tried", "offline_meeting_attended", "email_opened")
TITLES = ("CEO", "Head of marketing", "Intern", "Manager", "Cleaner")


@contextmanager
def there(office: Office, at: datetime) -> Iterator[None]:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        yield


def carried_out(office: Office, at: datetime, rules: dict[str, Any] | None = None, **asked: Any) -> Backtest:
    """The draft (the default pack with `rules`) tested to its end."""
    with there(office, at):
        draft = rulebooks.begin_draft(SYSTEM, rulebook.plain(DEFAULT) | (rules or {}))
        test = actions.begin_test(draft.version, Asked(**asked), SYSTEM)
    office.run(at)
    with there(office, at):
        return Backtest.objects.get(pk=test.pk)


def rows(office: Office, test: Backtest) -> dict[UUID, BacktestLead]:
    with tenancy.scope(office.workspace.id):
        return {row.lead_id: row for row in BacktestLead.objects.filter(backtest=test)}


def live_through(office: Office, seed: int) -> tuple[UUID, datetime]:
    """A random life of some months: named late or early, edits between doings, silences."""
    random = Random(seed)
    at = NOON - timedelta(days=300) + timedelta(hours=seed)
    lead = office.lead(at, email=random.choice((f"a{seed}@firm.example", f"a{seed}@gmail.com")))
    for _ in range(random.randrange(3, 14)):
        at += timedelta(minutes=random.randrange(1, 60 * 24 * random.choice((1, 4, 45))))
        if random.random() < 0.3:
            with there(office, at):
                change_person(office.get(lead).person_id, {"title": random.choice(TITLES)}, SYSTEM)
            office.run(at)
        else:
            office.did(lead, random.choice(DOINGS), at)
    return lead, at


def test_the_replay_makes_mqls_at_the_instants_of_the_live_engine(office: Office) -> None:
    lives = [live_through(office, seed) for seed in range(24)]
    end = max(at for _, at in lives)
    test = carried_out(office, end + DAY)
    assert (test.state, test.last_error, test.done) == ("done", "", len(lives))
    found = rows(office, test)
    with there(office, end):
        live = {
            visit.lead_id: visit.entered_at for visit in StageVisit.objects.filter(stage=Stage.MQL, visit_no=1, reason=MoveReason.SCORE)
        }
    replayed = {lead: row.live_at for lead, row in found.items() if row.live_at}
    assert len(live) >= 5
    assert replayed == live
    assert {lead: row.draft_at for lead, row in found.items() if row.draft_at} == live
    assert all((row.draft_peak >= 60) == (row.draft_at is not None) for row in found.values())


def test_nothing_known_later_changes_what_was_known_before(office: Office) -> None:
    """Neither an event nor a title of after the end of a test is in it: whatever happens later, the same test says the same."""
    lives = [live_through(office, seed) for seed in range(8)]
    end = max(at for _, at in lives)
    before = rows(office, carried_out(office, end))
    for lead, _ in lives:
        office.did(lead, "offline_meeting_attended", end + DAY)
        with there(office, end + 2 * DAY):
            change_person(office.get(lead).person_id, {"title": "CEO"}, SYSTEM)
        office.run(end + 2 * DAY)
    with there(office, end):
        rulebooks.drop_draft(2, SYSTEM)
    after = rows(office, carried_out(office, end))
    assert {lead: (row.draft_at, row.draft_peak) for lead, row in after.items()} == {
        lead: (row.draft_at, row.draft_peak) for lead, row in before.items()
    }


def make_cohort(office: Office) -> list[UUID]:
    """Ten leads: the first four attend a meeting and try (70); of these two are accepted by sales, and so is the fifth, who only
    watches (30)."""
    leads = [office.lead(NOON) for _ in range(10)]
    for lead in leads[:4]:
        office.did(lead, "offline_meeting_attended", NOON + DAY)
        office.did(lead, "product_tried", NOON + DAY)
    office.did(leads[4], "live_broadcast_watched", NOON + DAY)
    with there(office, NOON + 5 * DAY):
        for lead in (leads[0], leads[1], leads[4]):
            move_stage(Move(lead, Stage.SQL, MoveReason.MANUAL, NOON + 5 * DAY), SYSTEM)
    office.run(NOON + 5 * DAY)
    return leads


def test_precision_recall_lead_time_load_and_advice(office: Office) -> None:
    leads = make_cohort(office)
    test = carried_out(office, NOON + 61 * DAY, {"threshold": 30}, days=70, capacity=1)
    draft, live = test.verdict["draft"], test.verdict["live"]
    assert (live["handed"], live["hits"], live["precision"], live["recall"]) == (4, 2, 0.5, pytest.approx(2 / 3))
    assert (draft["handed"], draft["hits"], draft["precision"], draft["recall"]) == (5, 3, 0.6, 1.0)
    assert (draft["lead_days"], test.verdict["gained_days"], test.verdict["both"]) == (4.0, 0.0, 4)
    assert (draft["per_week"], draft["per_sdr"], draft["busiest"]) == (0.5, 0.25, 5)
    assert (test.verdict["moves"]["gained"], test.verdict["moves"]["lost"], test.verdict["moves"]["up"]) == (1, 0, 1)
    assert test.verdict["advised"] is None  # one SDR could take all of them, so capacity sets none
    assert (test.verdict["deciles"][0]["draft_lift"], test.verdict["deciles"][9]["draft_rate"]) == (pytest.approx(0.5 / 0.3), 0.0)
    assert rows(office, test)[leads[4]].draft_at == NOON + DAY
    assert test.verdict["leaks"] == []


def test_a_hand_over_that_is_too_young_is_not_judged(office: Office) -> None:
    """Not even one that succeeded: this test once held the two quick ones of four to be all, and their precision to be 1."""
    make_cohort(office)
    live = carried_out(office, NOON + 20 * DAY).verdict["live"]
    assert (live["handed"], live["judged"], live["hits"], live["precision"]) == (4, 0, 0, None)
    assert (live["recall"], live["lead_days"]) == (pytest.approx(2 / 3), 4.0)


@pytest.mark.parametrize(("patience", "hits", "precision"), [(4, 2, 0.5), (3, 0, 0.0)])
def test_an_outcome_after_the_patience_is_no_success(office: Office, patience: int, hits: int, precision: float) -> None:
    """It came four days after the hand-over; a younger hand-over could not have shown it yet."""
    make_cohort(office)
    verdict = carried_out(office, NOON + 20 * DAY, patience_days=patience).verdict
    assert (verdict["live"]["judged"], verdict["live"]["hits"], verdict["live"]["precision"]) == (4, hits, precision)
    assert [one["precision"] for one in verdict["choices"] if one["threshold"] == 60] == [precision]


def test_a_rule_that_uses_a_field_set_after_the_outcome_is_named(office: Office) -> None:
    """Sales writes the title of its customers down: today it looks like the best rule of all."""
    leads = [office.lead(NOON) for _ in range(6)]
    with there(office, NOON + DAY):
        for lead in leads[:4]:
            move_stage(Move(lead, Stage.CUSTOMER, MoveReason.MANUAL, NOON + DAY), SYSTEM)
    with there(office, NOON + 2 * DAY):
        for lead in leads[:4]:
            change_person(office.get(lead).person_id, {"title": "CEO"}, SYSTEM)
    for lead in leads[:4]:
        office.did(lead, "contract_signed", NOON + 2 * DAY)
    rule = {"event": "contract_signed", "label": "Signed", "points": 80}
    test = carried_out(office, NOON + 3 * DAY, {"events": [*rulebook.plain(DEFAULT)["events"], rule]}, outcome="customer")
    named = {leak["rule"]: (leak["leads"], leak["late"]) for leak in test.verdict["leaks"]}
    assert named == {"fit:title_chief": (4, 4), "event:contract_signed": (4, 4)}
    assert (test.verdict["draft"]["hits"], test.verdict["draft"]["late"]) == (0, 4)


def test_a_rule_that_takes_points_by_a_field_set_after_the_return_is_named(office: Office) -> None:
    """Sales writes down why it gave a lead back: today the rule keeps all bad ones away, then it would have known of none."""
    leads = [office.lead(NOON) for _ in range(5)]
    with there(office, NOON + DAY):
        for lead in leads[:4]:
            move_stage(Move(lead, Stage.MQL, MoveReason.MANUAL, NOON + DAY), SYSTEM)
            move_stage(Move(lead, Stage.TARGET, MoveReason.SALES_RETURN, NOON + DAY), SYSTEM)
    with there(office, NOON + 2 * DAY):
        for lead in leads[:4]:
            change_person(office.get(lead).person_id, {"persona": "No budget"}, SYSTEM)
    rule = {"name": "no_budget", "label": "No budget", "field": "persona", "points": -40, "any_of": ["no budget"]}
    test = carried_out(office, NOON + 3 * DAY, {"fit": [*rulebook.plain(DEFAULT)["fit"], rule]})
    assert test.verdict["leaks"] == [{"rule": "fit:no_budget", "leads": 4, "late": 4, "undated": 0, "takes": True}]


def test_a_batch_that_dies_is_done_again_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed before its commit, a batch leaves nothing; the next worker goes on where the last committed one ended."""
    monkeypatch.setattr(actions, "BATCH", 3)
    leads = make_cohort(office)
    with there(office, NOON + 20 * DAY):
        draft = rulebooks.begin_draft(SYSTEM)
        test = actions.begin_test(draft.version, Asked(), SYSTEM)
        assert actions.test_some() == 1
        with transaction.atomic():
            actions.test_some()
            transaction.set_rollback(True)
        test.refresh_from_db()
        assert (test.done, test.state) == (3, "running")
    office.run(NOON + 20 * DAY)
    with there(office, NOON + 20 * DAY):
        test.refresh_from_db()
    assert (test.done, test.total, test.state, len(rows(office, test))) == (len(leads), len(leads), "done", len(leads))


def test_a_test_is_cancelled_and_only_one_runs(office: Office) -> None:
    with there(office, NOON):
        draft = rulebooks.begin_draft(SYSTEM)
        test = actions.begin_test(draft.version, Asked(), SYSTEM)
        with pytest.raises(Refused, match="is running"):
            actions.begin_test(draft.version, Asked(), SYSTEM)
        actions.cancel_test(test.pk, SYSTEM)
        with pytest.raises(Refused, match="is over"):
            actions.cancel_test(test.pk, SYSTEM)
    office.run(NOON)
    with there(office, NOON):
        assert (Backtest.objects.get().state, actions.test_some()) == ("cancelled", 0)


@pytest.mark.parametrize("asked", [{"days": 0}, {"capacity": 0}, {"patience_days": -1}, {"outcome": "mql"}])
def test_what_cannot_be_asked_names_its_field(office: Office, asked: dict[str, Any]) -> None:
    with there(office, NOON), pytest.raises(Refused) as caught:
        actions.begin_test(1, Asked(**asked), SYSTEM)
    assert caught.value.field == next(iter(asked))


def test_a_test_acts_on_nothing(office: Office) -> None:
    leads = make_cohort(office)
    before = [(office.get(lead).stage, office.get(lead).snapshot.fit, office.entries(lead)) for lead in leads]
    carried_out(office, NOON + 5 * DAY, {"threshold": 30})
    assert [(office.get(lead).stage, office.get(lead).snapshot.fit, office.entries(lead)) for lead in leads] == before
    with tenancy.scope(office.workspace.id):
        assert set(LedgerEntry.objects.values_list("rulebook__version", flat=True)) == {1}


def test_who_moves_is_listed_also_where_only_the_threshold_does(office: Office) -> None:
    """Another threshold alone changes no peak: the lead that becomes an MQL by it is still one that moves, and is shown."""
    leads = make_cohort(office)
    test = carried_out(office, NOON + 61 * DAY, {"threshold": 30}, days=70)
    with there(office, NOON + 61 * DAY):
        found = [[row.lead_id for row in backtests.movers(test.pk, up=up)] for up in (True, False)]
    assert found == [[leads[4]], []]
    assert (test.verdict["moves"]["up"], test.verdict["moves"]["down"]) == (1, 0)
