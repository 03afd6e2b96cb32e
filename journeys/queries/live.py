"""Journeys that are running now, with the graph of their live version."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F

from journeys.domain.graph import Graph
from journeys.enums import JourneyState
from journeys.models import Journey, JourneyVersion
from journeys.queries import versions


@dataclass(frozen=True)
class LiveJourney:
    id: UUID
    version_id: UUID
    graph: Graph


def live_journeys(*ids: UUID) -> list[LiveJourney]:
    """All live journeys of the workspace, or those of `ids`; in the order of their ids, which is also the order of locking."""
    journeys = Journey.objects.filter(state=JourneyState.LIVE, **({"id__in": ids} if ids else {}))
    found = JourneyVersion.objects.filter(journey__in=journeys, number=F("journey__live_version")).order_by("journey_id")
    pairs = list(found.values_list("journey_id", "id"))
    graphs = versions.graphs(version_id for _, version_id in pairs)
    return [LiveJourney(journey_id, version_id, graphs[version_id]) for journey_id, version_id in pairs]
