"""When a score passes a value, for the database: scoring.domain.falling.turns over a snapshot `sn` that carries what fades otherwise.

It may tell an instant too early, never too late: whoever is asked then is asked again.
"""

from leads.domain.fading import EDGE, EXPONENTIAL, LARGEST, LINEAR, NEVER, STEP
from scoring.domain.falling import TICK

STEPS = 100
FURTHEST = 36_500.0
WORTH = f"""CASE p.kind
    WHEN '{EXPONENTIAL}' THEN p.amount * exp(greatest(least(p.log - p.at * w.day, {LARGEST}), -{LARGEST}))
    WHEN '{NEVER}' THEN p.amount
    WHEN '{LINEAR}' THEN CASE WHEN w.day < p.at - {EDGE!r} THEN p.amount * (p.at - w.day) ELSE 0 END
    ELSE CASE WHEN w.day < p.at - {EDGE!r} THEN p.amount ELSE 0 END END"""
SLOPE = f"""CASE WHEN p.kind = '{EXPONENTIAL}' THEN p.at * p.worth
    WHEN p.kind = '{LINEAR}' AND w.day < p.at - {EDGE!r} THEN p.amount END"""
END = f"CASE WHEN p.kind = '{STEP}' AND p.at - {EDGE!r} > w.day THEN p.at END"
WITH_IT = "(p.amount > 0) = w.was_over"


def turns(value: str, day: str, fit: str = "sn.fit") -> str:
    """The day at which the score of `sn` passes `value`, as it is on `day`; NULL: never. `fit` of 0: its interest alone."""
    return f"""(
WITH RECURSIVE walk(step, day, was_over) AS (
    SELECT 0, {day}, NULL::boolean
    UNION ALL
    SELECT w.step + 1,
           CASE WHEN w.was_over IS NULL THEN w.day
                ELSE least(CASE WHEN s.slope <> 0 THEN w.day + greatest(abs(s.gap / s.slope), {TICK!r}) END, s.next_end) END,
           coalesce(w.was_over, s.gap >= 0)
    FROM walk w, LATERAL (
        SELECT {fit} + sum(p.worth) - {value} AS gap, sum({SLOPE}) FILTER (WHERE {WITH_IT}) AS slope,
               min({END}) FILTER (WHERE {WITH_IT}) AS next_end
        FROM (
            SELECT p.*, {WORTH} AS worth FROM (
                SELECT e.part->>0 AS kind, (e.part->>1)::float8 AS at, (e.part->>2)::float8 AS amount, (e.part->>3)::float8 AS log
                FROM jsonb_array_elements(sn.fading) AS e(part)
                UNION ALL SELECT '{EXPONENTIAL}', sn.interest_rate, sn.interest_sign, coalesce(sn.interest_log, -{LARGEST})
            ) p
        ) p
    ) s
    WHERE w.step < {STEPS} AND w.day < {FURTHEST} AND (w.was_over IS NULL OR (s.gap >= 0) = w.was_over)
)
SELECT k.day FROM walk k ORDER BY k.step DESC LIMIT 1)"""
