"""What the digest counts beside the events: the catalogue's names and the hours' volumes. Called inside its transaction."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from kernel import ids, sql
from tenants.queries import workspaces
from tracking.domain import catalogue
from tracking.domain.catalogue import Entry, Key, Seen, Sum
from tracking.domain.draft import Draft, Dropped
from tracking.domain.volumes import NO_SITE, hour_of
from tracking.enums import DropReason

KNOWN = """
SELECT n.site_id, n.kind, n.name, n.id, n.blocked_at IS NOT NULL
FROM json_to_recordset(%(rows)s::json) AS x(site_id uuid, kind text, name text)
JOIN tracking_eventname n ON n.workspace_id = %(workspace_id)s AND n.site_id = x.site_id AND n.kind = x.kind AND n.name = x.name
"""
HOW_MANY = "SELECT count(*) FROM tracking_eventname WHERE workspace_id = %(workspace_id)s AND name <> ''"
NAMES = """
INSERT INTO tracking_eventname AS n (workspace_id, id, site_id, kind, name, first_seen_at, last_seen_at, total, blocked_total, description)
SELECT %(workspace_id)s, x.id, x.site_id, x.kind, x.name, x.first, x.last, x.events, x.blocked, ''
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, site_id uuid, kind text, name text, first timestamptz, last timestamptz,
                                            events bigint, blocked bigint)
ON CONFLICT (workspace_id, site_id, kind, name) DO UPDATE SET
    first_seen_at = least(n.first_seen_at, excluded.first_seen_at), last_seen_at = greatest(n.last_seen_at, excluded.last_seen_at),
    total = n.total + excluded.total, blocked_total = n.blocked_total + excluded.blocked_total
"""
DAYS = """
INSERT INTO tracking_eventday AS d (workspace_id, id, entry_id, day, events, blocked)
SELECT %(workspace_id)s, x.id, x.entry_id, x.day, x.events, x.blocked
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, entry_id uuid, day date, events bigint, blocked bigint)
ON CONFLICT (workspace_id, entry_id, day) DO UPDATE SET events = d.events + excluded.events, blocked = d.blocked + excluded.blocked
"""
HOURS = """
INSERT INTO tracking_volume AS v (workspace_id, id, site_id, hour, accepted, duplicate, rejected, blocked, limited)
SELECT %(workspace_id)s, x.id, x.site_id, x.hour, x.accepted, 0, x.rejected, x.blocked, 0
FROM json_to_recordset(%(rows)s::json) AS x(id uuid, site_id uuid, hour timestamptz, accepted bigint, rejected bigint, blocked bigint)
ON CONFLICT (workspace_id, hour, site_id) DO UPDATE SET
    accepted = v.accepted + excluded.accepted, rejected = v.rejected + excluded.rejected, blocked = v.blocked + excluded.blocked
"""
BLOCKED = "The event is blocked in the catalogue: un-block it there, then replay."


def look_up(keys: Iterable[Key]) -> dict[Key, Entry]:
    """Those of these names that the catalogue knows."""
    rows = [{"site_id": key.site_id, "kind": key.kind, "name": key.name} for key in set(keys)]
    return {Key(*row[:3]): Entry(*row[3:]) for row in sql.tuples(KNOWN, rows=sql.as_json(rows))} if rows else {}


def part(drafts: list[Draft], keys: dict[int, Key], known: dict[Key, Entry]) -> tuple[list[Draft], list[Dropped]]:
    """Those that go on, and those whose name is blocked; `keys` by the draft's seq."""
    stopped = {key for key, entry in known.items() if entry.blocked}
    if not stopped:
        return drafts, []
    blocked = [Dropped(draft, DropReason.BLOCKED, BLOCKED) for draft in drafts if keys[draft.seq] in stopped]
    return [draft for draft in drafts if keys[draft.seq] not in stopped], blocked


def keep_names(taken: Seen, blocked: Seen, known: dict[Key, Entry]) -> None:
    """Add this batch to the catalogue: one upsert for the names, one for their days."""
    keys = list(dict.fromkeys(key for seen in (taken, blocked) for key, _ in seen))
    if not keys:
        return
    fresh = any(key not in known for key in keys)
    room = catalogue.CAP - int(sql.tuples(HOW_MANY)[0][0]) if fresh else 0
    placed = catalogue.places(keys, known, room)
    others = {key for key in placed.values() if key not in known and key.name == catalogue.OTHER}
    known = {**known, **look_up(others)}
    zone = workspaces.local_now().tzinfo
    sums = catalogue.add_up(taken, blocked, placed, zone if isinstance(zone, ZoneInfo) else ZoneInfo("UTC"))
    _write(sorted(sums.items()), {key: known[key].id if key in known else ids.new() for key in sums})


def _write(sums: list[tuple[Key, Sum]], entry_ids: dict[Key, UUID]) -> None:
    names = [
        {"id": entry_ids[key], "site_id": key.site_id, "kind": key.kind, "name": key.name, "first": found.first, "last": found.last,
         "events": sum(found.events.values()), "blocked": sum(found.blocked.values())}
        for key, found in sums
    ]  # fmt: skip
    days = [
        {"id": ids.new(), "entry_id": entry_ids[key], "day": day, "events": found.events.get(day, 0), "blocked": found.blocked.get(day, 0)}
        for key, found in sums
        for day in sorted({*found.events, *found.blocked})
    ]
    sql.execute(NAMES, rows=sql.as_json(names))
    sql.execute(DAYS, rows=sql.as_json(days))


def keep_hours(stored: Seen, dropped: Iterable[Dropped]) -> None:
    """Add this batch to the volumes of its sites and hours."""
    hours: dict[tuple[datetime, UUID], Counter[str]] = {}
    for (key, at), count in stored.items():
        hours.setdefault((hour_of(at), key.site_id), Counter())["accepted"] += count
    for drop in dropped:
        verdict = "blocked" if drop.reason == DropReason.BLOCKED else "rejected"
        hours.setdefault((hour_of(drop.draft.received_at), drop.draft.site_id or NO_SITE), Counter())[verdict] += 1
    rows = [
        {"id": ids.new(), "site_id": site_id, "hour": hour, **{name: counted[name] for name in ("accepted", "rejected", "blocked")}}
        for (hour, site_id), counted in sorted(hours.items())
    ]
    if rows:
        sql.execute(HOURS, rows=sql.as_json(rows))
