"""Who belongs to a segment, since when, until when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from kernel import clock, sql
from kernel.due import Due
from leads.domain.trees import Judged, Known, Node, judge, leaves, turning
from leads.enums import SegmentKind
from leads.models import Segment, SegmentStanding, SegmentStay
from leads.queries import segments, trees
from leads.queries.leaves.records import is_timed

WAITING = """
EXISTS (SELECT 1 FROM leads_segmenttouch t WHERE t.workspace_id = %(workspace_id)s)
    OR EXISTS (SELECT 1 FROM leads_segmentstanding s WHERE s.workspace_id = %(workspace_id)s AND s.due_at <= %(now)s)
    OR EXISTS (SELECT 1 FROM leads_segment s WHERE s.workspace_id = %(workspace_id)s AND s.kind = 'tree' AND s.filled_at IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM leads_segment n WHERE n.workspace_id = %(workspace_id)s AND n.name = s.name AND n.version > s.version))
"""
COUNTS = """
SELECT s.line_id, count(*) FROM leads_segmentstanding s
WHERE s.workspace_id = %(workspace_id)s AND s.inside GROUP BY s.line_id
"""


# Whether somebody was touched, is due, or has not been asked.
pending = Due(WAITING)


def counts() -> dict[UUID, int]:
    """Members by line."""
    return dict(sql.tuples(COUNTS))


def members(line_id: UUID) -> set[UUID]:
    """The leads that are kept as members."""
    return set(SegmentStanding.objects.filter(line_id=line_id, inside=True).values_list("lead_id", flat=True))


def standings(line_id: UUID) -> Any:
    """Members, who came last first, with their leads."""
    found = SegmentStanding.objects.filter(line_id=line_id, inside=True)
    return found.select_related("lead__person__company")


def stays(line_id: UUID, lead_id: UUID) -> list[SegmentStay]:
    """The stays of a lead in a segment, the latest first."""
    return list(SegmentStay.objects.filter(line_id=line_id, lead_id=lead_id).order_by("-entered_at"))


@dataclass(frozen=True)
class Why:
    """Why a lead is in or out: `judged` leaf by leaf, `turns_at` when that changes if nothing happens; a list has neither.
    `asked_again`: one of its filters may answer otherwise without anything happening, and nobody knows when."""

    segment: Segment
    inside: bool
    since: datetime | None
    judged: Judged | None
    turns_at: datetime | None
    stays: list[SegmentStay]
    asked_again: bool = False


def why(line_id: UUID, lead_id: UUID) -> Why | None:
    """None when there is no such segment or lead."""
    segment = segments.of_line(line_id)
    if segment is None:
        return None
    standing = SegmentStanding.objects.filter(line_id=line_id, lead_id=lead_id).first()
    since = standing.since if standing and standing.inside else None
    history = stays(line_id, lead_id)
    if segment.kind == SegmentKind.LIST:
        return Why(segment, since is not None, since, None, None, history)
    node = segments.tree(segment)
    known = trees.known([node], [lead_id]).get(lead_id)
    if known is None:
        return None
    judged = judge(node, known, clock.now())
    again = any(is_timed(leaf) for leaf in leaves(node))
    return Why(segment, judged.verdict.holds, since, judged, turnings(node, [lead_id])[lead_id], history, again)


@dataclass(frozen=True)
class Membership:
    """A segment of a lead: since when, and when it is looked at again."""

    segment: Segment
    since: datetime
    due_at: datetime | None


def of_lead(lead_id: UUID) -> list[Membership]:
    """The segments in use that a lead belongs to, by name."""
    rows = {row.line_id: row for row in SegmentStanding.objects.filter(lead_id=lead_id, inside=True)}
    return [Membership(one, rows[one.line_id].since, rows[one.line_id].due_at) for one in segments.segments() if one.line_id in rows]


def turnings(node: Node, lead_ids: Iterable[UUID]) -> dict[UUID, datetime | None]:
    """When each of these leads leaves or enters if nothing happens; of segments that are asked, their first change is known."""
    now, leads = clock.now(), list(lead_ids)
    asked = {leaf.given["segment"] for leaf in leaves(node) if leaf.ask == "segment"}
    changes = {line: _turnings_of(UUID(line), leads) for line in sorted(asked)}
    found = {}
    for lead, known in trees.known([node], leads).items():
        ahead = sorted((at, line) for line, turns in changes.items() if (at := turns.get(lead)))
        found[lead] = _turns(node, known, ahead, now)
    return found


def _turnings_of(line_id: UUID, leads: list[UUID]) -> dict[UUID, datetime | None]:
    segment = segments.of_line(line_id)
    return {} if segment is None or segment.kind == SegmentKind.LIST else turnings(segments.tree(segment), leads)


def _turns(node: Node, known: Known, ahead: list[tuple[datetime, str]], now: datetime) -> datetime | None:
    """`ahead`: when the lead enters or leaves segments that `node` asks, in order."""
    holds, start = judge(node, known, now).verdict.holds, now
    for at, together in groupby(ahead, key=itemgetter(0)):
        alone = turning(node, known, start)
        if alone and alone < at:
            return alone
        for _, line in together:
            known = _turned(known, line, at)
        start = at
        if judge(node, known, at).verdict.holds != holds:
            return at
    return turning(node, known, start)


def _turned(known: Known, line: str, at: datetime) -> Known:
    """What is known of a lead once it has entered, or left, the segment of this line."""
    inside = {**known.of.get("segments", {})}
    if inside.pop(line, None) is None:
        inside[line] = at
    return replace(known, of={**known.of, "segments": inside})
