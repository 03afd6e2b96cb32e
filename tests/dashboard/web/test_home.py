"""Home per role: the numbers, what they open, and how many queries it takes."""

from collections.abc import Callable
from datetime import timedelta

from django.test import Client

from analytics.actions.goals import set_goal
from kernel import clock, tenancy
from kernel.audit import SYSTEM
from leads.actions.people import assign_owner
from tests.cast import Cast, as_actor
from tests.conftest import NOON
from tests.dashboard.conftest import Told, Visit
from tests.dashboard.web.test_lead_page import mark

SignIn = Callable[[str], Client]


def test_each_role_sees_its_half(signed_in: SignIn) -> None:
    shown = {}
    for name in ("olga", "adam", "mara", "sam", "vera"):
        context = signed_in(name).get("/w/acme/").context
        shown[name] = ("mine" in context, "today" in context)
    assert shown == {"olga": (True, True), "adam": (True, True), "mara": (False, True), "sam": (True, False), "vera": (False, True)}


def test_the_numbers_are_those_of_the_lists(signed_in: SignIn, visit: Visit) -> None:
    visit("lena", events=("contact_request_submitted",), name="Lena Fischer", company="Nordlicht")
    visit("jonas", name="Jonas")
    with clock.pretend(NOON):
        context = signed_in("olga").get("/w/acme/").context
    today, mine = context["today"], context["mine"]
    assert (today.new_leads, today.new_leads_before, today.new_mqls, today.waiting) == (2, 0, 1, 1)
    assert (mine.mine, mine.waiting, mine.tasks) == (0, 1, 0)
    assert [(one.name, one.company) for one, _ in context["next_leads"]] == [("Lena Fischer", "Nordlicht")]
    assert [(one.name, one.stage) for one, _ in context["latest"]] == [("Lena Fischer", "mql")]
    assert {bar.key: bar.known for bar in context["bars"] if bar.known} == {"mql": 1, "name": 1}


def test_the_owner_is_told_of_key_moments(signed_in: SignIn, visit: Visit, cast: Cast) -> None:
    lead = visit("lena", events=("demo_requested", "form_submitted"), name="Lena")
    visit("jonas", events=("demo_requested",), name="Jonas")

    def shown(name: str, days: int = 0) -> list[tuple[str, str]]:
        with clock.pretend(NOON + timedelta(days=days)):
            context = signed_in(name).get("/w/acme/").context
        return [(one.name, str(title)) for one, title in context["key_moments"]]

    with tenancy.scope(cast.acme.id):
        assign_owner(lead.pk, cast.sam.pk, as_actor(cast.mara))
    assert shown("sam") == []
    mark(cast, "demo_requested")
    assert (shown("sam"), shown("sofia"), shown("sam", 7)) == ([("Lena", "Asked for a demo")], [], [])


def test_another_workspace_counts_nothing_of_ours(signed_in: SignIn, visit: Visit) -> None:
    visit("lena", events=("contact_request_submitted",), name="Lena")
    with clock.pretend(NOON):
        context = signed_in("otto").get("/w/globex/").context
    assert (context["today"].new_leads, context["mine"].waiting, context["next_leads"], context["latest"]) == (0, 0, [], [])


def test_it_takes_few_queries(signed_in: SignIn, visit: Visit, counted: Callable[..., Told]) -> None:
    visit("lena", events=("contact_request_submitted",), name="Lena")
    assert counted(signed_in("olga"), "/w/acme/").queries <= 15


def test_goals_do_not_make_it_take_more(signed_in: SignIn, cast: Cast, counted: Callable[..., Told]) -> None:
    with clock.pretend(NOON), tenancy.scope(cast.acme.id):
        for stage in ("target", "mql", "sql", "opportunity", "customer"):
            for metric in ("entered", "standing", "overdue", "entered"):
                set_goal(stage=stage, metric=metric, target=5, due_on=(NOON + timedelta(days=9)).date(), actor=SYSTEM)
    mara = signed_in("mara")
    with clock.pretend(NOON + timedelta(days=8)):
        told = [counted(mara, f"/w/acme/{page}") for page in ("", "insights/goals", "insights/playbooks")]
        assert mara.get("/w/acme/insights/goals/behind").headers["Location"] == "/w/acme/insights/goals"
        mara.defaults["HTTP_HX_REQUEST"] = "true"
        told.append(counted(mara, "/w/acme/insights/goals/behind"))
    assert len(told[3].answer.context["goals"]) == 15
    assert [one.queries <= 15 for one in told] == [True] * 4, [one.queries for one in told]


def test_goals_of_every_metric_ask_no_more_the_more_there_are(signed_in: SignIn, cast: Cast, counted: Callable[..., Told]) -> None:
    mara, told = signed_in("mara"), []
    for stages in (("mql",), ("target", "sql", "opportunity", "customer")):
        with clock.pretend(NOON), tenancy.scope(cast.acme.id):
            for stage in stages:
                for metric in ("entered", "standing", "overdue", "conversion", "pace"):
                    set_goal(stage=stage, metric=metric, target=5, due_on=(NOON + timedelta(days=9)).date(), actor=SYSTEM)
        with clock.pretend(NOON + timedelta(days=8)):
            asked = [counted(mara, f"/w/acme/{page}").queries for page in ("", "insights/goals", "insights/playbooks")]
            mara.defaults["HTTP_HX_REQUEST"] = "true"
            told.append([*asked, counted(mara, "/w/acme/insights/goals/behind").queries])
            del mara.defaults["HTTP_HX_REQUEST"]
    assert told[1] == told[0]
    assert max(told[0]) <= 15, told[0]
