"""One life, read by two schemes: the six hold the people of the nine, and a stay that goes on in the same of the six is one visit."""

from datetime import date, datetime, timedelta

from django.test import Client

from analytics.domain.periods import Period
from analytics.queries import funnel
from analytics.queries.questions import ask
from kernel import tenancy
from leads.actions.schemes import publish_scheme, read
from leads.domain.schemes import DEFAULTS, plain
from leads.queries.leads import search
from tests.cast import Cast, as_actor
from tests.leads.walks import walk

DAY = timedelta(days=1)
AUTUMN = Period(date(2026, 10, 1), date(2026, 11, 30), "UTC")
DAYS = "2026-10-01..2026-11-30"


def test_the_six_read_the_same_visits(cast: Cast, noon: datetime) -> None:
    with tenancy.scope(cast.acme.id):
        walk(noon - 5 * DAY, "engaged", "target", "mql", "sql", "target", "mql", "sql", "opportunity", "customer")
        walk(noon - 5 * DAY, "engaged")
        nine = {step.stage: (step.people, step.visits, step.here) for step in funnel.run(AUTUMN)}
        assert nine == {
            "awareness": (2, 2, 0), "friend": (0, 0, 0), "name": (2, 2, 0), "engaged": (2, 2, 1), "target": (1, 2, 0), "mql": (1, 2, 0),
            "sql": (1, 2, 0), "opportunity": (1, 1, 0), "customer": (1, 1, 1),
        }  # fmt: skip
        six = funnel.run(AUTUMN, scheme="six")
        assert [(step.stage, step.people, step.visits, step.here) for step in six] == [
            ("stranger", 2, 2, 0), ("visitor", 0, 0, 0), ("registration", 2, 3, 1), ("mature_market", 1, 2, 0), ("mature_sales", 1, 2, 0),
            ("transaction", 1, 1, 1),
        ]  # fmt: skip
        assert [step.from_first for step in six] == [None, 0, 100, 50, 50, 50]


def test_another_mapping_counts_anew_and_the_lists_agree(cast: Cast, noon: datetime) -> None:
    with tenancy.scope(cast.acme.id):
        walk(noon - 5 * DAY, "engaged", "target")
        walk(noon - 5 * DAY, "engaged")
        given = plain("six", DEFAULTS["six"])
        publish_scheme("six", read("six", {**given, "mapping": {**given["mapping"], "target": "mature_market"}}), as_actor(cast.mara))
        steps = {step.stage: step.people for step in funnel.run(AUTUMN, scheme="six")}
        assert (steps["registration"], steps["mature_market"], steps["mature_sales"]) == (2, 1, 0)
        assert search({"reached": ["target", "mql"], "created": ["2026-10-01..2026-11-30"]}).count() == 1


def test_three_phases_roll_the_stages_up(cast: Cast, noon: datetime) -> None:
    """F052: attract until they have a name, engage until MQL, close from SQL on; going on within a phase is no new visit of it."""
    with tenancy.scope(cast.acme.id):
        walk(noon - 5 * DAY, "engaged", "target", "mql", "sql", "target", "mql", "sql", "opportunity", "customer")
        walk(noon - 5 * DAY, "engaged")
        found = funnel.run(AUTUMN, scheme=funnel.PHASES)
        assert [(step.stage, step.phase, step.people, step.visits, step.here) for step in found] == [
            ("attract", "attract", 2, 2, 0), ("engage", "engage", 2, 3, 1), ("close", "close", 1, 2, 1),
        ]  # fmt: skip
        assert [(step.from_previous, step.from_first) for step in found] == [(None, None), (100, 100), (50, 50)]
        held = [[key for key, phase in funnel.phases().items() if phase == step.stage] for step in found]
        assert [search({"reached": stages, "created": [DAYS]}).count() for stages in held] == [step.people for step in found]


def test_each_step_is_split_by_lane(cast: Cast, noon: datetime) -> None:
    """F001: by where their leads stand now, in every way to cut the stages; the lists agree."""
    with tenancy.scope(cast.acme.id):
        walk(noon - 5 * DAY, "engaged", "target", "mql", "sql")
        walk(noon - 5 * DAY, "engaged")
        walk(noon - 5 * DAY, "engaged")
        for scheme in ("nine", "six", funnel.PHASES):
            steps = funnel.run(AUTUMN, scheme=scheme)
            assert [step.harvest + step.nurture for step in steps] == [step.people for step in steps], scheme
        steps = funnel.run(AUTUMN)
        for lane in ("harvest", "nurture"):
            told = {step.stage: getattr(step, lane) for step in steps}
            assert told == {stage: search({"reached": [stage], "lane": [lane], "created": [DAYS]}).count() for stage in told}
        assert {step.stage: (step.harvest, step.nurture) for step in steps}["engaged"] == (1, 2)


def test_the_page_and_rest_give_the_phases(cast: Cast, noon: datetime) -> None:
    with tenancy.scope(cast.acme.id):
        walk(noon - 5 * DAY, "engaged", "sql")
        _, rows, _ = ask("funnel", {"scheme": "phases", "since": "2026-10-01", "until": "2026-11-30"}, "UTC")
    assert [(row["stage"], row["people"], row["harvest"]) for row in rows] == [("attract", 1, 1), ("engage", 1, 1), ("close", 1, 1)]
    mara = Client()
    mara.force_login(cast.mara)
    zh = mara.get("/w/acme/insights/funnel?scheme=phases", headers={"accept-language": "zh-hans"}).content.decode()
    assert ("三大阶段" in zh, "吸引" in zh) == (True, True)
    page = mara.get("/w/acme/insights/funnel?scheme=phases&since=2026-10-01&until=2026-11-30")
    assert [(step.name, url.count("reached=")) for step, url, *_ in page.context["steps"]] == [("Attract", 3), ("Engage", 3), ("Close", 3)]
