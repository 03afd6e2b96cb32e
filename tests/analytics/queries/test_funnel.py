"""One life, read by two schemes: the six hold the people of the nine, and a stay that goes on in the same of the six is one visit."""

from datetime import date, datetime, timedelta

from analytics.domain.periods import Period
from analytics.queries import funnel
from kernel import tenancy
from leads.actions.schemes import publish_scheme, read
from leads.domain.schemes import DEFAULTS, plain
from leads.queries.leads import search
from tests.cast import Cast, as_actor
from tests.leads.walks import walk

DAY = timedelta(days=1)
AUTUMN = Period(date(2026, 10, 1), date(2026, 11, 30), "UTC")


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
