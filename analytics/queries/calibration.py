"""Question: does the score keep its word? Which share of the leads with a score became SQL within thirty days? (M12)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from analytics.domain import calibration as domain
from analytics.domain.calibration import Bin, Brier, Cell, Counted
from analytics.domain.isotonic import Level
from analytics.domain.windows import DAYS, PER_BIN, Scale, instants, scale
from kernel import clock, sql
from leads.domain.lifecycle import ORDER, POSITION
from leads.enums import Stage
from scoring.domain.crossing import HAIR
from scoring.queries import rulebooks
from scoring.queries.fading import left
from scoring.queries.standing import COUNTS

SOLD = list(ORDER[POSITION[Stage.SQL] :])


@dataclass(frozen=True)
class _Counted:
    at: datetime | None
    grain: int | None
    bin: int | None
    judged: int
    became: int
    leads: int
    became_leads: int


@dataclass(frozen=True)
class Answer:
    """`all`: every judgement at `instants`, of which `windows` had any. `levels`: the fitted probability from a score on; none where there
    are too few."""

    instants: list[datetime]
    scale: Scale
    threshold: float
    all: Counted
    bins: list[Bin]
    levels: list[Level]
    brier: Brier | None
    windows: int

    @property
    def enough(self) -> bool:
        return domain.enough(self.all.judged, self.all.became)

    @property
    def base_rate(self) -> float | None:
        """Share of all judgements that became SQL, 0 to 1."""
        return self.all.became / self.all.judged if self.all.judged else None


def run(since: datetime, until: datetime) -> Answer:
    """Over the instants from `since` on whose thirty days are over at `until` or, if that is earlier, when today began in its zone."""
    found, by = _instants(since, until), scale(rulebooks.live().threshold)
    most = by.last * PER_BIN
    rows: list[_Counted] = _ask("calibration", found, _Counted, grain=by.grain, per_bin=PER_BIN, most=most) if found else []
    cells = [Cell(row.at, row.grain or 0, row.judged, row.became) for row in rows if row.at is not None]
    counted = {row.bin: _plain(row) for row in rows if row.bin is not None}
    total = next((_plain(row) for row in rows if row.at is None and row.bin is None), Counted(0, 0, 0, 0))
    levels = [Level(round(level.least * by.grain, 6), level.judged, level.hits) for level in domain.fit(cells)]
    windows, brier = len({cell.at for cell in cells}), domain.walk_forward(cells)
    return Answer(found, by, rulebooks.live().threshold, total, domain.bins(counted, cells, by), levels, brier, windows)


def leads(since: datetime, until: datetime, low: float, high: float | None, became: bool) -> list[UUID]:
    """The leads behind one bin: a score from `low` to below `high` points (None: no end) at one of the instants."""
    found = _instants(since, until)
    more = {"low": low, "high": high, "became": became}
    return [row[0] for row in _ask("calibration_behind", found, None, **more)] if found else []


def _instants(since: datetime, until: datetime) -> list[datetime]:
    midnight = clock.now().astimezone(until.tzinfo).replace(hour=0, minute=0, second=0, microsecond=0)
    return instants(since, min(until, midnight))


def _plain(row: _Counted) -> Counted:
    return Counted(row.judged, row.became, row.leads, row.became_leads)


def _ask(name: str, found: Sequence[datetime], row: Any, **more: Any) -> list[Any]:
    """One statement: who was judged with which score, then the question."""
    statement = sql.file(__file__, "calibration_base.sql").format(counts=COUNTS, left=left("j.at")) + sql.file(__file__, f"{name}.sql")
    params = {
        "instants": list(found), "first": found[0], "last": found[-1], "stages": SOLD, "days": DAYS, "rate": rulebooks.live().rate,
        "hair": HAIR, **more,
    }  # fmt: skip
    return sql.rows(statement, row, **params) if row else sql.tuples(statement, **params)
