"""What the current workspace decided about enrichment and privacy."""

from tracking.domain.policy import DEFAULT, Policy
from tracking.models import TrackingPolicy


def current() -> Policy:
    """The policy of the workspace, or the defaults."""
    row = TrackingPolicy.objects.first()
    return Policy(frozenset(row.switched_off), row.addresses, row.cookieless, dict(row.days)) if row else DEFAULT
