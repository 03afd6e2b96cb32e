"""Question: of the leads created in a period, how many people reached each stage, in how many visits? (F021, F053, F054, A11.4)

By the stages of a scheme, or rolled up by the three phases (F052); by lane as the leads stand now (F001).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from analytics.domain.periods import Period
from analytics.domain.rates import share
from kernel import sql
from leads.enums import Phase, SchemeName
from leads.queries import schemes
from leads.queries.schemes import Standing
from leads.queries.stages import stages

# Asked for in place of a scheme.
PHASES = "phases"


@dataclass(frozen=True)
class Counted:
    """`harvest` and `nurture`: those of `people` with a lead that stands in that lane now; who has several leads may be in both."""

    stage: str
    people: int
    visits: int
    here: int
    harvest: int
    nurture: int


@dataclass(frozen=True)
class Step:
    """One stage of the funnel, or one phase. Rates in percent: of the one before, and of the first; None over an empty one."""

    stage: str
    name: str
    phase: str
    people: int
    visits: int
    here: int
    from_previous: float | None
    from_first: float | None
    harvest: int
    nurture: int


def run(period: Period, source: str | None = None, scheme: str = SchemeName.NINE, line_id: UUID | None = None) -> list[Step]:
    """One step per stage, in the order of the scheme; one of the six has the phase in which it begins."""
    counted = count(period, source, scheme, line_id)
    return by_phase(counted) if scheme == PHASES else steps(counted, schemes.standing(scheme))


def count(period: Period, source: str | None, scheme: str, line_id: UUID | None = None) -> list[Counted]:
    """The stages that somebody reached; `line_id`: of the members that a segment has now. `scheme` PHASES counts by phase: a stay that
    goes on in another stage of the same phase is one visit."""
    mapping = phases() if scheme == PHASES else schemes.standing(scheme).scheme.mapping
    rows = sql.as_json([{"nine": nine, "key": key} for nine, key in mapping.items()])
    asked = {"since": period.since, "until": period.until, "source": source, "mapping": rows, "line": line_id and str(line_id)}
    return sql.rows(sql.file(__file__, "funnel.sql"), Counted, **asked)


def phases() -> dict[str, str]:
    """stage of the nine → its phase, in the order of the stages."""
    return {stage.key: stage.phase for stage in stages()}


def steps(counted: Iterable[Counted], standing: Standing) -> list[Step]:
    """What was counted as steps of the scheme, in the language of the reader."""
    scheme, phase_of = standing.scheme, phases()
    named = schemes.names(standing.name, scheme)
    return _steps(counted, named, {key: phase_of.get(scheme.behind(key)[0], "") for key in named})


def by_phase(counted: Iterable[Counted]) -> list[Step]:
    """What was counted by phase as three steps, in the language of the reader."""
    named = {phase.value: str(phase.label) for phase in Phase}
    return _steps(counted, named, {key: key for key in named})


def _steps(counted: Iterable[Counted], named: Mapping[str, str], phase_of: Mapping[str, str]) -> list[Step]:
    of = {row.stage: row for row in counted}
    found: list[Step] = []
    for key, name in named.items():
        row = of.get(key, Counted(key, 0, 0, 0, 0, 0))
        previous, first = (found[-1].people, found[0].people) if found else (0, 0)
        rates = (share(row.people, previous), share(row.people, first))
        found.append(Step(key, name, phase_of[key], row.people, row.visits, row.here, *rates, row.harvest, row.nurture))
    return found
