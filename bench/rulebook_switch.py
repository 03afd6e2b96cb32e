"""rulebook-switch: seconds until a published version is live for all leads (LEADS, 20,000; 1000000 for the largest), against summing all
ledgers and writing all rows by one raw statement, which knows no rules, limits or silences.

There is no floor: the line says what a switch costs. `locked`: seconds of the last transaction, in which nobody writes points.
"""

import os
import time
from datetime import timedelta
from uuid import UUID

from bench.score_fold import EVENTS, VISITORS
from bench.score_queue import analyse, make_leads, workspace
from kernel import clock, sql, tenancy, work
from kernel.audit import SYSTEM
from leads.domain.snapshot import RATE, REFERENCE
from scoring.actions import rulebooks as actions
from scoring.actions.rescore import score_activity
from scoring.domain import rulebook
from scoring.queries import rulebooks

FLOOR = 0.0
UNIT = "s"
BETTER = "less"
RUNS = int(os.environ.get("RUNS") or 2)
LEADS, EVENTS_EACH = int(os.environ.get("LEADS") or 20_000), int(os.environ.get("EVENTS_EACH") or 10)
CHUNK = 5_000
NOTES: dict[str, float] = {"leads": LEADS, "events": LEADS * EVENTS_EACH}
WORKSPACE: list[UUID] = []
# The product reads events by the time that is in their ids.
TIMED = EVENTS.replace(
    "gen_random_uuid()",
    "(lpad(to_hex((date_part('epoch', x.at) * 1000)::bigint), 12, '0') || '7' ||"
    " substr(replace(gen_random_uuid()::text, '-', ''), 14))::uuid",
)
EMPTY = """
UPDATE leads_snapshot sn SET fit = 0, interest_sign = 0, interest_log = NULL, rank_key = NULL, scored_at = NULL
WHERE sn.workspace_id = %(workspace_id)s
"""
NEXT = """
SELECT e.id, e.visitor_id, e.occurred_at FROM tracking_event e
WHERE e.workspace_id = %(workspace_id)s AND (e.occurred_at, e.id) > (%(at)s, %(after)s::uuid) ORDER BY e.occurred_at, e.id LIMIT %(limit)s
"""
RAW = """
UPDATE leads_snapshot sn SET fit = x.fit, interest_sign = sign(x.worth), interest_log = ln(nullif(abs(x.worth), 0)),
    interest_rate = %(rate)s, rank_key = ln(greatest(x.fit, 1)) + ln(nullif(greatest(x.worth, 0), 0)), scored_at = x.at
FROM (
    SELECT e.lead_id, coalesce(sum(e.points) FILTER (WHERE NOT e.decays AND e.kernel = ''), 0) AS fit, max(e.occurred_at) AS at,
        coalesce(sum(e.points * exp(%(rate)s * (date_part('epoch', e.occurred_at) - %(reference)s) / 86400))
            FILTER (WHERE e.decays), 0) AS worth
    FROM scoring_ledgerentry e WHERE e.workspace_id = %(workspace_id)s GROUP BY e.lead_id) x
WHERE sn.workspace_id = %(workspace_id)s AND sn.id = x.lead_id
"""


def setup() -> None:
    """Leads with events of 80 days, scored by the product."""
    WORKSPACE.append(workspace())
    make_leads(WORKSPACE[0], LEADS)
    everything = LEADS * EVENTS_EACH
    with tenancy.scope(WORKSPACE[0]):
        sql.execute(EMPTY)
        sql.execute(VISITORS, now=clock.now())
    for first in range(1, everything + 1, 100_000):
        with tenancy.scope(WORKSPACE[0]):
            last = min(first + 99_999, everything)
            sql.execute(TIMED, now=clock.now(), first=first, last=last, all=everything, leads=LEADS, apart=1)
    analyse()
    _score()
    work.run_until_quiet(WORKSPACE[0])
    analyse()


def _score() -> None:
    """All events, in the order of time."""
    at, after = clock.now() - timedelta(days=90), UUID(int=0)
    while True:
        with tenancy.scope(WORKSPACE[0]):
            found = sql.tuples(NEXT, limit=CHUNK, at=at, after=after)
            if not found:
                return
            score_activity([row[0] for row in found], [row[1] for row in found], history=True)
        after, _, at = found[-1]


def ours() -> float:
    """Publish points half as high again, or as they were; until the version is live."""
    with tenancy.scope(WORKSPACE[0]):
        live = rulebooks.live()
        rules, factor = rulebook.plain(live.rules), 1.5 if live.version % 2 else 1 / 1.5
        for rule in (*rules["events"], *rules["pages"]):
            rule["points"] = round(rule["points"] * factor, 4)
        actions.publish(actions.begin_draft(SYSTEM, rules).version, SYSTEM)
    start = time.perf_counter()
    while _version() == live.version:
        began = time.perf_counter()
        work.do_batch(rulebooks.SWITCH, WORKSPACE[0])
        NOTES["locked"] = round(time.perf_counter() - began, 2)
    spent = time.perf_counter() - start
    work.run_until_quiet(WORKSPACE[0])
    return spent


def _version() -> int:
    with tenancy.scope(WORKSPACE[0]):
        return rulebooks.live().version


def other() -> float:
    start = time.perf_counter()
    with tenancy.scope(WORKSPACE[0]):
        sql.execute(RAW, rate=RATE, reference=REFERENCE.timestamp())
    return time.perf_counter() - start
