"""Drafts into rows, set by set: visitors, sessions, events. Called inside the digest's transaction."""

import os
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from kernel import columns, ids, sql, work
from kernel.columns import Columns
from tracking.domain import event_ids, sessions
from tracking.domain.channels import Touch
from tracking.domain.draft import Draft
from tracking.domain.sessions import Visit
from tracking.domain.visitors import Known

LOCK_VISITORS = """
SELECT id, anonymous_id, episode, first_seen_at, last_seen_at, sessions, device, browser, country, is_bot,
       first_touch::text, last_touch::text, search_intent, human, doubts::text, verdict, clock_us
FROM tracking_visitor WHERE workspace_id = %(workspace_id)s AND anonymous_id = ANY(%(anonymous_ids)s) ORDER BY id FOR UPDATE
"""
LATEST_VISITS = """
SELECT s.id, s.visitor_id, s.number, s.started_at, s.last_at, s.channel, s.source, s.medium, s.campaign, s.entry_url, s.exit_url,
       s.pages, s.events, s.engaged_ms
FROM unnest(%(visitor_ids)s::uuid[]) AS v(id) CROSS JOIN LATERAL (
    SELECT x.* FROM tracking_session x WHERE x.workspace_id = %(workspace_id)s AND x.visitor_id = v.id ORDER BY x.last_at DESC LIMIT 1
) s
"""
# Asked only where an event lies before the newest visit of its visitor.
EARLIER_VISITS = """
SELECT s.id, s.visitor_id, s.number, s.started_at, s.last_at, s.channel, s.source, s.medium, s.campaign, s.entry_url, s.exit_url,
       s.pages, s.events, s.engaged_ms
FROM unnest(%(visitor_ids)s::uuid[], %(since)s::timestamptz[], %(newest)s::uuid[]) AS v(id, since, newest)
JOIN tracking_session s ON s.workspace_id = %(workspace_id)s AND s.visitor_id = v.id AND s.last_at >= v.since AND s.id <> v.newest
ORDER BY s.last_at DESC
"""
VISITORS = Columns("""id uuid, anonymous_id text, episode int, first_seen_at timestamptz, last_seen_at timestamptz, sessions int,
    device text, browser text, country text, is_bot boolean, first_touch jsonb, last_touch jsonb, search_intent text,
    human float8, doubts jsonb, clock_us bigint, doubted_at timestamptz""")
ADD_VISITORS = f"""
INSERT INTO tracking_visitor (workspace_id, {VISITORS.names}) SELECT %(workspace_id)s, x.* FROM {VISITORS.source}
"""
CHANGE_VISITORS = f"""
UPDATE tracking_visitor v SET first_seen_at = x.first_seen_at, last_seen_at = x.last_seen_at, sessions = x.sessions, device = x.device,
       browser = x.browser, country = x.country, is_bot = x.is_bot, first_touch = x.first_touch, last_touch = x.last_touch,
       search_intent = x.search_intent, human = x.human, doubts = x.doubts, clock_us = x.clock_us,
       doubted_at = coalesce(v.doubted_at, x.doubted_at)
FROM {VISITORS.source} WHERE v.workspace_id = %(workspace_id)s AND v.id = x.id
"""
VISITS = Columns("""id uuid, visitor_id uuid, number int, started_at timestamptz, last_at timestamptz, channel text, source text,
    medium text, campaign text, entry_url text, exit_url text, pages int, events int, engaged_ms bigint""")
ADD_VISITS = f"""
INSERT INTO tracking_session (workspace_id, {VISITS.names}) SELECT %(workspace_id)s, x.* FROM {VISITS.source}
"""
CHANGE_VISITS = f"""
UPDATE tracking_session s SET started_at = x.started_at, last_at = x.last_at, entry_url = x.entry_url, exit_url = x.exit_url,
       pages = x.pages, events = x.events, engaged_ms = x.engaged_ms
FROM {VISITS.source} WHERE s.workspace_id = %(workspace_id)s AND s.id = x.id
"""
EVENTS = Columns("""id uuid, occurred_at timestamptz, received_at timestamptz, message_id text, site_id uuid, visitor_id uuid,
    session_id uuid, kind text, name text, door text, url text, path text, title text, referrer text, channel text, source text,
    medium text, campaign text, is_bot boolean, identity jsonb, context jsonb, properties jsonb""")
ADD_EVENTS = f"INSERT INTO tracking_event (workspace_id, {EVENTS.names}) SELECT %(workspace_id)s, x.* FROM {EVENTS.source}"


class EventRecord(msgspec.Struct):
    """One row of tracking_event, in the order of its columns."""

    id: UUID
    occurred_at: datetime
    received_at: datetime
    message_id: str
    site_id: UUID | None
    visitor_id: UUID | None
    session_id: UUID | None
    kind: str
    name: str
    door: str
    url: str
    path: str
    title: str
    referrer: str
    channel: str
    source: str
    medium: str
    campaign: str
    is_bot: bool
    identity: dict[str, Any]
    context: dict[str, Any]
    properties: dict[str, Any]


def store(drafts: list[Draft]) -> list[EventRecord]:
    """Write the drafts (in any order) with their visitors and sessions; the events in the order of happening."""
    by_visitor: dict[str, list[Draft]] = {}
    for draft in sorted(drafts, key=lambda draft: draft.seq):
        by_visitor.setdefault(draft.anonymous_id, []).append(draft)
    known = _known(by_visitor)
    for anonymous_id, own in by_visitor.items():
        known[anonymous_id].place(own)
        own.sort(key=_happened)
    latest = _latest([visitor.id for visitor in known.values() if not visitor.is_new])
    earlier = _earlier(_late(by_visitor, known, latest))
    visits: list[Visit] = []
    for anonymous_id, own in by_visitor.items():
        visits += _one_visitor(known[anonymous_id], own, latest, earlier)
    _write(VISITORS, ADD_VISITORS, CHANGE_VISITORS, known.values(), _visitor_row)
    if any(visitor.doubted_at for visitor in known.values()):
        work.ring("tracking.visits")
    _write(VISITS, ADD_VISITS, CHANGE_VISITS, visits, _visit_row)
    return add_events(sorted(drafts, key=_happened))


