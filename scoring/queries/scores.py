"""Scores now, and how one went."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel import clock, sql
from leads.models import Snapshot
from scoring.queries import rulebooks
from scoring.queries.fading import left


def now_for(lead_ids: Iterable[UUID], at: datetime | None = None) -> dict[UUID, float]:
    """The score of each lead at this instant, from the snapshots."""
    instant = at or clock.now()
    return {row.id: row.score(instant) for row in Snapshot.objects.filter(id__in=list(lead_ids))}


@dataclass(frozen=True)
class Point:
    at: datetime
    score: float


TREND = f"""
SELECT d.at, greatest(0, coalesce(sum(
    e.points * {left("d.at")}), 0)) AS score
FROM generate_series(%(first)s::timestamptz, %(last)s::timestamptz, interval '1 day') AS d(at)
LEFT JOIN scoring_ledgerentry e ON e.workspace_id = %(workspace_id)s AND e.lead_id = %(lead_id)s AND e.occurred_at <= d.at
GROUP BY d.at ORDER BY d.at
"""


def trend(lead_id: UUID, until: datetime | None = None, days: int = 60, rate: float | None = None) -> list[Point]:
    """The score at the same time of each of the last `days` days, from the ledger, in one query. `rate`: the live one, if known."""
    last = until or clock.now()
    first = last - timedelta(days=days - 1)
    return sql.rows(TREND, Point, lead_id=str(lead_id), rate=rulebooks.live().rate if rate is None else rate, first=first, last=last)
