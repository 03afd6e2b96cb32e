"""Leads are scored by the model of their entry channel: live, in silence, by patterns, at the threshold, after a merge and in a replay."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from operator import itemgetter
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kernel import audit, clock, tenancy
from leads.actions.merge import merge_people
from leads.actions.unmerge import undo_merge
from scoring.actions import backtests, rulebooks
from scoring.actions.penalty import penalise_return
from scoring.actions.rescore import score_activity
from scoring.domain import rulebook
from scoring.domain.engine import Book
from scoring.domain.past import tell
from scoring.domain.replay import replay, steps
from scoring.domain.rule_shapes import Rules
from scoring.models import Backtest, BacktestLead
from scoring.queries import history
from tests.conftest import NOON
from tests.scoring.modelled import ADS, MAIL, PLAIN, publish
from tests.scoring.people import NUMBERS, Office
from tracking.actions.record import OwnEvent, record_own

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def modelled(office: Office) -> Office:
    publish(office, PLAIN | {"models": [ADS, MAIL]})
    return office


def by_hand(channel: str) -> Rules:
    """The rulebook that has the numbers which leads of `channel` are scored by, written down without any model."""
    rules = rulebook.parse(PLAIN)
    own: dict[str, Any] = {"display": ADS, "email": MAIL}.get(channel, {})
    data = rulebook.plain(rules) | {key: own[key] for key in ("threshold", "target_at") if key in own}
    for event in data["events"]:
        event["points"] = own.get("points", {}).get(f"event:{event['event']}", event["points"])
    if channel == "display":
        data["patterns"][0]["points"], data["silence"]["points"] = 7.0, -5.0
        next(rule for rule in data["fit"] if rule["name"] == "title_chief")["points"] = 25.0
    return rulebook.parse(data)


def test_one_deed_three_models(modelled: Office) -> None:
    leads = {channel: modelled.lead(NOON, channel=channel, title="CEO") for channel in ("display", "email", "referral", "")}
    for lead in leads.values():
        modelled.did(lead, "live_broadcast_watched", NOON)
        modelled.did(lead, "asset_downloaded", NOON)
    assert {channel: modelled.score(lead, NOON) for channel, lead in leads.items()} == {
        "display": 59.0, "email": 55.0, "referral": 55.0, "": 55.0,
    }  # fmt: skip
    reached = {channel: [name for name in ("target", "mql") if modelled.visits(lead, name)] for channel, lead in leads.items()}
    assert reached == {"display": ["target"], "email": ["target", "mql"], "referral": ["target"], "": ["target"]}
    # When it falls under its own threshold: that of the mail model, which the others have not reached or do not have.
    assert [channel for channel, lead in leads.items() if modelled.get(lead).snapshot.falls_at] == ["email"]


DEEDS = ["email_clicked", "asset_downloaded", "live_broadcast_watched", "offline_meeting_attended"]
LIVES = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(1, 70 * 24)),
    min_size=1,
    max_size=7,
    unique_by=(lambda each: each[0], lambda each: each[1]),
)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
@example([("asset_downloaded", 1), ("asset_downloaded", 5), ("email_clicked", 9), ("offline_meeting_attended", 60 * 24)])
def test_each_lead_is_scored_by_the_rulebook_that_simply_has_its_numbers(modelled: Office, life: list[tuple[str, int]]) -> None:
    """Live, in a batch that holds leads of three models, against the replay of the same events under rules written by hand."""
    leads = {channel: modelled.lead(NOON, channel=channel, title="CEO") for channel in ("display", "email", "direct")}
    last = NOON + max(hours for _, hours in life) * HOUR
    together(modelled, leads.values(), [(name, NOON + hours * HOUR) for name, hours in sorted(life, key=itemgetter(1))], last)
    with tenancy.scope(modelled.workspace.id):
        found = {each.past.lead_id: each.past for each in history.of_leads(list(leads.values()), [], last)}
    for channel, lead in leads.items():
        past, book = found[lead], Book(by_hand(channel))
        *_, step = steps(past, tell(past), book)
        assert modelled.score(lead, last) == pytest.approx(step.score, abs=1e-5)
        assert [at for _, _, at in modelled.visits(lead, "mql")][:1] == list(filter(None, [replay(past, tell(past), book).mql_at]))


LIMITED = {
    "name": "events", "label": "Events", "channels": ["referral"], "caps": {"event:asset_downloaded": 12.0, "pattern:often": 4.0},
    "decays": {"event:live_broadcast_watched": {"kind": "linear", "days": 20.0}}, "off": ["event:email_clicked", "fit:title_chief"],
}  # fmt: skip


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LIVES)
@example([("asset_downloaded", 1), ("live_broadcast_watched", 5), ("email_clicked", 9), ("offline_meeting_attended", 60 * 24)])
def test_a_model_may_limit_and_fade_otherwise_and_leave_rules_out(office: Office, life: list[tuple[str, int]]) -> None:
    """In a rulebook that limits nothing itself, in a batch with leads of the rulebook: each as under rules written by hand."""
    bare = PLAIN | {"limits": {}}
    publish(office, bare | {"models": [LIMITED]})
    hand = rulebook.plain(rulebook.parse(bare))
    for event in hand["events"]:
        event["cap"] = {"asset_downloaded": 12.0}.get(event["event"])
        event["decay"] = {"live_broadcast_watched": {"kind": "linear", "days": 20.0}}.get(event["event"])
        event["points"] = 0.0 if event["event"] == "email_clicked" else event["points"]
    hand["fit"] = [rule for rule in hand["fit"] if rule["name"] != "title_chief"]
    hand["patterns"][0]["cap"] = 4.0
    leads = {channel: office.lead(NOON, channel=channel, title="CEO") for channel in ("referral", "direct")}
    last = NOON + max(hours for _, hours in life) * HOUR
    deeds = [(name, NOON + hours * HOUR) for name, hours in sorted(life, key=itemgetter(1))]
    for done in (deeds[: len(deeds) // 2], deeds[len(deeds) // 2 :]):
        if done:
            together(office, leads.values(), done, done[-1][1])
    with tenancy.scope(office.workspace.id):
        found = {each.past.lead_id: each.past for each in history.of_leads(list(leads.values()), [], last)}
    for channel, rules in (("referral", hand), ("direct", bare)):
        past = found[leads[channel]]
        *_, step = steps(past, tell(past), Book(rulebook.parse(rules)))
        assert office.score(leads[channel], last) == pytest.approx(step.score, abs=1e-5)


def together(office: Office, leads: Iterable[UUID], deeds: Iterable[tuple[str, datetime]], now: datetime) -> list[UUID]:
    """All of them did all of it, in one batch."""
    people, done = [office.get(lead).person_id for lead in leads], list(deeds)
    with clock.pretend(now), tenancy.scope(office.workspace.id):
        events = record_own([OwnEvent(person, name, at, f"m{next(NUMBERS)}") for name, at in done for person in people])
    office.run(now)
    return events


def test_models_ask_the_database_nothing_more(office: Office) -> None:
    """The statements of a batch, by their number: with models as without, however many leads are in it."""
    counted = []
    for rules in (PLAIN, PLAIN | {"models": [ADS, MAIL]}):
        publish(office, rules)
        leads = [office.lead(NOON, channel=channel) for channel in ("display", "email", "direct", "referral")]
        events = together(office, leads, [("asset_downloaded", NOON)], NOON)
        for some in (1, 4):
            with (
                clock.pretend(NOON),
                tenancy.scope(office.workspace.id),
                CaptureQueriesContext(
                    connection,
                ) as seen,
            ):
                score_activity(events[:some], leads[:some])
            counted.append(len(seen))
    assert len(set(counted)) == 1


def test_silence_and_returns_follow_the_model(modelled: Office) -> None:
    ads, plain = modelled.lead(NOON, channel="social"), modelled.lead(NOON, channel="referral")
    for lead in (ads, plain):
        modelled.did(lead, "offline_meeting_attended", *[NOON] * 2)
    with clock.pretend(NOON), tenancy.scope(modelled.workspace.id):
        assert penalise_return(ads, audit.SYSTEM, NOON) == pytest.approx(75)
        assert penalise_return(plain, audit.SYSTEM, NOON) == pytest.approx(50)
    modelled.run(NOON + 40 * DAY)
    silences = {lead: [points for rule, points in modelled.entries(lead) if rule == "silence"] for lead in (ads, plain)}
    assert silences[ads] == [-5.0]
    assert sum(silences[plain]) < -5.0


def test_publishing_models_judges_fit_and_the_threshold_again_and_leaves_what_was_done(office: Office) -> None:
    ads, mail = office.lead(NOON, channel="display", title="CEO"), office.lead(NOON, channel="email")
    for lead in (ads, mail):
        office.did(lead, "offline_meeting_attended", NOON)
        office.did(lead, "email_clicked", NOON)
    assert office.get(mail).stage == "target"
    publish(office, PLAIN | {"models": [ADS, MAIL]})
    assert sorted(points for rule, points in office.entries(ads) if rule == "fit:title_chief") == [-15, 15, 25]
    assert ("event:email_clicked", 3) in office.entries(ads)
    assert [reason for _, reason, _ in office.visits(mail, "mql")] == ["score"]


def test_a_merge_leaves_the_entry_channel_of_the_lead_that_stays(modelled: Office) -> None:
    """Fit is judged by its model; what the other one did keeps its points; undone, both are as they were."""
    mail, ads = modelled.lead(NOON, channel="email"), modelled.lead(NOON - DAY, channel="display", title="CEO")
    modelled.did(mail, "email_clicked", NOON)
    modelled.did(ads, "asset_downloaded", NOON)
    before = [kept(modelled, lead) for lead in (mail, ads)]
    people = [modelled.get(lead).person_id for lead in (mail, ads)]
    with clock.pretend(NOON), tenancy.scope(modelled.workspace.id):
        merge = merge_people(*people, audit.SYSTEM)
    modelled.run(NOON)
    assert modelled.get(mail).entry_channel == "email"
    assert sorted(modelled.entries(mail)) == [("event:asset_downloaded", 4), ("event:email_clicked", 1), ("fit:title_chief", 15)]
    with clock.pretend(NOON), tenancy.scope(modelled.workspace.id):
        undo_merge(merge.pk, audit.SYSTEM)
    modelled.run(NOON)
    assert [kept(modelled, lead) for lead in (mail, ads)] == before


def test_what_came_between_a_merge_and_its_end_falls_by_the_model_of_the_lead_that_has_it(modelled: Office) -> None:
    mail, ads = modelled.lead(NOON, channel="email"), modelled.lead(NOON - DAY, channel="social", title="CEO")
    people = [modelled.get(lead).person_id for lead in (mail, ads)]
    with clock.pretend(NOON), tenancy.scope(modelled.workspace.id):
        merge = merge_people(*people, audit.SYSTEM)
    modelled.run(NOON)
    modelled.did(mail, "offline_meeting_attended", NOON + HOUR)
    with clock.pretend(NOON + HOUR), tenancy.scope(modelled.workspace.id):
        undo_merge(merge.pk, audit.SYSTEM)
    modelled.run(NOON + HOUR)
    scores = [modelled.score(lead, NOON + HOUR) for lead in (mail, ads)]
    assert sum(scores) == pytest.approx(75)
    over = [score >= threshold for score, threshold in zip(scores, (45, 90), strict=True)]
    assert [modelled.get(lead).snapshot.falls_at is not None for lead in (mail, ads)] == over


def kept(office: Office, lead: UUID) -> list[Any]:
    """The snapshot, and the points that stand."""
    row = office.get(lead)
    kept = row.snapshot
    return [kept.fit, kept.interest_sign, kept.interest_log, kept.rank_key, kept.falls_at, row.entry_channel, row.stage]


def test_a_test_on_history_knows_the_models(office: Office) -> None:
    ads, plain = office.lead(NOON, channel="display"), office.lead(NOON, channel="referral")
    for lead in (ads, plain):
        office.did(lead, "offline_meeting_attended", NOON)
        office.did(lead, "product_tried", NOON)
    with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
        draft = rulebooks.begin_draft(audit.SYSTEM, PLAIN | {"models": [ADS, MAIL]})
        test = backtests.begin_test(draft.version, backtests.Asked(), audit.SYSTEM)
    office.run(NOON + DAY)
    with tenancy.scope(office.workspace.id):
        rows = {row.lead_id: (row.draft_at, row.live_at, round(row.draft_peak, 6)) for row in BacktestLead.objects.filter(backtest=test)}
        verdict = Backtest.objects.get(pk=test.pk).verdict
    assert rows == {ads: (None, NOON, 70.0), plain: (NOON, NOON, 70.0)}
    assert (verdict["draft"]["handed"], verdict["live"]["handed"], verdict["moves"]["lost"]) == (1, 2, 1)
    # 70 of 90 points are 46.7 of 60: the table of thresholds says of the draft's own what the replay says.
    weeks = 365 / 7
    of_now = next(choice for choice in verdict["choices"] if choice["threshold"] == 60)
    assert of_now["per_week"] == round(1 / weeks, 2)
