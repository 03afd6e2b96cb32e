"""The dormant pool: who lies there, who does not, how much of it is worked, into a journey with the number first and back (F002)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from campaigns.models import Message, TemplateVersion
from journeys.domain.graph import Ends, Entry, EventEntry, Graph, Node, SegmentEntry
from journeys.models import Enrolment, JourneyVersion
from kernel import clock, tenancy, work
from kernel.audit import SYSTEM
from kernel.models import AuditEntry
from kernel.problems import Refused
from leads.actions.blacklist import blacklist
from leads.domain.filters import BadFilter
from leads.models import Company, Lead
from leads.queries import leads
from sales.actions import dormant as actions
from sales.actions.opportunity import Deal, open_opportunity
from sales.actions.touch import Said, log_touch
from sales.models import HandOff, SdrTask
from sales.queries import dormant
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.journeys.world import World
from tests.sales.conftest import Api

DAY = timedelta(days=1)
LATER = NOON + 100 * DAY
GRAPH = Graph(
    start="w", entry=Entry([EventEntry("x")]), goal=Ends(stages=["mql"]),
    nodes={"w": Node("wait", config={"days": 1}, next="e"), "e": Node("exit")},
)  # fmt: skip
Make = Callable[..., UUID]


def call(cast: Cast, lead: UUID, at: datetime = NOON, disposition: str = "no_answer", kind: str = "call") -> None:
    with tenancy.scope(cast.acme.id), clock.pretend(at):
        log_touch(Said(kind=kind, disposition=disposition), actor=as_actor(cast.sam), lead_id=lead)


def lying(cast: Cast, at: datetime = LATER, days: int = 90) -> set[UUID]:
    with tenancy.scope(cast.acme.id), clock.pretend(at):
        return set(dormant.members(days))


@pytest.mark.parametrize("few", [0, dormant.FEW])
def test_who_lies_there(
    cast: Cast, lena: Make, happens: Callable[..., None], mql: Callable[..., HandOff], few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found among the few who were not contacted for so long, or where they are many asked lead by lead."""
    monkeypatch.setattr(dormant, "FEW", few)
    never, noted, called, active, tasked, deal, again, banned = (lena(name=f"Lena{n}", email=f"l{n}@firm{n}.example") for n in range(8))
    unfit, later, queued = (mql(name).lead_id for name in ("Unfit", "Later", "Queued"))
    for lead in (called, active, tasked, deal, again, banned):
        call(cast, lead)
    call(cast, noted, disposition="", kind="note")
    call(cast, unfit, disposition="not_a_fit")
    call(cast, later, disposition="not_now")
    call(cast, queued)
    call(cast, again, NOON + 50 * DAY)
    happens(active, "email_clicked", NOON + 60 * DAY)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + DAY):
        SdrTask.objects.create(lead_id=tasked, title="Call", effect_key="k", due_at=NOON)
        open_opportunity(lead_id=deal, deal=Deal(name="D", value=1, currency="EUR"), actor=as_actor(cast.sam))
        blacklist(Company.objects.get(domain="firm7.example").pk, "No", SYSTEM)
    assert lying(cast) == {called, later}
    assert lying(cast, days=40) == {called, later, again, active}
    assert lying(cast, days=101) == set()
    assert never not in lying(cast, NOON + 1_000 * DAY, 1)
    with tenancy.scope(cast.acme.id):
        SdrTask.objects.update(done_at=NOON)
    assert lying(cast) == {called, later, tasked}


def test_whoever_was_written_to_or_is_in_a_journey_does_not_lie_there(cast: Cast, lena: Make) -> None:
    world = World(cast.acme.id)
    journey = world.live(GRAPH)
    found = [lena(name=f"Lena{n}") for n in range(4)]
    for lead in found:
        call(cast, lead)
    mailed, long_ago, inside, through = found
    with tenancy.scope(cast.acme.id):
        version = TemplateVersion.objects.order_by("id")[0]
        for lead, at in ((mailed, LATER - DAY), (long_ago, NOON + DAY)):
            person = Lead.objects.get(pk=lead).person_id
            Message.objects.create(lead_id=lead, person_id=person, version=version, effect_key=str(lead), state="sent", sent_at=at)
        for lead, state in ((inside, "active"), (through, "exited")):
            version_id = JourneyVersion.objects.get(journey=journey).pk
            Enrolment.objects.create(journey=journey, version_id=version_id, lead_id=lead, state=state, entry_key="k", node="w")
    assert lying(cast) == {long_ago, through}


