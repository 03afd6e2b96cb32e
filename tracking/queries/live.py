"""What came in lately: events and refusals in one list, newest first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from kernel import sql
from tracking.queries.events import SINCE, least

SHOWN = 200
# A filter looks through this many of the newest; so a rare name never reads a whole month.
LOOKED_THROUGH = 5_000
DAYS = timedelta(days=31)

SHAPE = """e.id, e.message_id, e.received_at AS at, e.occurred_at, 'accepted' AS verdict, '' AS reason, '' AS detail, e.kind, e.name,
       e.door, e.site_id, e.visitor_id, v.anonymous_id, e.path, e.is_bot, e.context->>'sanitized' IS NOT NULL AS sanitized,
       e.context->>'unsigned' IS NOT NULL AS unsigned"""
EVENTS = f"""
SELECT {SHAPE}
FROM (
    SELECT * FROM tracking_event WHERE {SINCE} ORDER BY id DESC LIMIT %(through)s
) e JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = e.visitor_id
WHERE (%(kind)s = '' OR e.kind = %(kind)s) AND (%(name)s = '' OR e.name = %(name)s) AND (%(site)s = '' OR e.site_id::text = %(site)s)
  AND (%(q)s = '' OR e.message_id = %(q)s OR v.anonymous_id = %(q)s OR e.identity->>'user_id' = %(q)s)
ORDER BY e.id DESC LIMIT %(shown)s
"""
# However long ago it was: by the index over a visitor's events.
OF_VISITORS = f"""
SELECT {SHAPE}
FROM tracking_visitor v CROSS JOIN LATERAL (
    SELECT x.* FROM tracking_event x
    WHERE x.workspace_id = %(workspace_id)s AND x.visitor_id = v.id AND (%(message_id)s = '' OR x.message_id = %(message_id)s)
      AND (%(kind)s = '' OR x.kind = %(kind)s) AND (%(name)s = '' OR x.name = %(name)s) AND (%(site)s = '' OR x.site_id::text = %(site)s)
    ORDER BY x.occurred_at DESC LIMIT %(shown)s
) e
WHERE v.workspace_id = %(workspace_id)s AND v.anonymous_id = ANY(%(names)s) ORDER BY e.id DESC LIMIT %(shown)s
"""
REFUSALS = """
SELECT r.id, r.message_id, r.at, NULL::timestamptz AS occurred_at, r.verdict, r.reason, r.detail, r.kind, r.name, r.door,
       r.site_id, NULL::uuid AS visitor_id, '' AS anonymous_id, '' AS path, false AS is_bot, false AS sanitized, false AS unsigned
FROM (SELECT * FROM tracking_refusal WHERE workspace_id = %(workspace_id)s ORDER BY at DESC, id DESC LIMIT %(through)s) r
WHERE (%(verdict)s = '' OR r.verdict = %(verdict)s) AND (%(site)s = '' OR r.site_id::text = %(site)s)
  AND (%(kind)s = '' OR r.kind = %(kind)s) AND (%(name)s = '' OR r.name = %(name)s)
  AND (%(q)s = '' OR r.message_id = %(q)s OR position(%(q)s IN r.body) > 0)
ORDER BY r.at DESC, r.id DESC LIMIT %(shown)s
"""
WAITING = "SELECT count(*) FROM (SELECT 1 FROM tracking_inbox WHERE workspace_id = %(workspace_id)s AND NOT digested LIMIT 10001) w"
MESSAGE = """
SELECT message_id, body::text AS body, envelope::text AS envelope, kind, door, site_id, received_at, digested,
       coalesce(body->>'anonymousId', '') AS anonymous_id, coalesce(body->>'userId', '') AS user_id
FROM tracking_inbox WHERE workspace_id = %(workspace_id)s AND message_id = %(message_id)s
"""


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
    sanitized: bool
    unsigned: bool


@dataclass(frozen=True)
class Message:
    """One message as it was sent."""

    message_id: str
    body: str
    envelope: str
    kind: str
    door: str
    site_id: UUID | None
    received_at: datetime
    digested: bool
    anonymous_id: str
    user_id: str


def moments(verdict: str = "", kind: str = "", name: str = "", site: str = "", q: str = "") -> list[Moment]:
    """The newest 200 that match; `q` is a message id, an anonymous id or a user id. Few refusals have a kind and a name."""
    asked: dict[str, Any] = {"verdict": verdict, "kind": kind, "name": name, "site": site, "q": q, "shown": SHOWN}
    asked["through"] = LOOKED_THROUGH if kind or name or site or q or verdict not in ("", "accepted") else SHOWN
    found: dict[UUID, Moment] = {}
    if verdict in ("", "accepted"):
        listed = sql.rows(EVENTS, Moment, **asked, least=least(DAYS))
        if q:
            listed += _of_visitors([q, f"user:{q}"], "", asked) + _of_message(q, asked)
        found.update((moment.id, moment) for moment in listed)
    if verdict != "accepted":
        found.update((moment.id, moment) for moment in sql.rows(REFUSALS, Moment, **asked))
    return sorted(found.values(), key=lambda moment: (moment.at, moment.id), reverse=True)[:SHOWN]


def _of_visitors(names: list[str], message_id: str, asked: dict[str, Any]) -> list[Moment]:
    return sql.rows(OF_VISITORS, Moment, **asked, names=names, message_id=message_id)


def _of_message(message_id: str, asked: dict[str, Any]) -> list[Moment]:
    """The event of one message, found through who sent it: events have no index over message ids."""
    found = message(message_id)
    if found is None:
        return []
    return _of_visitors([found.anonymous_id or f"user:{found.user_id}"], message_id, asked)


def event_of(message_id: str) -> Moment | None:
    """The event that a message became."""
    asked = {"kind": "", "name": "", "site": "", "shown": 1}
    return next(iter(_of_message(message_id, asked)), None)


def waiting() -> int:
    """How many messages wait to be digested (at most 10,001 are counted)."""
    return int(sql.tuples(WAITING)[0][0])


def message(message_id: str) -> Message | None:
    """As it was sent; None when it is no longer kept, or was never taken."""
    found = sql.rows(MESSAGE, Message, message_id=message_id) if message_id else []
    return found[0] if found else None
