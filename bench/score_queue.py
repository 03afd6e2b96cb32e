"""score-queue: the 50 best of 1,000,000 leads by the rank index, against sorting them by what their points have faded to.

The order must be the same at once, in 3 days and in 60 days; else there is no figure.
"""

import os
import statistics
import time
from datetime import timedelta
from uuid import UUID

import psycopg2

from kernel import clock, sql, tenancy
from leads.domain.snapshot import RATE, days
from tenants.actions.workspaces import open_workspace
from tenants.models import User

FLOOR = 500
UNIT = "ms"
BETTER = "less"
LEADS = 1_000_000
CHUNK = 100_000
NOTES = {"leads": LEADS}
WORKSPACE: list[UUID] = []

PEOPLE = """
INSERT INTO leads_person (workspace_id, id, name, email, phone, title, persona, company_name, industry, country, language, attributes,
    first_touch, last_touch, first_source, first_channel, search_intent, landing_page, created_at)
SELECT %(workspace_id)s, lpad(to_hex(n), 32, '0')::uuid, '', '', '', '', '', '', '', '', '', '{}', '{}', '{}', '', '', '', '', %(now)s
FROM generate_series(%(first)s, %(last)s) n
"""
MAKE_LEADS = """
WITH x AS MATERIALIZED (SELECT lpad(to_hex(n), 32, '0')::uuid AS id, floor(random() * 40) AS fit, %(now)s - r.age * interval '1 day' AS at,
             ln(1 + random() * 150) + %(rate)s * (%(days)s - r.age) AS log
      FROM generate_series(%(first)s, %(last)s) n, LATERAL (SELECT random() * 90 + n * 0 AS age) r
), made AS (
    INSERT INTO leads_lead (workspace_id, id, person_id, number, stage, visit_no, stage_entered_at, lane, entry_channel, known, created_at,
        closed_reason, returns, history, flags, last_active_at)
    SELECT %(workspace_id)s, x.id, x.id, 1, 'name', 1, x.at, 'nurture', '', true, x.at, '', 0, false, '[]', x.at FROM x
)
INSERT INTO leads_snapshot (workspace_id, id, fit, interest_sign, interest_log, interest_rate, rank_key, scored_at)
SELECT %(workspace_id)s, x.id, x.fit, 1, x.log, %(rate)s, ln(greatest(x.fit, 1)) + x.log, x.at FROM x
"""
BY_INDEX = """
SELECT sn.id FROM leads_snapshot sn WHERE sn.workspace_id = %(workspace_id)s ORDER BY sn.rank_key DESC NULLS LAST, sn.id DESC LIMIT 50
"""
BY_SORTING = """
SELECT sn.id FROM leads_snapshot sn WHERE sn.workspace_id = %(workspace_id)s
ORDER BY greatest(sn.fit, 1) * sn.interest_sign * exp(sn.interest_log - sn.interest_rate * %(days)s) DESC NULLS LAST, sn.id DESC LIMIT 50
"""


def workspace(slug: str = "bench") -> UUID:
    """A workspace to measure in."""
    owner = User.objects.create_user(email=f"{slug}@bench.example", password="not-used-anywhere", name="Bench")
    return open_workspace(slug=slug, name="Bench", owner=owner).id


def make_leads(workspace_id: UUID, count: int) -> None:
    """`count` known leads with interest of the last 90 days, written set by set by the application's role."""
    for first in range(1, count + 1, CHUNK):
        span = {"first": first, "last": min(first + CHUNK - 1, count)}
        with tenancy.scope(workspace_id):
            now = clock.now()
            sql.execute(PEOPLE, now=now, **span)
            sql.execute(MAKE_LEADS, now=now, days=days(now), rate=RATE, **span)


def analyse(*more: str) -> None:
    """Statistics as autovacuum would have them by and by; only the owner may ask for them. `more`: further tables."""
    connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    connection.autocommit = True
    tables = ("leads_lead", "leads_snapshot", "leads_person", "tracking_visitor", "tracking_event", *more)
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {', '.join(tables)}")
    connection.close()


def setup() -> None:
    WORKSPACE.append(workspace())
    make_leads(WORKSPACE[0], LEADS)
    analyse()
    with tenancy.scope(WORKSPACE[0]):
        best = sql.tuples(BY_INDEX)
        for later in (0, 3, 60):
            instant = days(clock.now() + timedelta(days=later))
            assert sql.tuples(BY_SORTING, days=instant) == best, f"The order changes within {later} days."
        assert len(best) == 50


def timed(statement: str, times: int) -> float:
    """Milliseconds of one run of `statement`: the middle one of `times`."""
    spent = []
    with tenancy.scope(WORKSPACE[0]):
        instant = days(clock.now())
        sql.tuples(statement, days=instant)
        for _ in range(times):
            start = time.perf_counter()
            sql.tuples(statement, days=instant)
            spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def ours() -> float:
    return timed(BY_INDEX, 200)


def other() -> float:
    return timed(BY_SORTING, 3)
