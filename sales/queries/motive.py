"""How many points a lead has of one kind (F064): high interest without a motive to buy is nurtured, motive enough is called at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, FloatField, Func, Q, UUIDField, Value
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from kernel import tenancy
from leads.domain.filters import BadFilter, number_range
from scoring.enums import Dimension
from scoring.queries import rulebooks
from scoring.queries.fading import left
from scoring.queries.standing import COUNTS

# The sum of what is left of the entries of that dimension, as the explanation of the score sums them.
POINTS = f"""(SELECT coalesce(sum(e.points * {left("g.at")}), 0)
FROM (SELECT %(lead)s AS lead, %(workspace)s AS workspace, %(dimension)s AS dimension, %(at)s AS at, %(rate)s AS rate) g
JOIN scoring_ledgerentry e ON e.workspace_id = g.workspace AND e.lead_id = g.lead AND e.dimension = g.dimension AND e.occurred_at <= g.at
WHERE {COUNTS})"""
PARTS = ("lead", "workspace", "dimension", "at", "rate")


class _Points(Func):
    """POINTS over expressions: the values in the order of PARTS, named once and read from `g` by everything inside."""

    output_field = FloatField()

    def as_sql(self, compiler: Any, connection: Any, *more: Any, **extra: Any) -> tuple[str, tuple[Any, ...]]:
        made = [compiler.compile(part) for part in self.source_expressions]
        head, tail = POINTS.split("FROM (", 1)
        given, rest = tail.split(") g", 1)
        inner = {"rate": "g.rate", "workspace_id": "g.workspace"}
        text = f"{head % inner}FROM ({given % dict(zip(PARTS, (sql for sql, _ in made), strict=True))}) g{rest % inner}"
        return text, tuple(param for _, params in made for param in params)


def points(dimension: str, now: datetime, workspace_id: UUID) -> _Points:
    """The points of one dimension that a Lead has at `now`, as an expression over it."""
    rate = rulebooks.live().rate
    return _Points(
        F("pk"), Cast(Value(workspace_id, UUIDField()), UUIDField()), Value(dimension), Cast(Value(now, DateTimeField()), DateTimeField()),
        Cast(Value(rate, FloatField()), FloatField()),
    )  # fmt: skip


def points_filter(value: str, now: datetime) -> Q:
    """`purchase:30..`: leads by their points of one dimension now; both ends belong to it."""
    name, _colon, span = value.partition(":")
    low, high = number_range("points", span)
    if name not in Dimension.values or (low is None and high is None):
        raise BadFilter("points", f"Give one of {', '.join(Dimension.values)} and a range, such as purchase:30.. or interest:..10.")
    have, found = points(name, now, tenancy.current()), Q()
    if low is not None:
        found &= Q(GreaterThanOrEqual(have, Value(low, FloatField())))
    return found & Q(LessThanOrEqual(have, Value(high, FloatField()))) if high is not None else found
