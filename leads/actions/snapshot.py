"""The one door for scoring: the snapshots of leads by which lists and queues sort, and what a return by sales writes at the lead."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from kernel import columns, sql
from kernel.columns import Columns
from leads.actions.membership import touch
from leads.domain.snapshot import RATE

# All of a batch at once: each statement looks its leads up anew.
PART = 5_000
PLAIN = Columns(
    """lead_id uuid, fit float8, interest_sign smallint, interest_log float8, interest_rate float8, rank_key float8,
    scored_at timestamptz, falls_at timestamptz, silent_at timestamptz""",
    part=PART,
)
FADING = Columns("""lead_id uuid, fit float8, interest_sign smallint, interest_log float8, interest_rate float8, rank_key float8,
    scored_at timestamptz, falls_at timestamptz, silent_at timestamptz, breaks_at timestamptz, fading jsonb""")
PUT = f"""
UPDATE leads_snapshot sn SET fit = x.fit, interest_sign = x.interest_sign, interest_log = x.interest_log, interest_rate = x.interest_rate,
    rank_key = x.rank_key, scored_at = x.scored_at, falls_at = x.falls_at, silent_at = x.silent_at
FROM {PLAIN.source} WHERE sn.workspace_id = %(workspace_id)s AND sn.id = x.lead_id
"""
# Of leads that have, or had, what fades otherwise than the score does; all others are written without a word of it.
PUT_FADING = f"""
UPDATE leads_snapshot sn SET fit = x.fit, interest_sign = x.interest_sign, interest_log = x.interest_log, interest_rate = x.interest_rate,
    rank_key = x.rank_key, scored_at = x.scored_at, falls_at = x.falls_at, silent_at = x.silent_at, breaks_at = x.breaks_at,
    fading = nullif(x.fading, '[]'::jsonb)
FROM {FADING.source} WHERE sn.workspace_id = %(workspace_id)s AND sn.id = x.lead_id
"""
RETURNED = """
UPDATE leads_lead l SET returns = l.returns + 1, cool_until = %(cool_until)s, cools_at = %(cool_until)s
WHERE l.workspace_id = %(workspace_id)s AND l.id = %(lead_id)s
"""
COOLED = "UPDATE leads_lead l SET cools_at = NULL WHERE l.workspace_id = %(workspace_id)s AND l.id = ANY(%(ids)s::uuid[])"


class SnapshotRow(msgspec.Struct, frozen=True):
    """The score of one lead, readable at any instant (leads.domain.snapshot)."""

    lead_id: UUID
    fit: float
    interest_sign: int
    interest_log: float | None
    rank_key: float | None
    scored_at: datetime | None
    interest_rate: float = RATE
    falls_at: datetime | None = None
    silent_at: datetime | None = None


class FadingRow(SnapshotRow, frozen=True):
    """With what fades otherwise (leads.domain.fading; empty: nothing any more), and when the row is looked at again for it."""

    fading: Sequence[Any] = ()
    breaks_at: datetime | None = None


def put(rows: Sequence[SnapshotRow]) -> None:
    """Write the snapshots of any number of leads, set-based. Announces nothing: scoring announces LeadScored."""
    other = [row for row in rows if isinstance(row, FadingRow)]
    plain = [row for row in rows if not isinstance(row, FadingRow)] if other else rows
    columns.put(PUT, PLAIN, columns.of(plain, PLAIN))
    columns.put(PUT_FADING, FADING, columns.of(other, FADING))
    touch(row.lead_id for row in rows)


def mark_returned(lead_id: UUID, cool_until: datetime) -> None:
    """Count one return by sales and note until when the lead is not handed over again (F061, A11.2)."""
    sql.execute(RETURNED, lead_id=str(lead_id), cool_until=cool_until)
    touch([lead_id])


def mark_cooled(lead_ids: Sequence[UUID]) -> None:
    """Their cool-downs are over, and what follows of it was done."""
    sql.execute(COOLED, ids=list(lead_ids))