def test_what_was_mailed_is_no_sign_of_theirs_but_nobody_is_woken_in_the_same_week(cast: Cast, lena: Make) -> None:
    journey = World(cast.acme.id).live(GRAPH)
    fresh, week_ago, bounced = (lena(name=f"Lena{n}") for n in range(3))
    for lead in (fresh, week_ago, bounced):
        call(cast, lead)
    with tenancy.scope(cast.acme.id), clock.pretend(LATER):
        version = TemplateVersion.objects.order_by("id")[0]
        for lead, sent_at, bounced_at in ((fresh, 6, None), (week_ago, 7, None), (bounced, 1, LATER)):
            person, at = Lead.objects.get(pk=lead).person_id, LATER - sent_at * DAY
            sent = {"state": "sent", "sent_at": at, "bounced_at": bounced_at}
            Message.objects.create(lead_id=lead, person_id=person, version=version, effect_key=str(lead), **sent)
        assert (dormant.pool(90).lying, set(dormant.shown(90).values_list("id", flat=True))) == (3, {fresh, week_ago, bounced})
        plan = actions.plan(90, journey.pk)
        assert (plan.lying, set(plan.entering)) == (3, {week_ago, bounced})


def test_a_journey_may_ask_whether_whom_it_let_in_is_dormant_still(cast: Cast, lena: Make, happens: Callable[..., None]) -> None:
    """F097: whoever gives no sign within a week of the re-engagement is called."""
    still = {"cases": [{"name": "still", "lead": {"ask": "filter", "key": "dormant", "value": "90"}}]}
    graph = Graph(
        start="wait", entry=Entry(segment=SegmentEntry({"dormant": ["90"]})),
        nodes={
            "wait": Node("wait", config={"days": 7}, next="ask"),
            "ask": Node("branch", config=still, next="end", branches={"still": "call"}),
            "call": Node("sdr_task", config={"title": "Call"}, next="end"), "end": Node("exit"),
        },
    )  # fmt: skip
    silent, awake = lena(name="Silent"), lena(name="Awake")
    for lead in (silent, awake):
        call(cast, lead)
    with clock.pretend(LATER):
        World(cast.acme.id).live(graph)
        work.run_until_quiet(cast.acme.id)
    assert lying(cast) == set()
    happens(awake, "email_clicked", LATER + DAY)
    with clock.pretend(LATER + 7 * DAY):
        work.run_until_quiet(cast.acme.id)
    with tenancy.scope(cast.acme.id):
        assert [task.lead_id for task in SdrTask.objects.all()] == [silent]


def test_who_was_worked_and_lies_there_again_counts_once(cast: Cast, lena: Make) -> None:
    again, lies = lena(name="Again"), lena(name="Lies")
    for lead in (again, lies):
        call(cast, lead)
    call(cast, again, NOON + 20 * DAY)
    with tenancy.scope(cast.acme.id), clock.pretend(NOON + 40 * DAY):
        pool = dormant.pool(10)
        assert (pool.lying, pool.worked, pool.both, pool.share) == (2, 1, 1, 50)


def test_the_page_leads_to_the_leads_that_it_counts(cast: Cast, lena: Make, signed_in: Callable[[str], Client]) -> None:
    world, found = World(cast.acme.id), [lena(name=f"Lena{n}") for n in range(2)]
    for lead in found:
        call(cast, lead)
    with tenancy.scope(cast.acme.id):
        inside = Lead.objects.get(pk=found[0])
    with clock.pretend(LATER):
        world.enrol(world.live(GRAPH), inside)
        mara = signed_in("mara")
        assert 'href="/w/acme/leads?dormant=90&amp;in_journey=!any">1</a>' in mara.get("/w/acme/dormant/figures").content.decode()
        listed = mara.get("/w/acme/leads?dormant=90&in_journey=!any").content.decode()
        assert ("Lena1" in listed, "Lena0" in listed) == (True, False)


@pytest.mark.parametrize("wrong", ["", "0", "-1", "90d", "9999", "１２", "1.5"])
def test_days_that_are_none_are_refused(acme: Cast, wrong: str) -> None:
    with pytest.raises(BadFilter):
        leads.search({"dormant": [wrong]})


