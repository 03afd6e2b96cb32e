"""Question: of the leads created in a period, how many people reached each stage, in how many visits? (F021, F054, A11.4)"""

from dataclasses import dataclass

from analytics.domain.periods import Period
from analytics.domain.rates import share
from kernel import sql
from leads.queries.stages import stages


@dataclass(frozen=True)
class Counted:
    stage: str
    people: int
    visits: int
    here: int


@dataclass(frozen=True)
class Step:
    """One stage of the funnel. Rates in percent: of the stage before, and of the first; None over an empty one."""

    stage: str
    name: str
    phase: str
    people: int
    visits: int
    here: int
    from_previous: float | None
    from_first: float | None


def run(period: Period, source: str | None = None) -> list[Step]:
    """One step per stage, in the order of the scheme."""
    statement = sql.file(__file__, "funnel.sql")
    counted = {row.stage: row for row in sql.rows(statement, Counted, since=period.since, until=period.until, source=source)}
    steps: list[Step] = []
    for stage in stages():
        row = counted.get(stage.key, Counted(stage.key, 0, 0, 0))
        previous, first = (steps[-1].people, steps[0].people) if steps else (0, 0)
        rates = (share(row.people, previous), share(row.people, first))
        steps.append(Step(stage.key, stage.label, stage.phase, row.people, row.visits, row.here, *rates))
    return steps
