"""forget: chores that delete what has served its time."""

from datetime import timedelta

from kernel import clock, sql
from kernel.housekeeping import chore

KEEP_MESSAGES = timedelta(days=35)
KEEP_REFUSALS = timedelta(days=35)
KEEP_COUNTS = timedelta(days=400)
BATCH = 20_000

# Imports and our own happenings keep their keys: they are repeated months later, and stay what they were.
MESSAGES = """
DELETE FROM tracking_inbox WHERE workspace_id = %(workspace_id)s AND message_id IN (
    SELECT message_id FROM tracking_inbox
    WHERE workspace_id = %(workspace_id)s AND digested AND door = 'live' AND received_at < %(before)s LIMIT %(batch)s
)
"""
REFUSALS = """
DELETE FROM tracking_refusal WHERE workspace_id = %(workspace_id)s AND id IN (
    SELECT id FROM tracking_refusal WHERE workspace_id = %(workspace_id)s AND at < %(before)s LIMIT %(batch)s
)
"""
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


@chore
def forget_messages() -> int:
    """Raw messages older than the time for which they are deduplicated."""
    return sql.execute(MESSAGES, before=clock.now() - KEEP_MESSAGES, batch=BATCH)


@chore
def forget_refusals() -> int:
    return sql.execute(REFUSALS, before=clock.now() - KEEP_REFUSALS, batch=BATCH)


@chore
def forget_counts() -> int:
    """Hourly volumes and daily counts of event names older than thirteen months."""
    before = clock.now() - KEEP_COUNTS
    return sql.execute(VOLUMES, before=before, batch=BATCH) + sql.execute(DAYS, before=before.date(), batch=BATCH)
