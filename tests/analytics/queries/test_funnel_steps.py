"""Attempts are counted as a slow reader of each person's life would count them; the lists say the same as the numbers (F018, F021)."""

from datetime import datetime, timedelta
from itertools import combinations
from statistics import median
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.domain.funnels import LANDING, Definition, Step
from analytics.queries import funnel_steps
from analytics.queries.funnel_behind import by_funnel
from analytics.queries.funnel_steps import Asked
from kernel import clock, tenancy, work
from leads.models import Lead
from leads.queries.leads import search
from tests.cast import Cast
from tests.journeys.world import World
from tests.leads.walks import walk
from tests.life import CHROME
from tracking.actions.accept import accept_messages

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
Life = list[tuple[int, str]]


def best(life: Life, steps: tuple[str, ...], begun_before: int, within: int) -> tuple[int, ...]:
    """Every ordered choice of happenings, tried one by one: the furthest, then the first there, then the latest begun."""
    order = sorted((at, steps.index(name), name) for at, name in life if name in steps)
    attempts = [
        tuple(each[0] for each in chosen)
        for count in range(1, len(steps) + 1)
        for chosen in combinations(order, count)
        if tuple(each[2] for each in chosen) == steps[:count] and chosen[0][0] < begun_before and chosen[-1][0] <= chosen[0][0] + within
    ]
    return min(attempts, key=lambda path: (-len(path), path[-1], tuple(-at for at in path)), default=())


LIVES = st.lists(st.lists(st.tuples(st.integers(0, 12), st.sampled_from("abc")), max_size=9), min_size=1, max_size=3)
FUNNELS = st.sampled_from(["ab", "abc", "aa", "aba", "cab", "abcc"])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives=LIVES, names=FUNNELS, begun_before=st.integers(1, 13), within=st.integers(1, 6))
def test_people_and_times_are_those_of_a_slow_reader(
    acme: Cast, noon: datetime, lives: list[Life], names: str, begun_before: int, within: int
) -> None:
    world, steps = World(acme.acme.id), tuple(names)
    with transaction.atomic():
        leads = [world.lead() for _ in lives]
        for lead, life in zip(leads, lives, strict=True):
            for at, name in life:
                world.event(lead, name, noon + at * DAY, heard=False)
        asked = Asked(Definition(tuple(Step("event", name) for name in steps), within), noon, noon + begun_before * DAY)
        found = funnel_steps.run(asked).all
        paths = [best(life, steps, begun_before, within) for life in lives]
        reached = [sum(len(path) >= number for path in paths) for number in range(1, len(steps) + 1)]
        assert [step.people for step in found] == reached
        assert [step.stopped for step in found] == [here - then for here, then in zip(reached, [*reached[1:], 0], strict=True)]
        took = [[86_400 * (path[number] - path[number - 1]) for path in paths if len(path) > number] for number in range(1, len(steps))]
        assert [step.median for step in found[1:]] == [median(each) if each else None for each in took]
        for number in range(1, len(steps) + 1):
            who = {lead.person_id for lead, path in zip(leads, paths, strict=True) if len(path) == number}
            assert set(funnel_steps.people(asked, number, stopped=True)) == who
        transaction.set_rollback(True)


def test_bots_do_not_count_and_nobody_is_an_answer(acme: Cast, noon: datetime) -> None:
    world = World(acme.acme.id)
    world.event(world.lead(), "a", noon, is_bot=True)
    found = funnel_steps.run(Asked(Definition((Step("event", "a"), Step("event", "b"))), noon - DAY, noon + DAY))
    assert [(step.people, step.from_previous, step.from_first) for step in found.all] == [(0, None, None), (0, None, None)]


def test_a_stage_is_a_step(acme: Cast, noon: datetime) -> None:
    walk(noon - 5 * DAY, "engaged", "target", "mql")
    walk(noon - 5 * DAY, "engaged")
    stages = Definition((Step("stage", "engaged"), Step("stage", "mql")), 30, "industry")
    found = funnel_steps.run(Asked(stages, noon - 30 * DAY, noon))
    assert [step.people for step in found.all] == [2, 1]
    assert [(line.split, [step.people for step in line.steps]) for line in found.lines] == [("", [2, 1])]


def browse(cast: Cast, who: str, at: datetime, *did: str, query: str = "") -> None:
    """A browser at one page, and what happened to the form there."""
    page = {"url": f"https://shop.example/{who}?{query}", "path": f"/{who}"}
    common = {"anonymousId": f"browser-{who}", "context": {"page": page, "userAgent": CHROME}}
    told: list[dict[str, Any]] = [{**common, "type": "page", "properties": page, "timestamp": at.isoformat()}]
    told += [
        {**common, "type": "track", "event": name, "properties": {"form": "contact"}, "timestamp": (at + n * MINUTE).isoformat()}
        for n, name in enumerate(did, 1)
    ]
    with tenancy.scope(cast.acme.id):
        accept_messages(told)
    work.run_until_quiet(cast.acme.id)


def test_landing_form_submission_by_keyword_and_campaign_opens_its_people(cast: Cast, noon: datetime) -> None:
    browse(cast, "ann", noon - DAY, "form_viewed", "form_submitted", query="utm_source=baidu&utm_campaign=autumn&utm_term=crm")
    browse(cast, "bob", noon - DAY, "form_viewed", query="utm_source=baidu&utm_campaign=autumn&utm_term=crm")
    browse(cast, "cid", noon - DAY, query="utm_source=bing&utm_campaign=winter&utm_term=erp")
    with tenancy.scope(cast.acme.id):
        for split, first, second in (("keyword", "crm", "erp"), ("campaign", "autumn", "winter"), ("source", "baidu", "bing")):
            asked = Asked(Definition(LANDING.steps, 1, split), noon - 2 * DAY, noon)
            found = funnel_steps.run(asked)
            assert [(step.people, step.median) for step in found.all] == [(3, None), (2, 60.0), (1, 60.0)]
            assert [(line.split, [step.people for step in line.steps]) for line in found.lines] == [(first, [2, 2, 1]), (second, [1, 0, 0])]
        days = f"{(noon - 2 * DAY).date()}..{noon.date()}"
        counts = {
            value: search({"known": ["all"], "funnel": [f"standard;{days};{value}"]}).count()
            for value in ("1", "2", "3", "1!", "2!", "2;keyword=crm", "1;keyword=erp", "1;page=/ann", "1;device=desktop")
        }
        assert counts == {
            "1": 3, "2": 2, "3": 1, "1!": 1, "2!": 1, "2;keyword=crm": 2, "1;keyword=erp": 1, "1;page=/ann": 1, "1;device=desktop": 3,
        }  # fmt: skip
        assert Lead.objects.filter(by_funnel(f"standard;{days};3", clock.now())).count() == 1
