"""When a launch can be undone. Pure."""

from datetime import datetime, timedelta

from journeys.domain.graph import Graph
from journeys.enums import JourneyState

# After that it is no launch any more but a journey that runs: it is paused or archived.
UNDO_FOR = timedelta(days=1)


def may_undo(state: str, graph: Graph, published_at: datetime, now: datetime) -> bool:
    """Whether a launch that let in a whole segment can be undone still: the version was published within a day, and runs or was paused."""
    return state in (JourneyState.LIVE, JourneyState.PAUSED) and graph.entry.segment is not None and now - published_at <= UNDO_FOR
