"""Question: of the leads created in a period, members of a segment or all, how many percent of those who reached the stage before came
into this one? As the funnel says it, of many at once. (F004, F005)"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from analytics.domain.periods import Period
from analytics.domain.rates import share
from kernel import sql
from leads.enums import SchemeName
from leads.queries import schemes


class Conversion(NamedTuple):
    """Into `stage`, of the members that the segment `line_id` has now (None: of all)."""

    stage: str
    line_id: UUID | None
    period: Period


def run(asked: Sequence[Conversion]) -> list[float | None]:
    """In percent, in the order of the questions; None where nobody reached the stage before. One statement."""
    if not asked:
        return []
    scheme = schemes.standing(SchemeName.NINE).scheme
    keys = [stage.key for stage in scheme.stages]
    before = dict(zip(keys[1:], keys, strict=False))
    rows = [
        {
            "no": no, "since": one.period.since.isoformat(), "until": one.period.until.isoformat(), "stage": one.stage,
            "before": before.get(one.stage), "line": one.line_id and str(one.line_id),
        }
        for no, one in enumerate(asked)
    ]  # fmt: skip
    mapping = [{"nine": nine, "key": key} for nine, key in scheme.mapping.items()]
    found = sql.tuples(sql.file(__file__, "conversions.sql"), asked=sql.as_json(rows), mapping=sql.as_json(mapping))
    counted = {no: share(reached, of) for no, reached, of in found}
    return [counted.get(no) for no in range(len(asked))]
