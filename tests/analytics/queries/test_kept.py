"""Answers over a large ledger stand for some minutes, say of when they are, and are worked out anew while people look."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.test import Client

from analytics.actions.put_into_draft import put_into_draft
from analytics.domain.funnels import Definition, Step
from analytics.domain.periods import parse
from analytics.enums import StepKind
from analytics.gateways import answers
from analytics.gateways.answers import Asked
from analytics.queries import calibration, crossings, draft_points, intent, kept
from kernel import clock, keeper, tenancy
from kernel.problems import Refused
from leads.queries import schemes
from tenants.actions.api_keys import issue_key
from tests.analytics.handed import Desk
from tests.cast import Cast, as_actor
from tests.conftest import NOON

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
USUAL = parse("", "", NOON.date(), "UTC")


@pytest.fixture(autouse=True)
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every workspace with two leads is a large one."""
    monkeypatch.setattr(kept, "LARGE", 1)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def sold(cast: Cast, desk: Desk) -> list[UUID]:
    """Four leads that crossed the threshold; sales has two."""
    leads = desk.crossing(NOON - 40 * DAY, 4)
    desk.accept(leads[:2], NOON - 20 * DAY)
    return leads


def at(cast: Cast, minutes: int) -> tuple[crossings.Answer, datetime]:
    with clock.pretend(NOON + minutes * MINUTE), tenancy.scope(cast.acme.id):
        return kept.heard(USUAL)


def test_it_is_the_answer_and_stands_until_the_worker_has_another(cast: Cast, desk: Desk, sold: list[UUID]) -> None:
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        assert kept.heard(USUAL) == (crossings.run(USUAL.since, USUAL.until), NOON)
        assert kept.calibrated(USUAL) == (calibration.run(USUAL.since, USUAL.until), NOON)
    before = at(cast, 0)
    desk.accept(sold[2:3], NOON + MINUTE)
    assert at(cast, 9) == before
    desk.run(NOON + 9 * MINUTE)  # not old enough
    assert at(cast, 9) == before
    desk.run(NOON + 11 * MINUTE)
    answer, of = at(cast, 12)
    assert (of, answer.all.accepted) == (NOON + 11 * MINUTE, 3)


def test_nobody_looks_and_nothing_is_asked(cast: Cast, desk: Desk, sold: list[UUID]) -> None:
    before = at(cast, 0)
    desk.run(NOON + 61 * MINUTE)
    assert at(cast, 62) == before


def test_what_is_looked_at_every_day_is_there_in_the_morning(cast: Cast, desk: Desk, sold: list[UUID]) -> None:
    at(cast, 0)
    morning = NOON.replace(hour=0) + DAY + 5 * MINUTE
    desk.run(morning)
    with clock.pretend(morning + 60 * MINUTE), tenancy.scope(cast.acme.id):
        assert kept.heard(parse("", "", morning.date(), "UTC"))[1] == morning


def test_a_worker_that_is_away_keeps_nobody_for_ever_with_an_old_answer(cast: Cast, sold: list[UUID]) -> None:
    at(cast, 0)
    with clock.pretend(NOON + 6 * 60 * MINUTE), tenancy.scope(cast.acme.id):
        assert kept.heard(USUAL)[1] == NOON + 6 * 60 * MINUTE


