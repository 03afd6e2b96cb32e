"""Question: on which forms do visitors hesitate, and who are they? (F025)"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from campaigns.domain.consent import normal_address
from campaigns.queries import suppressions
from kernel import clock, sql
from leads.queries import leads, segments

MOST_EXPORTED = 100_000
FORMS = """
SELECT h.form, count(DISTINCT h.visitor_id) AS visitors, count(DISTINCT v.person_id) AS people,
    count(DISTINCT p.id) AS known, max(h.at) AS last_at
FROM onsite_hesitation h
JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = h.visitor_id
LEFT JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = v.person_id AND p.known_at IS NOT NULL
WHERE h.workspace_id = %(workspace_id)s AND h.at >= %(since)s
GROUP BY h.form ORDER BY visitors DESC, h.form LIMIT 200
"""


@dataclass(frozen=True)
class Hesitated:
    """One form: devices, people behind them, and those of them whom we know."""

    form: str
    visitors: int
    people: int
    known: int
    last_at: datetime


def forms(days: int) -> list[Hesitated]:
    """Most hesitant first."""
    return sql.rows(FORMS, Hesitated, since=clock.now() - timedelta(days=days))


def name_of(segment_id: UUID) -> str | None:
    """The name of a segment that is in use."""
    found = segments.segment(segment_id)
    return found.name if found and found.archived_at is None else None


def contacts(segment_id: UUID) -> list[tuple[str, str]]:
    """(e-mail, phone) of the segment's people who have either; whose address is suppressed is left out, for they said no, and so is
    who is of a company on the blacklist (F069)."""
    found = segments.segment(segment_id)
    if found is None:
        return []
    rows = leads.search(segments.filters_of(found)).exclude(person__email="", person__phone="").filter(person__company__blacklisted_at=None)
    pairs = list(dict.fromkeys(rows.order_by().values_list("person__email", "person__phone")[:MOST_EXPORTED]))
    closed = suppressions.closed_for(email for email, _ in pairs)
    return [(email, phone) for email, phone in pairs if normal_address(email) not in closed]
