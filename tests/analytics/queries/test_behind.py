"""Every number of a report opens exactly the leads behind it, in the workspace's zone."""

from datetime import UTC, date, datetime

from analytics.domain.periods import Period
from analytics.queries import age, funnel, lvr, sources
from analytics.queries.behind import days_of, days_of_month
from analytics.queries.questions import period_of
from kernel import clock, tenancy
from leads.actions.lifecycle import Move, move_stage
from leads.actions.people import create_lead
from leads.queries.leads import search
from tenants.actions.workspaces import change_workspace
from tests.cast import Cast, as_actor

# Just after midnight in Shanghai: still the day, and the month, before in UTC.
FIRST_OF_MAY = datetime(2026, 4, 30, 16, 30, tzinfo=UTC)
LATER = datetime(2026, 7, 1, 9, tzinfo=UTC)


def count(**filters: str) -> int:
    return search({key: [value] for key, value in filters.items()}).count()


def test_numbers_and_lists_agree(cast: Cast) -> None:
    olga = as_actor(cast.olga)
    with tenancy.scope(cast.acme.id), clock.pretend(LATER):
        change_workspace(workspace=cast.acme, actor=olga, time_zone="Asia/Shanghai")
        fast = create_lead({"name": "Fast", "email": "fast@one.example"}, olga, at=FIRST_OF_MAY)
        old = create_lead({"name": "Old", "email": "old@two.example"}, olga, at=FIRST_OF_MAY)
        create_lead({"name": "Never", "email": "never@three.example"}, olga, at=FIRST_OF_MAY)
        for lead, day in ((fast, datetime(2026, 5, 20, tzinfo=UTC)), (old, datetime(2026, 6, 20, tzinfo=UTC))):
            move_stage(Move(lead.pk, "customer", "won", day, through=True), olga)
        may = Period(date(2026, 5, 1), date(2026, 5, 31), "Asia/Shanghai")
        steps = {step.stage: step.people for step in funnel.run(may)}
        assert steps == {stage: count(created=days_of(may), known="all", reached=stage) for stage in steps}
        assert (steps["name"], steps["customer"]) == (3, 2)
        found = age.run(may)
        assert (found.customers, found.fast, found.old) == (2, 1, 1)
        assert [count(created=days_of(may), won=kind) for kind in ("any", "fast", "old", "before_contact")] == [2, 1, 1, 0]
        assert [(row.month, row.leads) for row in lvr.run(may, "first_contact")] == [("2026-05", 3)]
        assert count(created=days_of_month("2026-05")) == 3
        assert [(row.month, row.leads) for row in lvr.run(may, "mql")] == [("2026-05", 1)]
        assert count(stay="mql:2026-05") == 1
        assert [(row.leads, row.customers) for row in sources.run(may)] == [(3, 2)]
        assert count(created=days_of(may), source="-", reached="customer") == 2


def test_today_is_that_of_the_workspace() -> None:
    with clock.pretend(FIRST_OF_MAY):
        assert period_of({}, "Asia/Shanghai").last == date(2026, 5, 1)
        assert period_of({}, "UTC").last == date(2026, 4, 30)
