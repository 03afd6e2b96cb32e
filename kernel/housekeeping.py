"""Chores: deletions of what has served its time. Each runs inside a scope, in bounded batches, and says how many rows it took."""

from collections.abc import Callable
from datetime import timedelta

from kernel import clock, sql

CHORES: list[Callable[[], int]] = []
KEEP_FACTS = timedelta(days=7)

FORGET_DELIVERIES = """
DELETE FROM kernel_delivery d USING kernel_outbox o
WHERE d.workspace_id = %(workspace_id)s AND o.workspace_id = %(workspace_id)s AND o.id = d.outbox_id
  AND d.state = 'done' AND o.created_at < %(before)s
"""
FORGET_FACTS = """
DELETE FROM kernel_outbox o WHERE o.workspace_id = %(workspace_id)s AND o.created_at < %(before)s
  AND NOT EXISTS (SELECT 1 FROM kernel_delivery d WHERE d.workspace_id = %(workspace_id)s AND d.outbox_id = o.id)
"""


def chore(function: Callable[[], int]) -> Callable[[], int]:
    """Register a chore."""
    CHORES.append(function)
    return function


@chore
def forget_delivered_facts() -> int:
    before = clock.now() - KEEP_FACTS
    return sql.execute(FORGET_DELIVERIES, before=before) + sql.execute(FORGET_FACTS, before=before)
