"""How much the sites sent: by hour and verdict, today and this month, against the limits."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel import clock, sql
from tenants.queries import workspaces
from tracking.domain import quota
from tracking.domain.quota import Limits
from tracking.domain.volumes import hour_of
from tracking.models import IngestLimit

VERDICTS = ("accepted", "duplicate", "rejected", "blocked", "limited")
HOURS = 48
BY_HOUR = """
SELECT v.hour, sum(v.accepted)::bigint AS accepted, sum(v.duplicate)::bigint AS duplicate, sum(v.rejected)::bigint AS rejected,
       sum(v.blocked)::bigint AS blocked, sum(v.limited)::bigint AS limited
FROM tracking_volume v
WHERE v.workspace_id = %(workspace_id)s AND v.hour >= %(since)s AND (%(site_id)s::uuid IS NULL OR v.site_id = %(site_id)s)
GROUP BY v.hour ORDER BY v.hour
"""
BY_SITE = """
SELECT v.site_id, sum(v.accepted) FILTER (WHERE v.hour >= %(day)s)::bigint AS today, sum(v.accepted)::bigint AS month,
       sum(v.limited)::bigint AS limited, max(v.limited_at) AS limited_at
FROM tracking_volume v WHERE v.workspace_id = %(workspace_id)s AND v.hour >= %(month)s GROUP BY v.site_id
"""
LATELY = """
SELECT v.site_id, sum(v.accepted)::bigint AS accepted, sum(v.rejected + v.blocked)::bigint AS refused
FROM tracking_volume v WHERE v.workspace_id = %(workspace_id)s AND v.hour > %(since)s GROUP BY v.site_id
"""
LAST_SEEN = "SELECT n.site_id, max(n.last_seen_at) FROM tracking_eventname n WHERE n.workspace_id = %(workspace_id)s GROUP BY n.site_id"


@dataclass(frozen=True)
class Hour:
    hour: datetime
    accepted: int
    duplicate: int
    rejected: int
    blocked: int
    limited: int


@dataclass(frozen=True)
class Usage:
    """Events accepted of one site today and this month (of the workspace's zone), and those refused for speed this month."""

    site_id: UUID
    today: int | None = None
    month: int = 0
    limited: int = 0
    limited_at: datetime | None = None


@dataclass(frozen=True)
class Lately:
    """The last 24 hours of one site."""

    accepted: int = 0
    refused: int = 0
    last_seen_at: datetime | None = None

    @property
    def share(self) -> float | None:
        """How much of what came was refused; None when nothing came."""
        whole = self.accepted + self.refused
        return self.refused / whole if whole else None


def by_hour(site_id: UUID | None = None) -> list[Hour]:
    """The last 48 hours, oldest first, an hour without any with zeros; of one site or of all."""
    since = hour_of(clock.now()) - timedelta(hours=HOURS - 1)
    found = {row.hour: row for row in sql.rows(BY_HOUR, Hour, since=since, site_id=str(site_id) if site_id else None)}
    asked = [since + timedelta(hours=n) for n in range(HOURS)]
    return [found.get(hour) or Hour(hour, 0, 0, 0, 0, 0) for hour in asked]


def usage() -> dict[UUID, Usage]:
    """By site, for sites that sent this month. Hours are whole, so a zone with half hours begins its day half an hour off."""
    now = workspaces.local_now()
    day = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return {row.site_id: row for row in sql.rows(BY_SITE, Usage, day=day, month=day.replace(day=1))}


def lately() -> dict[UUID, Lately]:
    """By site: what the list of sites tells."""
    seen = dict(sql.tuples(LAST_SEEN))
    counts = {site_id: (accepted, refused) for site_id, accepted, refused in sql.tuples(LATELY, since=clock.now() - timedelta(hours=24))}
    return {site_id: _lately(counts.get(site_id, (0, 0)), seen.get(site_id)) for site_id in {*seen, *counts}}


def _lately(counts: tuple[int, int], seen: datetime | None) -> Lately:
    return Lately(counts[0], counts[1], seen)


def limits() -> tuple[Limits, int | None, bool]:
    """The limits of the workspace, its monthly allowance, and whether somebody set them."""
    found = IngestLimit.objects.first()
    if found is None:
        return quota.DEFAULT, None, False
    return Limits(found.per_second_of_key, found.per_second), found.per_month, True
