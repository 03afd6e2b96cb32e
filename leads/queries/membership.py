"""Who belongs to a segment, since when, until when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel import clock, sql
from kernel.due import Due
from leads.domain.trees import Judged, Node, judge, turning
from leads.enums import SegmentKind
from leads.models import Segment, SegmentStanding, SegmentStay
from leads.queries import segments, trees

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
    """Why a lead is in or out: `judged` leaf by leaf, `turns_at` when that changes if nothing happens; a list has neither."""

    segment: Segment
    inside: bool
    since: datetime | None
    judged: Judged | None
    turns_at: datetime | None
    stays: list[SegmentStay]


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
    return Why(segment, judged.verdict.holds, since, judged, turning(node, known, clock.now()), history)


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
    """When each of these leads leaves or enters if nothing happens."""
    now = clock.now()
    return {lead: turning(node, known, now) for lead, known in trees.known([node], list(lead_ids)).items()}
