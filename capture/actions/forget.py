"""The chore that deletes what was held back, or waited to be confirmed, for longer than the policy of the workspace lets it be."""

from kernel import clock, sql
from kernel.housekeeping import chore
from tracking.actions.forget import BATCH, forget
from tracking.queries import policy

MAILS = """
DELETE FROM capture_notice n WHERE n.workspace_id = %(workspace_id)s AND n.submission_id IN (
    SELECT x.id FROM capture_submission x
    WHERE x.workspace_id = %(workspace_id)s AND x.at < %(before)s AND x.state IN ('quarantined', 'discarded', 'waiting')
    ORDER BY x.at LIMIT %(batch)s)
"""


@chore
def forget_held() -> int:
    """Submissions that were held back as spam and that nobody released, and those that nobody confirmed; their mails first."""
    before = policy.current().before("held", clock.now())
    if before is not None:
        sql.execute(MAILS, before=before, batch=BATCH)
    return forget("held")
