"""What of an entry is left at an instant, for the database: the same as scoring.domain.kernels.left, over alias `e`."""

from leads.domain.fading import EDGE, EXPONENTIAL, LINEAR, NEVER
from leads.domain.snapshot import DAY, REFERENCE

KIND, END = "split_part(e.kernel, ':', 1)", "split_part(e.kernel, ':', 2)::float8"


def day(instant: str) -> str:
    """Days after the reference, to the last digit as leads.domain.snapshot.days says them."""
    return f"(extract(epoch FROM {instant} - timestamptz '{REFERENCE.isoformat()}')::float8 / {DAY})"


def left(at: str) -> str:
    """The share of an entry that is left at `at` (an expression), which is not before it; binds `rate`."""
    age = f"date_part('epoch', {at} - e.occurred_at) / 86400"
    to_come = f"({END} - {day(at)})"
    return f"""CASE WHEN NOT e.decays OR e.kernel = '{NEVER}' THEN 1
        WHEN e.kernel = '' THEN exp(greatest(-%(rate)s * {age}, -600))
        WHEN {KIND} = '{EXPONENTIAL}' THEN exp(greatest(-{END} * {age}, -600))
        WHEN {to_come} <= {EDGE!r} THEN 0
        WHEN {KIND} = '{LINEAR}' THEN {to_come} / ({END} - {day("e.occurred_at")})
        ELSE 1 END"""