def test_the_pool_enters_a_journey_with_the_number_first_and_leaves_it_again(cast: Cast, lena: Make) -> None:
    journey = World(cast.acme.id).live(GRAPH)
    found = [lena(name=f"Lena{n}") for n in range(3)]
    for lead in found:
        call(cast, lead)
    with tenancy.scope(cast.acme.id):
        Lead.objects.filter(pk=found[2]).update(stage="mql")
    with tenancy.scope(cast.acme.id), clock.pretend(LATER):
        plan = actions.plan(90, journey.pk)
        assert (plan.lying, set(plan.entering)) == (3, set(found[:2]))
        with pytest.raises(Refused) as caught:
            actions.wake_pool(90, journey.pk, 3, SYSTEM)
        assert (caught.value.code, Enrolment.objects.count()) == ("changed", 0)
        assert dormant.pool(90) == dormant.Pool(90, 3, 0)
        batch, entered = actions.wake_pool(90, journey.pk, 2, as_actor(cast.mara))
        assert (entered, set(Enrolment.objects.values_list("lead_id", flat=True))) == (2, set(found[:2]))
        pool = dormant.pool(90)
        assert (pool.lying, pool.worked, pool.both, round(pool.share or 0, 1)) == (1, 2, 0, 66.7)
        with pytest.raises(Refused):
            actions.wake_pool(90, journey.pk, 0, SYSTEM)
        assert (actions.let_go(batch, as_actor(cast.mara)), actions.let_go(batch, as_actor(cast.mara))) == (2, 0)
        assert set(Enrolment.objects.values_list("state", "end_reason")) == {("exited", "by_hand")}
        assert AuditEntry.objects.filter(verb="dormant.woken").count() == 1


def test_a_call_out_of_the_silence_is_worked_and_an_early_one_is_not(cast: Cast, lena: Make) -> None:
    silent, early, lies = (lena(name=f"Lena{n}") for n in range(3))
    for lead in (silent, early, lies):
        call(cast, lead)
    call(cast, early, NOON + 80 * DAY)
    call(cast, silent, NOON + 95 * DAY)
    with tenancy.scope(cast.acme.id), clock.pretend(LATER):
        pool = dormant.pool(90)
        assert (pool.lying, pool.worked, pool.both, pool.share) == (1, 1, 0, 50)
        assert dormant.pool(3_000).share is None


def test_the_page_and_rest_do_the_same(cast: Cast, lena: Make, signed_in: Callable[[str], Client], api: Api) -> None:
    journey = World(cast.acme.id).live(GRAPH, name="Come back")
    call(cast, lena())
    with clock.pretend(LATER):
        mara, page = signed_in("mara"), "/w/acme/dormant"
        assert "Lena" in signed_in("vera").get(page).content.decode()
        assert mara.get(f"{page}?days=never").status_code == 400
        shown = mara.get(f"{page}?days=90&journey={journey.pk}")
        assert shown.context["entering"] == 1
        for headers in ({}, {"hx-request": "true"}):
            assert mara.get(f"{page}/figures?days=90", headers=headers).context["pool"].lying == 1
        sent = {"days": "90", "journey": str(journey.pk), "expected": "1"}
        assert signed_in("vera").post(page, sent).status_code == 403
        assert mara.post(page, {**sent, "expected": "2"}).status_code == 409
        assert mara.post(page, {**sent, "journey": "x"}).status_code == 400
        there = mara.post(page, sent)
        assert there.status_code == 302
        batch = there["Location"].partition("batch=")[2]
        assert "Undo" in mara.get(there["Location"]).content.decode()
        assert mara.post(f"{page}/{batch}/undo").status_code == 302
        assert api.get("dormant-leads?days=90") == (200, {"days": 90, "lying": 1, "worked": 1, "share": 100.0})
        assert api.get("dormant-leads?days=x")[0] == 400
        assert api.post("dormant-leads", journey=str(journey.pk), dry_run=True) == (200, {"id": None, "lying": 1, "entering": 0})
        assert api.post("dormant-leads", journey=str(journey.pk))[0] == 409
        assert api.post(f"dormant-leads/{batch}/undo") == (200, {"left": 0})
        assert (api.post(f"dormant-leads/{journey.pk}/undo")[0], mara.post(f"{page}/{journey.pk}/undo").status_code) == (404, 404)
        assert api.get("leads?dormant=90")[1]["results"][0]["person"]["name"] == "Lena"
