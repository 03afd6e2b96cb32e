"""When a launch can be undone. Pure."""

from datetime import datetime, timedelta

from journeys.domain.graph import Graph
from journeys.enums import JourneyState

# After that it is no launch any more but a journey that runs: it is paused or archived.
UNDO_FOR = timedelta(days=1)


def begun(published_at: datetime, live_since: datetime | None) -> datetime:
    """When the segment of a version was let in: when it was published, or when the journey went on after a pause."""
    return max(published_at, live_since or published_at)


def may_undo(state: str, graph: Graph, begun_at: datetime, now: datetime) -> bool:
    """Whether a launch that let in a whole segment can be undone still: it began within a day, and runs or was paused."""
    return state in (JourneyState.LIVE, JourneyState.PAUSED) and graph.entry.segment is not None and now - begun_at <= UNDO_FOR
