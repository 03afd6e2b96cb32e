"""spend_question, spend_visit: the limits of the door of events for what comes by other doors. None: go on; else what the answer says."""

from dataclasses import dataclass
from uuid import UUID

from kernel import sql, tenancy
from tracking.domain import quota
from tracking.domain.quota import Limits
from tracking.gateways.quota import QUESTIONS, QUOTA, Quota

OF_WORKSPACE = "SELECT l.per_second FROM tracking_ingestlimit l WHERE l.workspace_id = %(workspace_id)s"


@dataclass(frozen=True)
class Late:
    """Too fast: whole seconds until it may come again, and the limit of so many a second, with the headers that the door sends."""

    seconds: int
    lower: int
    headers: tuple[tuple[str, str], ...]


def spend_question(site_id: UUID, limits: Limits) -> Late | None:
    """One question of a page of this site of the current workspace."""
    return _spend(QUESTIONS, site_id, limits)


def spend_visit() -> Late | None:
    """One event that a public page of the current workspace is about to write: of the workspace's own limit, as any of its sites."""
    found = sql.tuples(OF_WORKSPACE)
    return _spend(QUOTA, tenancy.current(), quota.limits(None, None, found[0][0] if found else None))


def _spend(tokens: Quota, key: UUID, limits: Limits) -> Late | None:
    refused = tokens.charge(tenancy.current(), key, limits, 1)
    if refused is None:
        return None
    seconds = quota.whole(refused.wait)
    headers = [("Retry-After", str(seconds)), *quota.headers(limits, refused.remaining, refused.wait)]
    return Late(seconds, limits.lower, tuple(headers))
