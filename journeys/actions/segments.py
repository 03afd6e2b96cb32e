"""Entry by segment: each live journey looks for leads that fit, every hour, some hundred at a time."""

from datetime import timedelta
from uuid import UUID

from journeys.actions.enrol import CHUNK, Entry, let_in
from journeys.domain.graph import SegmentEntry
from journeys.models import Journey
from journeys.queries.live import live_journeys
from journeys.queries.segments import journeys_due, matching
from kernel import clock, ids, work

KIND = "journeys.segments"
EVERY = timedelta(hours=1)


def look_for_leads() -> int:
    """One chunk of one round: the next 500 fitting leads of a journey enter; the round ends when fewer are found."""
    journey = journeys_due().select_for_update(skip_locked=True).first()
    if journey is None:
        return 0
    live = next(iter(live_journeys(journey.pk)), None)
    segment = live.graph.entry.segment if live else None
    if live is None or segment is None:
        _next_round(journey)
        return 1
    found = list(matching(segment, clock.now(), after=journey.segment_after)[:CHUNK])
    day = f"segment:{ids.new()}"
    let_in(live, [Entry(lead_id, day) for lead_id in found])
    if len(found) < CHUNK:
        _next_round(journey)
    else:
        journey.segment_after = found[-1]
        journey.save(update_fields=["segment_after"])
        work.ring(KIND)
    return 1


def look_soon(line_id: UUID) -> None:
    """Somebody came into a segment: the journeys that it lets in look at once instead of within the hour."""
    asking = [live.id for live in live_journeys() if live.graph.entry.segment and _asks(live.graph.entry.segment, str(line_id))]
    if asking and Journey.objects.filter(pk__in=asking, segment_due_at__gt=clock.now()).update(segment_due_at=clock.now()):
        work.ring(KIND)


def _asks(segment: SegmentEntry, line: str) -> bool:
    return line in segment.filters.get("in_segment", ())


def _next_round(journey: Journey) -> None:
    journey.segment_after, journey.segment_due_at = None, clock.now() + EVERY
    journey.save(update_fields=["segment_after", "segment_due_at"])
