"""Who asks from a customer's page: the site behind a write key, its workspace's clock, and the edition of what it shows; one query."""

from dataclasses import dataclass
from uuid import UUID

import msgspec

from kernel import clock, sql
from tracking.domain import origins, quota

SITE = """
SELECT s.id AS site_id, s.allowed_origins::text AS origins, w.time_zone, coalesce(e.number, 0) AS edition, s.per_second,
    l.per_second_of_key, l.per_second AS per_second_of_all
FROM tenants_apikey k
JOIN tracking_site s ON s.workspace_id = %(workspace_id)s AND (s.key_id = k.id OR s.old_key_id = k.id AND s.old_key_until > %(now)s)
JOIN tenants_workspace w ON w.id = k.workspace_id AND w.closed_at IS NULL
LEFT JOIN tracking_ingestlimit l ON l.workspace_id = %(workspace_id)s
LEFT JOIN onsite_edition e ON e.workspace_id = %(workspace_id)s
WHERE k.workspace_id = %(workspace_id)s AND k.digest = %(digest)s AND k.kind = 'write' AND k.revoked_at IS NULL
"""


@dataclass(frozen=True)
class Door:
    """A site. No origins: every origin may ask."""

    site_id: UUID
    origins: str
    time_zone: str
    edition: int
    per_second: int | None
    per_second_of_key: int | None
    per_second_of_all: int | None

    @property
    def limits(self) -> quota.Limits:
        """How many questions a second it may ask: as many as it may send events."""
        return quota.limits(self.per_second, self.per_second_of_key, self.per_second_of_all)

    def lets_in(self, origin: str) -> bool:
        allowed = msgspec.json.decode(self.origins)
        return not origin or not allowed or origins.lists(allowed, origin)


def door(digest: str) -> Door | None:
    """The site whose live write key has this digest; the key before a rotation opens until its overlap is over."""
    found = sql.rows(SITE, Door, digest=digest, now=clock.now())
    return found[0] if found else None
