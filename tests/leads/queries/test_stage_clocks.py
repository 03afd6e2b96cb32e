"""Who stands in a stage for longer than promised: list, counts and clocks say the same."""

from datetime import datetime, timedelta
from random import Random

from kernel import clock
from leads.actions.schemes import publish_scheme, read
from leads.domain.schemes import DEFAULTS, plain
from leads.models import Lead
from leads.queries import history, leads, stage_clocks, stages
from tests.cast import Cast, as_actor
from tests.leads.walks import HOUR, stroll, walk

DAY = timedelta(days=1)


def test_list_counts_and_clocks_agree(acme: Cast, noon: datetime) -> None:
    dice = Random(7)
    for _ in range(20):
        stroll(dice, noon - dice.choice((30, 5, 1)) * DAY, dice.randint(0, 4))
    edge = [walk(noon - 25 * HOUR, "mql"), walk(noon - 25 * HOUR - timedelta(seconds=1), "mql")]
    rows = list(Lead.objects.all())
    late = {lead for lead, one in stage_clocks.clocks(rows, noon).items() if one.state == "late"}
    assert {row.pk for row in leads.search({"overdue": ["yes"]})} == late
    assert {row.pk for row in leads.search({"overdue": ["no"]})} == {row.pk for row in rows} - late
    held = stage_clocks.held(leads.search({}), noon)
    assert sum(one.overdue for one in held.values()) == len(late) == sum(one.overdue for one in stages.board(noon))
    assert sum(one.total for one in held.values()) == len(rows) == sum(one.total for one in stages.board(noon))
    clocks = stage_clocks.clocks(rows, noon)
    assert [clocks[lead].state for lead in edge] == ["running", "late"]


def test_a_closed_lead_has_no_clock_and_a_new_promise_holds_at_once(acme: Cast, noon: datetime) -> None:
    lead = walk(noon - 3 * HOUR, "engaged")
    assert not leads.search({"overdue": ["yes"]})
    given = plain("nine", DEFAULTS["nine"])
    given["stages"][3]["sla_hours"] = 1
    publish_scheme("nine", read("nine", given), as_actor(acme.mara))
    assert [row.pk for row in leads.search({"overdue": ["yes"]})] == [lead]
    Lead.objects.filter(pk=lead).update(closed_at=noon)
    assert not leads.search({"overdue": ["yes"]})


def test_each_visit_has_its_own_clock(acme: Cast, noon: datetime) -> None:
    lead = walk(noon - 30 * HOUR, "mql", "target", "mql")
    with clock.pretend(noon):
        found = [(visit.label, one.state) for visit, one in stage_clocks.of_visits(history.visits(lead))]
    assert found == [("Awareness-01", "none"), ("Name-01", "none"), ("MQL-01", "kept"), ("Target-01", "none"), ("MQL-02", "late")]
