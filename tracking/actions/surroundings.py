"""around, bare: what a batch of the digest needs to know, and which raw messages lose their address with it."""

import os
from collections.abc import Sequence
from datetime import date
from typing import Any

from kernel import clock, ids, sql
from tracking.domain.policy import KEEP
from tracking.domain.surroundings import Surroundings
from tracking.gateways.databases import DATABASES
from tracking.queries import policy, sites

# Places of `received_at`, `envelope` and `body` in a row of digest.WAITING.
RECEIVED_AT, ENVELOPE, BODY = 5, 6, 7
MAKE_SALTS = """
INSERT INTO tracking_dailysalt (workspace_id, id, day, salt)
SELECT %(workspace_id)s, x.id, x.day, decode(x.salt, 'hex') FROM json_to_recordset(%(rows)s::json) AS x(id uuid, day date, salt text)
ON CONFLICT DO NOTHING
"""
SALTS = "SELECT day, salt FROM tracking_dailysalt WHERE workspace_id = %(workspace_id)s AND day = ANY(%(days)s::date[])"


def around(rows: Sequence[tuple[Any, ...]]) -> Surroundings:
    """The policy, the look-ups, the salts of the days on which cookieless messages of this batch came (made where there is none), and
    which sites have their users signed."""
    decided = policy.current()
    days = {row[RECEIVED_AT].date() for row in rows if '"cookieless"' in row[BODY]} if decided.cookieless else set()
    return Surroundings(decided, DATABASES.country, DATABASES.company, salts(days) if days else {}, sites.signing(clock.now()))


def salts(days: set[date]) -> dict[date, bytes]:
    """The secret of each of these days (UTC), the same for every worker."""
    made = [{"id": ids.new(), "day": day, "salt": os.urandom(32).hex()} for day in sorted(days)]
    sql.execute(MAKE_SALTS, rows=sql.as_json(made))
    return {day: bytes(salt) for day, salt in sql.tuples(SALTS, days=sorted(days))}


def bare(rows: Sequence[tuple[Any, ...]], known: Surroundings) -> list[int]:
    """Numbers of the raw messages that must not keep an address: all, or where addresses are kept those of cookieless visitors."""
    keep = known.policy.addresses == KEEP
    return [row[0] for row in rows if ('"ip"' in row[ENVELOPE] or '"ip"' in row[BODY]) and (not keep or '"cookieless"' in row[BODY])]