def test_a_small_workspace_is_asked_each_time(cast: Cast, desk: Desk, sold: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGE", 1_000)
    at(cast, 0)
    desk.accept(sold[2:3], NOON + MINUTE)
    answer, of = at(cast, 2)
    assert (of, answer.all.accepted) == (NOON + 2 * MINUTE, 3)


def test_who_acts_is_held_to_what_is_now_and_then_sees_it(cast: Cast, desk: Desk) -> None:
    desk.divided(NOON - 40 * DAY)
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        seen = draft_points.plan(kept.heard(USUAL)[0]).seen
    desk.accept(desk.crossing(NOON - 30 * DAY, 6), NOON - 20 * DAY)
    with clock.pretend(NOON + MINUTE), tenancy.scope(cast.acme.id):
        with pytest.raises(Refused) as refused:
            put_into_draft(USUAL, ["event:asset_downloaded"], seen, actor=as_actor(cast.mara))
        assert refused.value.code == "changed"
        assert kept.heard(USUAL) == (crossings.run(USUAL.since, USUAL.until), NOON + MINUTE)


def test_a_funnel_is_kept_by_what_it_is(cast: Cast, desk: Desk, sold: list[UUID]) -> None:
    two = Definition((Step(StepKind.STAGE, "mql"), Step(StepKind.STAGE, "sql")), 90, "")

    def stepped(minutes: int, definition: Definition) -> tuple[list[int], datetime]:
        with clock.pretend(NOON + minutes * MINUTE), tenancy.scope(cast.acme.id):
            answer, of = kept.stepped(definition, USUAL)
        return [taken.people for taken in answer.all], of

    assert stepped(0, two) == ([4, 2], NOON)
    desk.accept(sold[2:3], NOON + MINUTE)
    assert stepped(5, two) == ([4, 2], NOON)
    assert stepped(5, replace(two, days=60)) == ([4, 3], NOON + 5 * MINUTE)  # another funnel
    desk.run(NOON + 11 * MINUTE)
    assert stepped(12, two) == ([4, 3], NOON + 11 * MINUTE)


def test_mails_and_search_intent_are_kept_and_all_say_of_when(cast: Cast, sold: list[UUID], signed_in: Callable[[str], Client]) -> None:
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        assert kept.mailed(USUAL) == (intent.run(USUAL.since, USUAL.until), NOON)
        _, text = issue_key(kind="secret", name="tests", actor=as_actor(cast.olga))
    api = Client(headers={"authorization": f"Bearer {text}"})
    with clock.pretend(NOON + 5 * MINUTE):
        told = api.get("/api/v1/reports/intent").json()
        page = signed_in("mara").get("/w/acme/insights/intent")
    assert (datetime.fromisoformat(told["as_of"]), page.context["as_of"], page.context["is_kept"]) == (NOON, NOON, True)


def test_an_earlier_app_asks_its_own_and_hears_of_when(cast: Cast, desk: Desk, sold: list[UUID]) -> None:
    told = iter(range(9))
    keeper.register("test", lambda about: f"{about} {next(told)}")

    def asked(minutes: int, about: str) -> tuple[str, datetime | None]:
        with clock.pretend(NOON + minutes * MINUTE), tenancy.scope(cast.acme.id):
            return keeper.ask("test", about)

    try:
        assert asked(0, "a:1") == asked(9, "a:1") == ("a:1 0", NOON)
        assert asked(9, "b") == ("b 1", NOON + 9 * MINUTE)
        desk.run(NOON + 11 * MINUTE)
        assert asked(12, "a:1") == ("a:1 2", NOON + 11 * MINUTE)
    finally:
        del keeper.QUESTIONS["test"]


def test_in_a_small_workspace_an_earlier_app_is_told_what_is_now(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "LARGE", 1_000)
    monkeypatch.setitem(keeper.QUESTIONS, "test", str.upper)
    with tenancy.scope(cast.acme.id):
        assert keeper.ask("test", "a") == ("A", None)


def test_stages_and_their_pace_are_kept_where_there_are_more_leads_still(
    cast: Cast, desk: Desk, sold: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(minutes: int) -> tuple[tuple[int, datetime], datetime]:
        with clock.pretend(NOON + minutes * MINUTE), tenancy.scope(cast.acme.id):
            steps, of = kept.reached(USUAL, None, schemes.standing("nine"))
            _paces, paced = kept.paced(USUAL)
        return (next(step.people for step in steps if step.stage == "sql"), of), paced

    assert asked(0) == ((2, NOON), NOON)
    monkeypatch.setattr(kept, "LARGER", 1)
    assert asked(0) == ((2, NOON), NOON)
    desk.accept(sold[2:3], NOON + MINUTE)
    assert asked(9) == ((2, NOON), NOON)
    desk.run(NOON + 11 * MINUTE)
    assert asked(12) == ((3, NOON + 11 * MINUTE), NOON + 11 * MINUTE)


def test_who_asks_of_much_keeps_the_newest_ready(cast: Cast) -> None:
    with tenancy.scope(cast.acme.id):
        for number in range(answers.MOST + 2):
            answers.remember(Asked(f"stages:{number}", "", ""), NOON + number * MINUTE)
        answers.remember(Asked("stages:2", "", ""), NOON + 300 * MINUTE)
        names = [asked.name for asked in answers.asked()]
    assert names == [*(f"stages:{number}" for number in range(3, answers.MOST + 2)), "stages:2"]


def test_a_page_of_a_very_large_workspace_waits_for_nobody(
    cast: Cast, desk: Desk, sold: list[UUID], signed_in: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that a worker is at it, asks whether it is done, and loads itself anew; files and the API have the answer at once."""
    monkeypatch.setattr(kept, "LARGER", 1)
    mara, address = signed_in("mara"), "/w/acme/insights/rules"
    asks = {"HX-Request": "true", "HX-Trigger": "working"}
    with clock.pretend(NOON):
        page = mara.get(f"{address}?since=2026-10-01").content.decode()
        assert ("Being worked out" in page, f'hx-get="{address}?since=2026-10-01"' in page) == (True, True)
        waiting = mara.get(f"{address}?since=2026-10-01", headers=asks)
        assert (waiting.status_code, waiting.content) == (204, b"")
    desk.run(NOON + MINUTE)
    with clock.pretend(NOON + 2 * MINUTE):
        done = mara.get(f"{address}?since=2026-10-01", headers=asks)
        assert (done.status_code, done.headers["HX-Refresh"]) == (200, "true")
        assert mara.get(f"{address}?since=2026-10-01").context["as_of"] == NOON + MINUTE
        assert mara.get(f"{address}?since=2026-09-01&export=csv").headers["Content-Type"] == "text/csv; charset=utf-8"
