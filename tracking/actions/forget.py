"""forget: chores that delete what has served its time, as the workspace's policy says. Whole months go in one stroke when whoever keeps
them has nothing in them (kernel.partitions); until then rows are deleted workspace by workspace, a batch at a time.

Imports and our own happenings keep their raw keys: they are repeated months later, and stay what they were.
"""

from datetime import timedelta

from kernel import clock, sql, work
from kernel.housekeeping import chore
from tracking.domain.policy import RETENTION
from tracking.queries import policy
from tracking.queries.retention import KEYS, bounds, table_of

KEEP_COUNTS = timedelta(days=400)
KIND = "tracking.forget"
BATCH = 20_000
SALT_LIVES = timedelta(hours=48)
# Sessions end with the visitor they belong to.
SESSIONS_FIRST = """
DELETE FROM tracking_session s WHERE s.workspace_id = %(workspace_id)s AND s.visitor_id IN (
    SELECT x.id FROM tracking_visitor x WHERE x.workspace_id = %(workspace_id)s AND {old} ORDER BY x.id LIMIT %(batch)s
)
"""
SALTS = "DELETE FROM tracking_dailysalt WHERE workspace_id = %(workspace_id)s AND day <= %(before)s"

VOLUMES = """
DELETE FROM tracking_volume WHERE workspace_id = %(workspace_id)s AND id IN (
    SELECT id FROM tracking_volume WHERE workspace_id = %(workspace_id)s AND hour < %(before)s LIMIT %(batch)s
)
"""
DAYS = """
DELETE FROM tracking_eventday WHERE workspace_id = %(workspace_id)s AND id IN (
    SELECT id FROM tracking_eventday WHERE workspace_id = %(workspace_id)s AND day < %(before)s LIMIT %(batch)s
)
"""


def forget(kind: str) -> int:
    """Delete one batch of what is older than the policy lets this kind of data be; says how many rows. A full one rings for the next, each
    in a transaction of its own: what one leaves the vacuum may take while the next goes on, and a worker that is lost costs one batch."""
    before = policy.current().before(kind, clock.now())
    if before is None:
        return 0
    table, old = table_of(kind)  # asked of the row that is deleted, too: somebody may have just made something else of it
    key = KEYS.get(kind, "id")
    given = {**bounds(before), "batch": BATCH}
    statement = f"""
DELETE FROM {table} x WHERE x.workspace_id = %(workspace_id)s AND {old} AND x.{key} IN (
    SELECT x.{key} FROM {table} x WHERE x.workspace_id = %(workspace_id)s AND {old} ORDER BY x.{key} LIMIT %(batch)s
)"""
    if kind == "visitors":
        sql.execute(SESSIONS_FIRST.format(old=old), **given)
    done = sql.execute(statement, **given)
    if done >= BATCH:
        work.ring(KIND)
    return done


def forget_more() -> int:
    """One batch of every kind of data that goes by the policy; says how many rows. Nothing is due between two hours but what the chores of
    an hour left over: they ring, and so does every full batch."""
    return sum(forget(kind) for kind in RETENTION)


@chore
def forget_messages() -> int:
    """Raw messages older than the time for which they are deduplicated."""
    return forget("messages")


@chore
def forget_refusals() -> int:
    return forget("refusals")


@chore
def forget_counts() -> int:
    """Hourly volumes and daily counts of event names older than thirteen months."""
    before = clock.now() - KEEP_COUNTS
    return sql.execute(VOLUMES, before=before, batch=BATCH) + sql.execute(DAYS, before=before.date(), batch=BATCH)


@chore
def forget_events() -> int:
    return forget("events")


@chore
def forget_sessions() -> int:
    return forget("sessions")


@chore
def forget_visitors() -> int:
    """Visitors who never became anybody's, with their sessions."""
    return forget("visitors")


@chore
def forget_salts() -> int:
    """Salts whose day began 48 hours ago: no cookieless id can be made again from then on."""
    return sql.execute(SALTS, before=(clock.now() - SALT_LIVES).date())
