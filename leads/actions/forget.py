"""forget_unheard: a chore that drops marks of events whose events are gone by the workspace's policy."""

from kernel import clock, sql
from kernel.housekeeping import chore
from tracking.queries import policy

BATCH = 20_000
UNHEARD = """
DELETE FROM leads_unheardevent u WHERE u.workspace_id = %(workspace_id)s AND u.id IN (
    SELECT x.id FROM leads_unheardevent x WHERE x.workspace_id = %(workspace_id)s AND x.at < %(before)s ORDER BY x.at LIMIT %(batch)s
)
"""


@chore
def forget_unheard() -> int:
    """An event that nobody keeps can be nobody's evidence any more; every event of a bot leaves such a mark."""
    before = policy.current().before("events", clock.now())
    return sql.execute(UNHEARD, before=before, batch=BATCH) if before else 0
