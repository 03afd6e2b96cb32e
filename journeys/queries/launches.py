"""Whom a launch of the last day let in and nothing was done for yet: one condition, for the page that offers the way back and the undo."""

from datetime import datetime
from typing import Any

from journeys.domain.builtin import KINDS
from journeys.domain.graph import parse
from journeys.domain.launch import UNDO_FOR, begun, may_undo
from journeys.enums import JourneyState
from journeys.models import Journey, JourneyVersion
from kernel import sql

# Of e, a row of journeys_enrolment. Whoever a worker has in hand is none of them: something may be on its way to them.
LET_IN = """
e.workspace_id = %(workspace_id)s AND e.journey_id = %(journey_id)s
AND (e.version_id = ANY(%(versions)s::uuid[]) OR e.entered_at >= %(live_since)s::timestamptz)
AND e.state IN ('active', 'parked') AND e.entry_key LIKE 'segment:%%' AND (e.lease_until IS NULL OR e.lease_until < %(now)s)
AND NOT EXISTS (SELECT 1 FROM journeys_steprun r
                WHERE r.workspace_id = %(workspace_id)s AND r.enrolment_id = e.id AND r.kind = ANY(%(effects)s))
"""
ANY = f"SELECT EXISTS (SELECT 1 FROM journeys_enrolment e WHERE {LET_IN})"


def asked(journey: Journey, now: datetime) -> dict[str, Any]:
    """The parameters of LET_IN: versions of the last day, and whoever came since it was launched or resumed within the last day."""
    lately = JourneyVersion.objects.filter(journey=journey, published_at__gte=now - UNDO_FOR)
    resumed = journey.live_since if journey.live_since is not None and now - journey.live_since <= UNDO_FOR else None
    return {
        "journey_id": str(journey.pk), "versions": [str(key) for key in lately.values_list("pk", flat=True)],
        "live_since": resumed, "now": now,
        "effects": [name for name, kind in KINDS.items() if kind.perform is not None],
    }  # fmt: skip


def launched_at(journey: Journey, version: JourneyVersion) -> datetime:
    """When its segment was let in last."""
    return begun(version.published_at, journey.live_since)


def offers_undo(journey: Journey, live: JourneyVersion, now: datetime) -> bool:
    """Whether the way back is worth to be shown: the segment is looked through at this moment, or somebody would go."""
    if not may_undo(journey.state, parse(live.graph), launched_at(journey, live), now):
        return False
    looking = journey.state == JourneyState.LIVE and journey.segment_due_at is not None and journey.segment_due_at <= now
    return looking or lets_anybody_out(journey, now)


def lets_anybody_out(journey: Journey, now: datetime) -> bool:
    """Whether an undo would take anybody out."""
    return bool(sql.tuples(ANY, **asked(journey, now))[0][0])
