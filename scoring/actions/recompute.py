"""The snapshot computed anew from the whole ledger: exact after entries were moved or taken back."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel import sql
from leads.domain.snapshot import REFERENCE
from scoring.domain import parts
from scoring.domain.fold import NEGLIGIBLE, NONE, Interest
from scoring.domain.parts import Parts
from scoring.domain.timeline import Account
from scoring.queries.standing import COUNTS
from scoring.queries.states import unique

FADES = "e.decays AND e.kernel = ''"
# Points are signed; what is smaller than NEGLIGIBLE of all that went in is rounding.
SUMS = f"""
SELECT e.lead_id, coalesce(sum(e.points ORDER BY e.points) FILTER (WHERE NOT e.decays AND e.kernel = ''), 0) AS fit,
       coalesce(sum(e.points * w.weight ORDER BY e.points * w.weight) FILTER (WHERE {FADES}), 0) AS interest,
       coalesce(sum(abs(e.points) * w.weight) FILTER (WHERE {FADES}), 0) AS size, max(e.occurred_at) AS as_of,
       count(*) FILTER (WHERE e.kernel <> '') AS others
FROM scoring_ledgerentry e,
     LATERAL (SELECT exp(greatest(least(%(rate)s * (date_part('epoch', e.occurred_at) - %(reference)s) / 86400, 600), -600)) AS weight) w
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(ids)s::uuid[]) AND {COUNTS}
GROUP BY e.lead_id
"""
OTHERS = f"""
SELECT e.lead_id, e.kernel, e.points, e.occurred_at FROM scoring_ledgerentry e
WHERE e.workspace_id = %(workspace_id)s AND e.lead_id = ANY(%(ids)s::uuid[]) AND e.kernel <> '' AND {COUNTS}
ORDER BY e.occurred_at, e.points
"""


@dataclass(slots=True)
class Sums:
    lead_id: UUID
    fit: float
    interest: float
    size: float
    as_of: datetime
    others: int


@dataclass(frozen=True)
class Totals:
    """`sums`, and what fades otherwise: lead → its parts."""

    sums: dict[UUID, Sums]
    others: dict[UUID, Parts]


NOTHING = Totals({}, {})


def sums(lead_ids: Sequence[UUID], rate: float) -> Totals:
    """What the ledger adds up to, lead by lead."""
    found = sql.rows(SUMS, Sums, ids=unique(lead_ids), rate=rate, reference=REFERENCE.timestamp())
    return Totals({row.lead_id: row for row in found}, others_of([row.lead_id for row in found if row.others]))


def others_of(lead_ids: Sequence[UUID]) -> dict[UUID, Parts]:
    """What the ledgers of these leads say of points that fade otherwise than the score."""
    held: dict[UUID, Parts] = {}
    for lead_id, kernel, points, at in sql.tuples(OTHERS, ids=unique(lead_ids)) if lead_ids else ():
        parts.add(held.setdefault(lead_id, {}), kernel, points, at)
    return held


def restate(account: Account, totals: Totals) -> None:
    """Let an account say what its ledger says."""
    row, held = totals.sums.get(account.lead_id), totals.others.get(account.lead_id)
    if held is not None or account.parts is not None:
        account.parts = held or {}
        if row:
            parts.prune(account.parts, row.as_of)
    account.fit = row.fit if row else 0.0
    account.interest = interest_of(row) if row else NONE
    account.as_of = row.as_of if row else account.as_of


def interest_of(row: Sums) -> Interest:
    if abs(row.interest) <= NEGLIGIBLE * row.size:
        return NONE
    return Interest(1 if row.interest > 0 else -1, math.log(abs(row.interest)))
