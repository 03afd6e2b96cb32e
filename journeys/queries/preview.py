"""How many would enter: fits the segment now, did the event or entered the stage within 30 days; of those whom the entry's tree names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from journeys.domain.graph import Entry, SegmentEntry
from journeys.queries import segments
from kernel import clock, ids, keeper, sql
from leads.domain.filters import BadFilter
from leads.domain.trees import BadTree, Group, Node, everybody, parse
from leads.queries import blacklist, trees
from leads.queries.leads import count
from leads.queries.leaves.records import tree_of

SINCE = timedelta(days=30)
WHO_DID = "did"
ALLOWED = {"not": {"ask": "blacklisted"}}
# Each event of the days is looked at once, by its name; `first_id` keeps out the months before, wherever they lie.
DID = """
l.closed_at IS NULL AND l.person_id IN (SELECT v.person_id FROM (
    SELECT DISTINCT e.visitor_id FROM (
        SELECT e.visitor_id, e.name, e.properties FROM tracking_event e
        WHERE e.workspace_id = %(workspace_id)s AND e.name = ANY(%(names)s) AND e.occurred_at >= %(since)s AND e.occurred_at <= %(now)s
          AND e.id >= %(first_id)s AND NOT e.is_bot
        OFFSET 0
    ) e
    JOIN json_to_recordset(%(events)s::json) AS x(name text, "where" jsonb) ON x.name = e.name
    WHERE x."where" IS NULL OR NOT EXISTS (
        SELECT 1 FROM jsonb_each_text(x."where") AS w(key, value) WHERE lower(coalesce(e.properties->>w.key, '')) <> lower(w.value))
) d JOIN tracking_visitor v ON v.workspace_id = %(workspace_id)s AND v.id = d.visitor_id)
"""
# As an array: the planner takes any join here for one with every lead of the workspace.
ENTERED = """
l.id = ANY(ARRAY(SELECT v.lead_id FROM leads_stagevisit v
WHERE v.workspace_id = %(workspace_id)s AND v.stage = ANY(%(stages)s) AND v.entered_at >= %(since)s AND v.entered_at <= %(now)s
    AND v.undone_at IS NULL))
"""


@dataclass(frozen=True)
class Preview:
    """None where the journey has no entry of that kind. `as_of`: of when `did` is, None for now."""

    matching: int | None = None
    did: int | None = None
    entered: int | None = None
    as_of: datetime | None = None


def preview(entry: Entry) -> Preview:
    """Counts for the launch. Raises BadFilter for a segment that cannot be understood."""
    now, only = clock.now(), _who(entry)
    did, as_of = _did(entry, now) if entry.events else (None, None)
    return Preview(
        matching=_matching(entry.segment, only, now) if entry.segment else None,
        did=did,
        entered=trees.count(only, now, among=ENTERED, stages=list(entry.stages), since=now - SINCE) if entry.stages else None,
        as_of=as_of,
    )


def matching(entry: Entry) -> int | None:
    """How many leads the entry's segment means now; None where it has none. Raises BadFilter."""
    return _matching(entry.segment, _who(entry), clock.now()) if entry.segment else None


def _who(entry: Entry) -> Node:
    """Whom the entry's tree names; nobody of a company on the blacklist enters (F069)."""
    named = parse(entry.lead or {"all": []})
    return Group("all", (named, parse(ALLOWED))) if blacklist.is_used() else named


def _did(entry: Entry, now: datetime) -> tuple[int, datetime | None]:
    """Who did it, as a later app may have kept it, and the instant of which it is."""
    asked = Entry(events=entry.events, lead=entry.lead)
    found, as_of = keeper.ask(WHO_DID, msgspec.json.encode(asked).decode())
    return (found, as_of) if found is not None else (_count(asked, now), None)


def count_as_asked(about: str) -> int | None:
    """The question of `_did`. None: what is asked is no longer understood."""
    try:
        return _count(msgspec.json.decode(about, type=Entry), clock.now())
    except (BadFilter, BadTree):
        return None


def _count(asked: Entry, now: datetime) -> int:
    only, since = _who(asked), now - SINCE
    told = {"events": sql.as_json(asked.events), "names": [one.name for one in asked.events], "first_id": str(ids.least(since))}
    return trees.count(only, now, among=DID, since=since, **told)


def _matching(segment: SegmentEntry, only: Node, now: datetime) -> int:
    found = segments.leads(segment, now)
    if everybody(only):
        return count(found)
    fits = [parse(part) for part in tree_of(segment.filters)["all"]]
    return trees.count(Group("all", (*fits, only)), now, among="l.closed_at IS NULL")
