"""What is known of the visitor who looks at a page now: from the first-party id's own past, never from the session (F019)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel import sql
from onsite.domain.decide import Seen
from onsite.enums import ReactionKind

# A visit ends after so long a silence: tracking.domain.sessions says the same.
SILENCE = timedelta(minutes=30)

VISITOR = """
SELECT v.id AS visitor_id, v.person_id, v.last_seen_at, v.sessions, v.search_intent, v.is_bot,
    min(v.first_seen_at) OVER () AS first_seen_at, sum(v.sessions) OVER () AS visits,
    s.started_at, s.last_at, coalesce(s.channel, '') AS channel, coalesce(s.source, '') AS source, coalesce(s.medium, '') AS medium,
    coalesce(s.campaign, '') AS campaign, l.id AS lead_id, coalesce(p.search_intent, '') AS person_intent
FROM tracking_visitor v
LEFT JOIN LATERAL (
    SELECT t.* FROM tracking_session t WHERE t.workspace_id = %(workspace_id)s AND t.visitor_id = v.id ORDER BY t.last_at DESC LIMIT 1
) s ON true
LEFT JOIN leads_person p ON p.workspace_id = %(workspace_id)s AND p.id = v.person_id
LEFT JOIN LATERAL (
    SELECT o.id FROM leads_lead o WHERE o.workspace_id = %(workspace_id)s AND o.person_id = v.person_id AND o.closed_reason <> 'merged'
    ORDER BY o.number DESC LIMIT 1
) l ON true
WHERE v.workspace_id = %(workspace_id)s AND v.anonymous_id = %(anonymous_id)s
ORDER BY v.episode DESC LIMIT 1
"""

HISTORY = """
SELECT r.item_id, array_agg(r.at) FILTER (WHERE r.kind = %(viewed)s AND r.at > %(since)s), bool_or(r.kind = ANY(%(ending)s))
FROM onsite_reaction r
WHERE r.workspace_id = %(workspace_id)s AND r.visitor_id IN (
    SELECT v.id FROM tracking_visitor v
    WHERE v.workspace_id = %(workspace_id)s AND (v.id = %(visitor_id)s OR v.person_id = %(person_id)s)
)
GROUP BY r.item_id
"""


@dataclass(frozen=True)
class Visit:
    """One visitor, with the last visit that has been digested and the newest lead."""

    visitor_id: UUID
    person_id: UUID | None
    last_seen_at: datetime
    sessions: int
    search_intent: str
    is_bot: bool
    first_seen_at: datetime
    visits: int
    started_at: datetime | None
    last_at: datetime | None
    channel: str
    source: str
    medium: str
    campaign: str
    lead_id: UUID | None
    person_intent: str

    def began(self, now: datetime) -> datetime:
        """When the visit that goes on at `now` began: now, when the last one has ended."""
        return self.started_at if self.started_at and self.last_at and now - self.last_at < SILENCE else now

    def number(self, now: datetime) -> int:
        """Of the visit that goes on at `now`, from 1: what was digested of it counts already."""
        return int(self.visits) + (self.began(now) == now)

    def returning(self, now: datetime) -> bool:
        """Whether there was a visit before this one: seen before it began."""
        return self.first_seen_at < self.began(now) and (self.visits > 1 or now - self.last_seen_at >= SILENCE)


def visit(anonymous_id: str) -> Visit | None:
    """The newest episode of this anonymous id; None for a device that was never seen."""
    found = sql.rows(VISITOR, Visit, anonymous_id=anonymous_id) if anonymous_id else []
    return found[0] if found else None


def history(visitor: Visit, now: datetime) -> dict[str, Seen]:
    """Message id → what this visitor, on any device of the person, did with it."""
    rows = sql.tuples(
        HISTORY, visitor_id=str(visitor.visitor_id), person_id=str(visitor.person_id) if visitor.person_id else None,
        viewed=ReactionKind.VIEWED.value, ending=[ReactionKind.CLICKED.value, ReactionKind.CLOSED.value], since=now - timedelta(days=3_650),
    )  # fmt: skip
    return {str(item): Seen(tuple(views or ()), bool(dismissed)) for item, views, dismissed in rows}
