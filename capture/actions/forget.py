"""The chore that deletes what was held back, or waited to be confirmed, for longer than the policy of the workspace lets it be."""

from capture.queries import submissions
from kernel import clock, sql
from kernel.housekeeping import chore
from tracking.actions.forget import BATCH, forget
from tracking.queries import policy

MAILS = f"""
DELETE FROM capture_notice d WHERE d.workspace_id = %(workspace_id)s AND d.id IN (
    SELECT n.id FROM capture_notice n
    JOIN capture_submission x ON x.workspace_id = %(workspace_id)s AND x.id = n.submission_id
    WHERE n.workspace_id = %(workspace_id)s AND {submissions.UNSETTLED} LIMIT %(batch)s)
"""


@chore
def forget_held() -> int:
    """Submissions that were held back as spam and that nobody released, and those that nobody confirmed; their mails first."""
    before = policy.current().before("held", clock.now())
    if before is not None:
        sql.execute(MAILS, before=before, batch=BATCH)
    return forget("held")
