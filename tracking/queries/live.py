"""What came in lately: events and refusals in one list, newest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel import clock, sql

SHOWN = 200
# A filter looks through this many of the newest; so a rare name never reads a whole month.
LOOKED_THROUGH = 5_000
DAYS = timedelta(days=31)

EVENTS = """
SELECT e.id, e.message_id, e.received_at AS at, e.occurred_at, 'accepted' AS verdict, '' AS reason, '' AS detail, e.kind, e.name, e.door,
       e.site_id, e.visitor_id, v.anonymous_id, e.path, e.is_bot
FROM (
    SELECT * FROM tracking_event WHERE workspace_id = %(workspace_id)s AND occurred_at > %(since)s ORDER BY id DESC LIMIT %(through)s
) e JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
WHERE (%(kind)s = '' OR e.kind = %(kind)s) AND (%(name)s = '' OR e.name = %(name)s) AND (%(site)s = '' OR e.site_id::text = %(site)s)
ORDER BY e.id DESC LIMIT %(shown)s
"""
REFUSALS = """
SELECT r.id, r.message_id, r.at, NULL::timestamptz AS occurred_at, r.verdict, r.reason, r.detail, '' AS kind, '' AS name, '' AS door,
       r.site_id, NULL::uuid AS visitor_id, '' AS anonymous_id, '' AS path, false AS is_bot
FROM tracking_refusal r
WHERE r.workspace_id = %(workspace_id)s AND (%(verdict)s = '' OR r.verdict = %(verdict)s) AND (%(site)s = '' OR r.site_id::text = %(site)s)
ORDER BY r.at DESC, r.id DESC LIMIT %(shown)s
"""
WAITING = "SELECT count(*) FROM (SELECT 1 FROM tracking_inbox WHERE workspace_id = %(workspace_id)s AND NOT digested LIMIT 10001) w"
RAW = "SELECT body::text, envelope::text FROM tracking_inbox WHERE workspace_id = %(workspace_id)s AND message_id = %(message_id)s"
REFUSED_BODY = "SELECT body FROM tracking_refusal WHERE workspace_id = %(workspace_id)s AND id = %(id)s"


@dataclass(frozen=True)
class Moment:
    """One line of Live events."""

    id: UUID
    message_id: str
    at: datetime
    occurred_at: datetime | None
    verdict: str
    reason: str
    detail: str
    kind: str
    name: str
    door: str
    site_id: UUID | None
    visitor_id: UUID | None
    anonymous_id: str
    path: str
    is_bot: bool


def moments(verdict: str = "", kind: str = "", name: str = "", site: str = "") -> list[Moment]:
    """The newest 200 that match; a refused message has neither kind nor name."""
    asked: dict[str, Any] = {"verdict": verdict, "kind": kind, "name": name, "site": site, "shown": SHOWN}
    found: list[Moment] = []
    if verdict in ("", "accepted"):
        through = LOOKED_THROUGH if kind or name or site else SHOWN
        found += sql.rows(EVENTS, Moment, **asked, since=clock.now() - DAYS, through=through)
    if verdict != "accepted" and not kind and not name:
        found += sql.rows(REFUSALS, Moment, **asked)
    return sorted(found, key=lambda moment: (moment.at, moment.id), reverse=True)[:SHOWN]


def waiting() -> int:
    """How many messages wait to be digested (at most 10,001 are counted)."""
    return int(sql.tuples(WAITING)[0][0])


def raw(message_id: str) -> tuple[str, str] | None:
    """Body and envelope as they were sent; None when they are no longer kept."""
    found = sql.tuples(RAW, message_id=message_id)
    return (found[0][0], found[0][1]) if found else None


def refused_body(refusal_id: UUID) -> str | None:
    found = sql.tuples(REFUSED_BODY, id=str(refusal_id))
    return found[0][0] if found else None
