"""The chore that deletes what was held back for longer than the policy of the workspace lets it be."""

from kernel.housekeeping import chore
from tracking.actions.forget import forget


@chore
def forget_held() -> int:
    """Submissions that were held back as spam, and that nobody released."""
    return forget("held")
