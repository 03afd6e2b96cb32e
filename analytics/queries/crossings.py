"""Question: what did sales say of the leads that each rule helped over the threshold, and which points would follow from it? (M12)"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from analytics.domain import weights, words
from analytics.domain.weights import Suggestion
from analytics.domain.words import DISQUALIFYING, Heard, Said
from analytics.queries.calibration import SOLD
from kernel import sql
from scoring.domain import points
from scoring.queries import rulebooks
from scoring.queries.fading import left
from scoring.queries.standing import COUNTS

# Points of which no tenth is shown are none.
LEAST = 0.05


@dataclass(frozen=True)
class RuleRow:
    """One rule of the live rulebook: its label, its points there, what was said of its leads, what would follow."""

    rule: str
    label: str
    points: float
    said: Said
    suggestion: Suggestion | None


@dataclass(frozen=True)
class Answer:
    """`all`: over every crossing. `rules` with leads first, the most leads first; a rule of no points has no suggestion."""

    version: int
    all: Said
    rules: list[RuleRow]

    @property
    def enough(self) -> bool:
        """Whether sales has said enough for suggestions."""
        return weights.enough(self.all.accepted, self.all.judged - self.all.accepted)

    @property
    def changes(self) -> list[Suggestion]:
        return [row.suggestion for row in self.rules if row.suggestion and row.suggestion.changed]


def run(since: datetime, until: datetime) -> Answer:
    """Over the first crossing of each lead from `since` to before `until`."""
    live = rulebooks.live()
    now, labels = points.of_rules(live.rules), points.names(live.rules)
    said = words.gather(_ask("crossings", Heard, since=since, until=until))
    total = said[""]
    found = weights.suggest(words.evidence(said, now), total.accepted, total.judged - total.accepted)
    suggestions = {one.rule: one for one in found}
    rows = [RuleRow(rule, labels[rule], given, said.get(rule, Said(rule)), suggestions.get(rule)) for rule, given in now.items()]
    return Answer(live.version, total, sorted(rows, key=lambda row: (-row.said.leads, -abs(row.points), row.rule)))


def leads(since: datetime, until: datetime, rule: str = "", word: str = "", reason: str = "") -> list[UUID]:
    """The leads behind one number; an empty text means any."""
    asked = {"since": since, "until": until, "rule": rule, "word": word, "reason": reason}
    return [row[0] for row in _ask("crossings_behind", None, **asked)]


def _ask(name: str, row: Any, **more: Any) -> list[Any]:
    """One statement: who crossed, what sales said, which rules had given points; then the question."""
    base = sql.file(__file__, "crossings_base.sql").format(counts=COUNTS, left=left("c.entered_at"))
    statement = base + sql.file(__file__, f"{name}.sql")
    params = {"stages": SOLD, "disqualifying": list(DISQUALIFYING), "rate": rulebooks.live().rate, "least": LEAST, **more}
    return sql.rows(statement, row, **params) if row else sql.tuples(statement, **params)
