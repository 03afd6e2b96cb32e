"""forget: chores that delete what no rule asks for any more."""

from datetime import timedelta

from kernel import clock, sql
from kernel.housekeeping import chore

# Longer than any frequency rule and any `hesitated` filter can ask for.
KEEP_HESITATIONS = timedelta(days=400)
BATCH = 20_000
HESITATIONS = """
DELETE FROM onsite_hesitation WHERE workspace_id = %(workspace_id)s AND id IN (
    SELECT id FROM onsite_hesitation WHERE workspace_id = %(workspace_id)s AND at < %(before)s LIMIT %(batch)s
)
"""


@chore
def forget_hesitations() -> int:
    return sql.execute(HESITATIONS, before=clock.now() - KEEP_HESITATIONS, batch=BATCH)
