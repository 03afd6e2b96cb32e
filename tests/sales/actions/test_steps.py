"""What journeys have done by sales, however often it is tried."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from journeys.domain.graph import Node
from journeys.domain.steps import KINDS, StepJob
from journeys.web import forms, words
from kernel import clock, tenancy
from kernel.models import AuditEntry
from leads.models import Lead
from sales.actions.routing_rules import put_rules
from sales.actions.sdr_task import finish_task
from sales.actions.touch import Said, log_touch
from sales.models import HandOff, RoutingRule, SdrTask
from tests.cast import Cast, as_actor
from tests.conftest import NOON


def job(lead_id: UUID, config: dict[str, object], key: str, at: datetime = NOON) -> StepJob:
    return StepJob(uuid4(), uuid4(), lead_id, "call", 1, config, key, at)


def test_hand_to_sales(cast: Cast, lena: Callable[..., UUID], mql: Callable[..., HandOff], pump: Callable[[], int]) -> None:
    perform = KINDS["hand_to_sales"].perform
    assert perform is not None
    fresh, with_sales = lena("Fresh"), mql("Known").lead_id
    jobs = [job(fresh, {}, "a"), job(with_sales, {}, "b")]
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        first, again = perform(jobs), perform(jobs)
    assert [first[j.enrolment_id].outcome for j in jobs] == ["handed", "with_sales_already"]
    assert [again[j.enrolment_id].outcome for j in jobs] == ["with_sales_already", "with_sales_already"]
    pump()
    with tenancy.scope(cast.acme.id):
        assert Lead.objects.get(pk=fresh).stage == "mql"
        assert HandOff.objects.filter(lead_id__in=[fresh, with_sales]).count() == 2


def test_handed_over_by_the_fast_lane_a_lead_is_called_first(cast: Cast, lena: Callable[..., UUID], pump: Callable[[], int]) -> None:
    kind = KINDS["hand_to_sales"]
    assert kind.perform is not None
    assert [kind.problems(told) for told in ({}, {"lane": ""}, {"lane": "fast_lane"})] == [[], [], []]
    assert [len(kind.problems({"lane": lane})) for lane in ("bus", ["fast_lane"], 1)] == [1, 1, 1]
    usual, urgent = lena("Usual"), lena("Urgent")
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        kind.perform([job(usual, {"lane": ""}, "a"), job(urgent, {"lane": "fast_lane"}, "b")])
    pump()
    with tenancy.scope(cast.acme.id):
        told = {one.lead_id: (one.lane, one.due_at) for one in HandOff.objects.all()}
    assert told == {usual: ("nurture_pool", NOON + timedelta(hours=24)), urgent: ("fast_lane", NOON + timedelta(minutes=15))}


def test_what_waits_untouched_is_hurried_once_and_never_put_off(cast: Cast, lena: Callable[..., UUID], mql: Callable[..., HandOff]) -> None:
    perform, soon = KINDS["hand_to_sales"].perform, NOON + timedelta(hours=2)
    assert perform is not None
    waits, touched, late, other = mql("Waits"), mql("Touched"), mql("Late"), mql("Other")
    with tenancy.scope(cast.acme.id), clock.pretend(soon):
        log_touch(Said(kind="call", disposition="no_answer"), actor=as_actor(cast.sam), lead_id=touched.lead_id)
        HandOff.objects.filter(pk=late.pk).update(due_at=soon)
        jobs = [job(one.lead_id, {"lane": "fast_lane"}, str(one.pk), soon) for one in (waits, touched, late)]
        for _ in range(2):
            told = perform([*jobs, job(other.lead_id, {}, "o", soon)])
            assert {result.outcome for result in told.values()} == {"with_sales_already"}
        found = {one.lead_id: (one.lane, one.rule, one.due_at, one.version) for one in HandOff.objects.all()}
        hurried = AuditEntry.objects.filter(verb="hand_off.hurried", actor_kind="journey")
        assert set(hurried.values_list("target_id", flat=True)) == {str(waits.pk), str(late.pk)}
    assert found[waits.lead_id] == ("fast_lane", waits.rule, soon + timedelta(minutes=15), waits.version + 1)
    assert found[late.lead_id] == ("fast_lane", late.rule, soon, late.version + 1)
    assert found[touched.lead_id][:3] == ("nurture_pool", touched.rule, touched.due_at)
    assert found[other.lead_id] == ("nurture_pool", other.rule, other.due_at, other.version)


def test_by_a_journey_a_lead_comes_by_no_rule_and_uses_up_nobodys_turn(
    cast: Cast, lena: Callable[..., UUID], happens: Callable[..., None], pump: Callable[[], int]
) -> None:
    perform = KINDS["hand_to_sales"].perform
    assert perform is not None
    urgent, asked = lena("Urgent"), lena("Asked")
    with tenancy.scope(cast.acme.id):
        ads = {"name": "Ads", "lane": "fast_lane", "condition": {"events": ["demo_requested"]}}
        put_rules([{**ads, "assignee_ids": [cast.sam.pk, cast.sofia.pk]}], actor=as_actor(cast.adam))
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        perform([job(urgent, {"lane": "fast_lane"}, "a")])
    pump()
    with tenancy.scope(cast.acme.id):
        assert RoutingRule.objects.get().turn == 0
    happens(asked, "demo_requested")
    with tenancy.scope(cast.acme.id):
        told = {one.lead_id: (one.lane, one.rule, one.state, one.owner_id) for one in HandOff.objects.all()}
    assert told == {urgent: ("fast_lane", "", "open", None), asked: ("fast_lane", "Ads", "claimed", cast.sam.pk)}


def test_the_step_is_edited_and_told_with_its_lane() -> None:
    lane = forms.fields_of("hand_to_sales")["lane"]
    assert [value for value, _label in lane.choices] == ["", "fast_lane"]  # type: ignore[attr-defined]
    told = [words.node_words(Node("hand_to_sales", "", config, "", {})) for config in ({}, {"lane": "fast_lane"})]
    assert told == ["Hand over to sales", "Hand over to sales by the fast lane"]


def test_a_task_is_asked_for_once_and_done_once(cast: Cast, lena: Callable[..., UUID]) -> None:
    kind = KINDS["sdr_task"]
    assert kind.perform is not None
    assert kind.problems({"title": "Call"}) == []
    assert len(kind.problems({"due_hours": 0})) == 2
    asked = job(lena(), {"title": "Call Lena", "body": "She went quiet", "due_hours": 4}, "run:call:1")
    with tenancy.scope(cast.acme.id), clock.pretend(NOON):
        for _ in range(2):
            assert kind.perform([asked])[asked.enrolment_id].outcome == "asked"
        task = SdrTask.objects.get()
        assert (task.title, task.body, task.due_at) == ("Call Lena", "She went quiet", NOON + timedelta(hours=4))
        assert finish_task(task.pk, actor=as_actor(cast.sam)).done_by == "Sam"
        assert finish_task(task.pk, actor=as_actor(cast.sofia)).done_by == "Sam"
