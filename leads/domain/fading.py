"""Parts of the interest that fade otherwise than the workspace's score: what a lead's snapshot carries of them, read at any instant (F036).

It carries a list of parts `[kind, at, amount, log]`, or NULL where there are none, which is nearly always. Days count from
leads.domain.snapshot.REFERENCE. Each part is exact at every instant from its last entry on:

- `exponential`: amount × exp(log − at × day); `at` is the rate per day, amount is −1 or 1.
- `linear`: amount × (at − day), nothing from day `at` on; `amount` is points a day.
- `step`: amount up to day `at`, then nothing.
- `none`: amount; `at` is 0.
"""

import math
from collections.abc import Sequence
from typing import Any

import msgspec

EXPONENTIAL, LINEAR, STEP, NEVER = "exponential", "linear", "step", "none"
# As a row of the database tells them: text, or decoded.
Kept = str | Sequence[Any] | None
# Half a microsecond: the database and we divide by days in another order, and an end is an end for both.
EDGE = 0.5e-6 / 86_400
LARGEST = 600.0


def decoded(kept: Kept) -> Sequence[Any]:
    """The parts; none at all for NULL."""
    if not kept:
        return ()
    found: Sequence[Any] = msgspec.json.decode(kept) if isinstance(kept, str) else kept
    return found


def worth(kept: Kept, day: float) -> float:
    """What all parts are worth `day` days after REFERENCE. FADING_SQL says the same to the database."""
    return math.fsum(one(kind, at, amount, log, day) for kind, at, amount, log in decoded(kept)) if kept else 0.0


def one(kind: str, at: float, amount: float, log: float, day: float) -> float:
    """What one part is worth."""
    if kind == EXPONENTIAL:
        return amount * math.exp(max(min(log - at * day, LARGEST), -LARGEST))
    if kind == NEVER:
        return amount
    if day >= at - EDGE:
        return 0.0
    return amount if kind == STEP else amount * (at - day)


def sql(column: str, day: str) -> str:
    """`worth` as an expression: `column` carries the parts, `day` is an expression of days after REFERENCE."""
    return f"""CASE WHEN {column} IS NULL THEN 0 ELSE (
        SELECT coalesce(sum(CASE p.part->>0
            WHEN '{EXPONENTIAL}' THEN (p.part->>2)::float8
                * exp(greatest(least((p.part->>3)::float8 - (p.part->>1)::float8 * {day}, {LARGEST}), -{LARGEST}))
            WHEN '{NEVER}' THEN (p.part->>2)::float8
            WHEN '{LINEAR}' THEN CASE WHEN {day} < (p.part->>1)::float8 - {EDGE!r}
                THEN (p.part->>2)::float8 * ((p.part->>1)::float8 - {day}) ELSE 0 END
            ELSE CASE WHEN {day} < (p.part->>1)::float8 - {EDGE!r} THEN (p.part->>2)::float8 ELSE 0 END END), 0)
        FROM jsonb_array_elements({column}) AS p(part)) END"""
