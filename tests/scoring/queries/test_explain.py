"""The explanation is the score, at any instant."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kernel import clock, tenancy
from leads.models import Lead
from scoring.domain.decay import left
from scoring.models import LedgerEntry
from scoring.queries import rulebooks
from scoring.queries.explain import Explanation, Part, explain, ledger
from scoring.queries.scores import now_for, trend
from tests.conftest import NOON
from tests.leads.conftest import message, put_messages
from tests.life import CHROME
from tests.scoring.actions.test_switch import publish, rules
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


def test_a_past_instant_is_told_by_the_version_that_stood_then(office: Office, lead: UUID) -> None:
    """Its threshold, its letters and its cell, where the live version values what happened as that one did."""
    stricter = rules(threshold=80.0, grades={"a": 60.0, "b": 40.0, "c": 20.0}, levels={"one": 90.0, "two": 60.0})
    publish(office, stricter, NOON + 45 * DAY)
    told = {}
    with clock.pretend(NOON + 46 * DAY), tenancy.scope(office.workspace.id):
        for days in (-400, 44, 45, 46, 400):
            why = explain(lead, NOON + days * DAY)
            assert why is not None
            told[days] = (why.version, why.valued_by, why.threshold, why.grade, why.cell)
        now, then = explain(lead), explain(lead, NOON + DAY)
    first, second = (1, 2, 60, "C", "C3"), (2, 2, 80, "D", "D3")
    assert told == {-400: first, 44: first, 45: second, 46: second, 400: second}
    assert now is not None
    assert then is not None
    assert (now.version, now.threshold, then.missing, then.reached_at) == (2, 80, 3.0, None)
    assert (then.judged, now.judged) == (True, True)


def test_a_threshold_says_nothing_about_points_that_another_version_values(office: Office, lead: UUID) -> None:
    """Live is another version, which values the points of all times: they never meet the threshold and letters of the one that stood."""
    publish(office, rules({"email_clicked": 9}, threshold=80.0), NOON + 45 * DAY)
    at = NOON + 44 * DAY
    with clock.pretend(NOON + 46 * DAY), tenancy.scope(office.workspace.id):
        then, now = explain(lead, at), explain(lead)
    assert then is not None
    assert now is not None
    assert (then.version, then.valued_by, then.threshold, then.judged) == (1, 2, 60, False)
    assert (then.grade, then.cell, then.missing, then.ideas, then.reached_at, then.falls_at) == ("", "", None, [], None, None)
    assert (now.version, now.judged, now.missing is not None) == (2, True, True)
    assert [part.points for part in explain_parts(office, lead, at, "event:email_clicked")] == [9]
    assert round(sum(part.points for part in then.parts) + then.floor, 1) == then.score


def test_a_page_that_shows_no_advice_does_not_look_for_it(office: Office, lead: UUID) -> None:
    with clock.pretend(NOON + 45 * DAY), tenancy.scope(office.workspace.id):
        whole, brief = explain(lead), explain(lead, advise=False)
    assert whole is not None
    assert whole.ideas != []
    assert brief == replace(whole, ideas=[])


def explain_parts(office: Office, lead: UUID, at: datetime, rule: str) -> list[Part]:
    with tenancy.scope(office.workspace.id):
        why = explain(lead, at)
    assert why is not None
    return [part for part in why.parts if part.rule == rule]


LIMITED: dict[str, dict[str, Any]] = {
    "email_clicked": {"cap": 5.0, "points": 4.0}, "asset_downloaded": {"once": True, "points": 40.0},
    "live_broadcast_watched": {"window": {"points": 45, "days": 5}}, "webinar_registered": {"decay": {"kind": "linear", "days": 20.0}},
}  # fmt: skip
BOTH = {"name": "both", "label": "Both", "when": "event:email_clicked", "then": "event:webinar_registered", "days": 7, "points": 6}
did = st.tuples(st.sampled_from([*LIMITED, "email_opened"]), st.integers(1, 30 * 24))


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
@given(st.lists(did, max_size=6, unique_by=lambda each: each[1]), st.integers(0, 4))
def test_the_advice_is_true(office: Office, life: list[tuple[str, int]], place: int) -> None:
    """Done for real, through every door: the score rises by what was said, over the threshold."""
    publish(office, rules({}, LIMITED, patterns=[BOTH], limits={"total": 75.0, "behaviour": {"cap": 70.0}}), NOON)
    lead, now = office.lead(NOON, title="CEO"), NOON + 31 * DAY
    for name, at in sorted(life, key=lambda each: each[1]):
        office.did(lead, name, NOON + timedelta(hours=at))
    office.run(now)
    with clock.pretend(now), tenancy.scope(office.workspace.id):
        why = explain(lead)
    assert why is not None
    events = [idea for idea in why.ideas if idea.rule.startswith("event:")]
    assert events or why.missing == 0
    if events:
        idea, before = events[place % len(events)], office.score(lead, now)
        office.did(lead, idea.rule.removeprefix("event:"), *[now] * idea.times)
        assert office.score(lead, now) - before == pytest.approx(idea.lift, abs=1e-3)
        assert office.score(lead, now) >= why.threshold - 1e-6


def test_a_page_is_advised_by_visits(office: Office) -> None:
    """Seen over and over in one visit it counts once; in as many visits as were said it is enough."""
    page, device = {"url": "https://acme.example/pricing", "path": "/pricing"}, f"{NOON:%s}-visits"

    def see(at: datetime, kind: str = "page", **more: Any) -> None:
        told = message(kind, device, at, context={"page": page, "userAgent": CHROME}, **more)
        with clock.pretend(at), tenancy.scope(office.workspace.id):
            put_messages([told])
        office.run(at)

    def stands(at: datetime) -> Explanation:
        with clock.pretend(at), tenancy.scope(office.workspace.id):
            why = explain(Lead.objects.get(person__email="visits@x.example").pk)
        assert why is not None
        return why

    publish(office, rules(events=[]), NOON)
    see(NOON, "identify", traits={"email": "visits@x.example"})
    start = NOON + timedelta(hours=2)
    (idea,) = [idea for idea in stands(start).ideas if idea.rule == "page:pricing"]
    assert idea.visits == idea.times > 1
    before = stands(start).score
    for number in range(idea.times):
        see(start + timedelta(minutes=number))
    assert stands(start + timedelta(hours=1)).score - before == pytest.approx(idea.points, abs=0.2)
    for number in range(1, idea.visits):
        see(start + number * timedelta(minutes=40))
    end = start + idea.visits * timedelta(minutes=40)
    assert stands(end).score - before == pytest.approx(idea.lift, rel=0.03)
