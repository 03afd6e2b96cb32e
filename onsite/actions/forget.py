"""forget: chores that delete what is older than the workspace's policy lets it be."""

from kernel.housekeeping import chore
from tracking.actions.forget import forget


@chore
def forget_reactions() -> int:
    """What visitors did with pop-ups and slots, in batches."""
    return forget("reactions")


@chore
def forget_hesitations() -> int:
    return forget("hesitations")
