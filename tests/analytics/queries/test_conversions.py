"""Many conversions in one statement are those that the funnel says one by one."""

from datetime import date, datetime, timedelta

from analytics.domain.periods import Period
from analytics.queries import conversions, funnel
from analytics.queries.conversions import Conversion
from kernel.audit import SYSTEM
from leads.actions import lists
from leads.domain.lifecycle import ORDER
from tests.cast import Cast
from tests.leads.walks import walk

DAY = timedelta(days=1)
PERIODS = (Period(date(2026, 10, 1), date(2026, 11, 30), "UTC"), Period(date(2026, 11, 1), date(2026, 11, 2), "Asia/Shanghai"))


def test_each_is_that_of_the_funnel(acme: Cast, noon: datetime) -> None:
    far = walk(noon - 9 * DAY, "engaged", "target", "mql", "sql", "target", "mql", "sql", "opportunity", "customer")
    near = walk(noon - DAY, "engaged", "target", "mql")
    walk(noon - 9 * DAY, "engaged", "target")
    walk(noon - DAY, "engaged")
    fair = lists.make_list(name="Fair", lead_ids=[far, near], actor=SYSTEM)
    asked = [Conversion(stage, line, period) for stage in ORDER for line in (None, fair.line_id) for period in PERIODS]
    of = {(line, period): {step.stage: step.from_previous for step in funnel.run(period, line_id=line)} for _, line, period in asked}
    told = conversions.run(asked)
    assert told == [of[one.line_id, one.period][one.stage] for one in asked]
    assert {0.0, 50.0, 100.0, None} <= set(told)


def test_nothing_asked_is_nothing_told(acme: Cast) -> None:
    assert conversions.run([]) == []