def _happened(draft: Draft) -> tuple[datetime, int]:
    return draft.at, draft.seq


def add_events(drafts: list[Draft]) -> list[EventRecord]:
    """Insert events whose visitors stand; `drafts` in the order of happening."""
    keys = event_ids.of([draft.at for draft in drafts], os.urandom(8 * len(drafts)))
    records = [_record(draft, key) for draft, key in zip(drafts, keys, strict=True)]
    columns.put(ADD_EVENTS, EVENTS, columns.of(records, EVENTS))
    return records


def _known(by_visitor: dict[str, list[Draft]]) -> dict[str, Known]:
    """The current visitor (the highest episode) of each anonymous id, locked; a new one where there is none."""
    known: dict[str, Known] = {}
    for row in sql.tuples(LOCK_VISITORS, anonymous_ids=list(by_visitor)):
        decode = msgspec.json.decode
        known_row: list[Any] = [*row[:10], decode(row[10]), decode(row[11]), *row[12:14], decode(row[14]), *row[15:]]
        visitor = Known(*known_row)
        before = known.get(visitor.anonymous_id)
        if before is None or before.episode < visitor.episode:
            known[visitor.anonymous_id] = visitor
    for anonymous_id, own in by_visitor.items():
        if anonymous_id not in known:
            at = own[0].at
            known[anonymous_id] = Known(ids.new(at), anonymous_id, 1, at, at, is_bot=True, is_new=True)
    return known


def _latest(visitor_ids: list[UUID]) -> dict[UUID, Visit]:
    """The last session of each visitor."""
    if not visitor_ids:
        return {}
    found = sql.tuples(LATEST_VISITS, visitor_ids=visitor_ids)
    return {row[1]: _visit(row) for row in found}


def _late(by_visitor: dict[str, list[Draft]], known: dict[str, Known], latest: dict[UUID, Visit]) -> list[tuple[Visit, datetime]]:
    """The newest visit of each visitor something late has come of, and when that happened."""
    found = []
    for anonymous_id, own in by_visitor.items():
        newest = latest.get(known[anonymous_id].id)
        if newest is not None and sessions.is_late(own, newest):
            found.append((newest, own[0].at))
    return found


def _earlier(late: list[tuple[Visit, datetime]]) -> dict[UUID, list[Visit]]:
    """Of visitors of whom something late came: the visits since then, the newest first."""
    if not late:
        return {}
    found = {newest.visitor_id: [newest] for newest, _at in late}
    asked = {"visitor_ids": list(found), "since": [at - sessions.SILENCE for _, at in late], "newest": [newest.id for newest, _ in late]}
    for row in sql.tuples(EARLIER_VISITS, **asked):
        found[row[1]].append(_visit(row))
    return found


def _visit(row: tuple[Any, ...]) -> Visit:
    values: list[Any] = [*row[:5], Touch(*row[5:9]), *row[9:]]
    return Visit(*values)


def _one_visitor(visitor: Known, own: list[Draft], latest: dict[UUID, Visit], earlier: dict[UUID, list[Visit]]) -> list[Visit]:
    visitor.judge(own)
    for draft in own:
        draft.visitor_id = visitor.id
        visitor.see(draft)
    new_ids = (ids.new(draft.at) for draft in own)
    changed = sessions.assign(own, latest.get(visitor.id), visitor.id, visitor.sessions, new_ids, earlier.get(visitor.id, ()))
    visitor.sessions += sum(visit.is_new for visit in changed)
    return changed


def _write(shape: Columns, add: str, change: str, rows: Iterable[Any], row_of: Any) -> None:
    everything = list(rows)
    for statement, chosen in (
        (add, [row_of(row) for row in everything if row.is_new]),
        (change, [row_of(row) for row in everything if not row.is_new]),
    ):
        columns.put(statement, shape, columns.of_mappings(chosen, shape))


def _visitor_row(v: Known) -> dict[str, Any]:
    return {
        "id": v.id, "anonymous_id": v.anonymous_id, "episode": v.episode, "first_seen_at": v.first_seen_at, "last_seen_at": v.last_seen_at,
        "sessions": v.sessions, "device": v.device, "browser": v.browser, "country": v.country, "is_bot": v.is_bot,
        "first_touch": v.first_touch, "last_touch": v.last_touch, "search_intent": v.search_intent,
        "human": v.human, "doubts": v.doubts, "clock_us": v.clock_us, "doubted_at": v.doubted_at,
    }  # fmt: skip


def _visit_row(s: Visit) -> dict[str, Any]:
    return {
        "id": s.id, "visitor_id": s.visitor_id, "number": s.number, "started_at": s.started_at, "last_at": s.last_at, **s.touch._asdict(),
        "entry_url": s.entry_url, "exit_url": s.exit_url, "pages": s.pages, "events": s.events, "engaged_ms": s.engaged_ms,
    }  # fmt: skip


def _record(d: Draft, key: UUID) -> EventRecord:
    return EventRecord(
        key, d.at, d.received_at, d.message_id, d.site_id, d.visitor_id, d.session_id, d.kind, d.name, d.door, d.address.url,
        d.address.path, d.title, d.referrer, *d.touch, d.is_bot, d.identity, d.context, d.properties,
    )  # fmt: skip
