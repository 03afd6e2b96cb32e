"""Question: of the leads created in a period, how many people reached each stage, in how many visits? (F021, F053, F054, A11.4)"""

from dataclasses import dataclass

from analytics.domain.periods import Period
from analytics.domain.rates import share
from kernel import sql
from leads.enums import SchemeName
from leads.queries import schemes
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


def run(period: Period, source: str | None = None, scheme: str = SchemeName.NINE) -> list[Step]:
    """One step per stage, in the order of the scheme; one of the six has the phase in which it begins."""
    standing = schemes.standing(scheme).scheme
    mapping = sql.as_json([{"nine": nine, "key": key} for nine, key in standing.mapping.items()])
    statement = sql.file(__file__, "funnel.sql")
    asked = {"since": period.since, "until": period.until, "source": source, "mapping": mapping}
    counted = {row.stage: row for row in sql.rows(statement, Counted, **asked)}
    phases = {stage.key: stage.phase for stage in stages()}
    steps: list[Step] = []
    for key, name in schemes.names(scheme, standing).items():
        row = counted.get(key, Counted(key, 0, 0, 0))
        previous, first = (steps[-1].people, steps[0].people) if steps else (0, 0)
        rates = (share(row.people, previous), share(row.people, first))
        steps.append(Step(key, name, phases.get(standing.behind(key)[0], ""), row.people, row.visits, row.here, *rates))
    return steps
