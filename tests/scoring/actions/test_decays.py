"""Decays of rules through the real doors: the row, the database and the ledger say one score at any instant, and the queue follows."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kernel import audit, clock, tenancy
from leads.domain.trees import parse
from leads.models import Lead
from leads.queries import leads, trees
from scoring.actions.breaks import break_is_due
from scoring.actions.penalty import penalise_return
from scoring.domain import rulebook
from scoring.domain.crossing import least
from scoring.domain.default_pack import DEFAULT
from scoring.domain.past import tell
from scoring.domain.replay import steps
from scoring.queries import history
from scoring.queries import rulebooks as books
from scoring.queries.explain import explain, ledger
from scoring.queries.filters import interest
from scoring.queries.scores import trend
from tests.conftest import NOON
from tests.scoring.decays import ANY, LINEAR, NEVER, STEP, put
from tests.scoring.people import Office

DAY = timedelta(days=1)
EVENTS = ["email_clicked", "asset_downloaded", "live_broadcast_watched", "offline_meeting_attended", "webinar_registered", "left"]
LEFT = {"event": "left", "label": "Left", "points": -12, "floor": -20}


def publish(office: Office, decays: dict[str, Any], at: datetime = NOON, **changes: Any) -> None:
    with clock.pretend(at), tenancy.scope(office.workspace.id):
        put(decays, **changes)
    office.run(at)


def part(office: Office, lead: UUID, at: datetime) -> dict[str, float]:
    with tenancy.scope(office.workspace.id):
        why = explain(lead, at)
    assert why is not None
    return {each.rule: each.points for each in why.parts}


def test_a_step_ends_and_a_line_runs_out(office: Office) -> None:
    publish(office, {"asset_downloaded": {"kind": "linear", "days": 20}, "live_broadcast_watched": {"kind": "step", "days": 10}})
    lead = office.lead(NOON)
    office.did(lead, "asset_downloaded", NOON)
    office.did(lead, "live_broadcast_watched", NOON)
    office.did(lead, "email_clicked", NOON)
    assert [office.score(lead, NOON + days * DAY) for days in (0, 7, 10, 20)] == [43.0, 6.5 + 30 + 2.1, 6.802323, 1.08279]
    with tenancy.scope(office.workspace.id):
        why = explain(lead, NOON + 7 * DAY)
        lines = ledger(lead, NOON + 7 * DAY)
    assert why is not None
    assert [(each.rule, each.points, each.decays) for each in why.parts] == [
        ("event:live_broadcast_watched", 30, ("step",)), ("event:asset_downloaded", 6.5, ("linear",)),
        ("event:email_clicked", 2.1, ("exponential",)),
    ]  # fmt: skip
    assert {line.rule: line.time_factor for line in lines} == {
        "event:live_broadcast_watched": 1, "event:asset_downloaded": 0.65, "event:email_clicked": pytest.approx(0.7),
    }  # fmt: skip


def test_the_row_is_looked_at_again_when_a_part_ends(office: Office) -> None:
    publish(office, {"live_broadcast_watched": {"kind": "step", "days": 10}, "asset_downloaded": {"kind": "step", "days": 3}})
    lead, other = office.lead(NOON, title="CEO"), office.lead(NOON, title="CEO")
    office.did(lead, "live_broadcast_watched", NOON)
    office.did(lead, "asset_downloaded", NOON)
    office.did(lead, "email_clicked", NOON)
    office.did(other, "email_clicked", NOON)
    assert (office.get(lead).snapshot.breaks_at, office.get(other).snapshot.breaks_at) == (NOON + 3 * DAY, None)
    first = office.get(lead).snapshot.rank_key
    with clock.pretend(NOON + 3 * DAY), tenancy.scope(office.workspace.id):
        assert break_is_due()
    office.run(NOON + 3 * DAY)
    assert office.get(lead).snapshot.breaks_at == NOON + 10 * DAY
    office.run(NOON + 10 * DAY)
    last = office.get(lead).snapshot
    assert last.rank_key == pytest.approx(office.get(other).snapshot.rank_key)
    assert (last.breaks_at, first is not None and first > last.rank_key) == (None, True)
    with clock.pretend(NOON + 99 * DAY), tenancy.scope(office.workspace.id):
        assert not break_is_due()


def test_the_fall_is_stored(office: Office) -> None:
    publish(office, {"offline_meeting_attended": {"kind": "linear", "days": 50}, "live_broadcast_watched": {"kind": "none"}})
    lead = office.lead(NOON)
    office.did(lead, "offline_meeting_attended", NOON)
    office.did(lead, "live_broadcast_watched", NOON)
    falls = office.get(lead).snapshot.falls_at
    assert falls is not None
    assert abs(falls - NOON - 20 * DAY) < timedelta(seconds=1)
    assert office.get(lead).snapshot.breaks_at == falls
    office.run(falls)
    assert (office.get(lead).snapshot.falls_at, office.get(lead).snapshot.breaks_at) == (falls, NOON + 50 * DAY)


def test_leads_without_such_points_carry_nothing(office: Office) -> None:
    publish(office, {"asset_downloaded": LINEAR})
    lead = office.lead(NOON)
    office.did(lead, "email_clicked", NOON)
    assert (office.get(lead).snapshot.fading, office.get(lead).snapshot.breaks_at) == (None, None)
    office.did(lead, "asset_downloaded", NOON)
    assert office.get(lead).snapshot.fading is not None
    office.did(lead, "email_clicked", NOON + 21 * DAY)
    assert (office.get(lead).snapshot.fading, office.get(lead).snapshot.breaks_at) == (None, None)


def test_a_return_by_sales_leaves_no_debt_and_counts_once(office: Office) -> None:
    publish(office, {"offline_meeting_attended": STEP, "live_broadcast_watched": NEVER})
    lead = office.lead(NOON)
    office.did(lead, "offline_meeting_attended", NOON)
    office.did(lead, "live_broadcast_watched", NOON)
    for _ in range(2):
        with clock.pretend(NOON + DAY), tenancy.scope(office.workspace.id):
            assert penalise_return(lead, audit.SYSTEM, NOON + DAY) == pytest.approx(50)
    assert office.score(lead, NOON + DAY) == pytest.approx(50)
    assert office.score(lead, NOON + 10 * DAY) == pytest.approx(30)
    assert part(office, lead, NOON + DAY)["sales_return"] == -30


lives = st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 45 * 24)), min_size=1, max_size=8, unique_by=lambda each: each[1])


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.explicit, Phase.generate))
@given(lives, st.lists(ANY, min_size=5, max_size=5), st.integers(0, 60 * 24))
def test_row_database_ledger_and_replay_say_one_score(office: Office, life: list[tuple[str, int]], decays: list[Any], after: int) -> None:
    publish(
        office, dict(zip(EVENTS, decays, strict=False)), events=[*rulebook.plain(DEFAULT)["events"], LEFT],
        limits={"total": 90.0, "behaviour": {"cap": 80.0}},
        patterns=[{"name": "often", "label": "Often", "when": "event:left", "times": 2, "days": 9, "points": 6, "decay": STEP}],
    )  # fmt: skip
    lead = office.lead(NOON, title="CEO", company="Acme")
    for name, hours in sorted(life, key=lambda each: each[1]):
        office.did(lead, name, NOON + timedelta(hours=hours))
    last = NOON + timedelta(hours=max(hours for _, hours in life))
    at = last + timedelta(hours=after)
    with tenancy.scope(office.workspace.id):
        (known,) = history.of_leads([lead], [], last)
        *_, step = steps(known.past, tell(known.past), books.live().book)
        assert step.score == pytest.approx(office.score(lead, last), abs=1e-5)
        for instant in (last, at):
            why, row = explain(lead, instant), office.score(lead, instant)
            assert why is not None
            assert round(sum(round(each.points * 10) for each in why.parts) + why.floor * 10) == round(why.score * 10)
            assert why.score == pytest.approx(row, abs=0.0501)
            assert trend(lead, instant)[-1].score == pytest.approx(row, abs=1e-5)
            read = Lead.objects.annotate(now=interest(instant)).values_list("snapshot__fit", "now").get(pk=lead)
            assert max(sum(read), 0) == pytest.approx(row, abs=1e-5)
        _asked(lead, at, row)


def _asked(lead: UUID, at: datetime, score: float) -> None:
    """A filter and a tree answer by it, and the tree's answer changes when it says that it will."""
    for value in (round(score + 1, 2), round(max(score - 1, 0.5), 2)):
        with clock.pretend(at):
            assert ({one.id for one in leads.search({"score": [f"{value}.."]})} & {lead} == {lead}) == (score >= least(value))
        node = parse({"ask": "score", "op": "at_least", "value": value})
        inside, until = trees.asked(node, [lead], at)[lead]
        told = trees.judged(node, [lead], at)[lead].verdict
        assert (inside, until is None) == (told.holds, told.until is None)
        assert inside == (score >= least(value))
        if until is not None and told.until is not None:
            assert abs(until - told.until) < timedelta(milliseconds=1)
            assert trees.asked(node, [lead], until - timedelta(seconds=1))[lead][0] == inside
            assert trees.asked(node, [lead], until + timedelta(seconds=1))[lead][0] != inside
