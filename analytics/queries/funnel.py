"""Question: of the leads created in a period, how many people reached each stage, in how many visits? (F021, F053, F054, A11.4)"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from analytics.domain.periods import Period
from analytics.domain.rates import share
from kernel import sql
from leads.enums import SchemeName
from leads.queries import schemes
from leads.queries.schemes import Standing
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


def run(period: Period, source: str | None = None, scheme: str = SchemeName.NINE, line_id: UUID | None = None) -> list[Step]:
    """One step per stage, in the order of the scheme; one of the six has the phase in which it begins."""
    return steps(count(period, source, scheme, line_id), schemes.standing(scheme))


def count(period: Period, source: str | None, scheme: str, line_id: UUID | None = None) -> list[Counted]:
    """The stages that somebody reached; `line_id`: of the members that a segment has now."""
    mapping = schemes.standing(scheme).scheme.mapping
    rows = sql.as_json([{"nine": nine, "key": key} for nine, key in mapping.items()])
    asked = {"since": period.since, "until": period.until, "source": source, "mapping": rows, "line": line_id and str(line_id)}
    return sql.rows(sql.file(__file__, "funnel.sql"), Counted, **asked)


def steps(counted: Iterable[Counted], standing: Standing) -> list[Step]:
    """What was counted as steps of the scheme, in the language of the reader."""
    scheme, of = standing.scheme, {row.stage: row for row in counted}
    phases = {stage.key: stage.phase for stage in stages()}
    found: list[Step] = []
    for key, name in schemes.names(standing.name, scheme).items():
        row = of.get(key, Counted(key, 0, 0, 0))
        previous, first = (found[-1].people, found[0].people) if found else (0, 0)
        rates = (share(row.people, previous), share(row.people, first))
        found.append(Step(key, name, phases.get(scheme.behind(key)[0], ""), row.people, row.visits, row.here, *rates))
    return found
