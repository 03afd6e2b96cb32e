"""Published definitions, parsed once per process: a version never changes."""

from collections import OrderedDict
from collections.abc import Iterable
from uuid import UUID

from journeys.domain.graph import Graph, parse
from journeys.models import JourneyVersion
from kernel import tenancy

MOST_KEPT = 512
_kept: OrderedDict[tuple[UUID, UUID], Graph] = OrderedDict()


def graphs(version_ids: Iterable[UUID]) -> dict[UUID, Graph]:
    """The graph of each version."""
    workspace_id, wanted = tenancy.current(), set(version_ids)
    missing = [key for key in wanted if (workspace_id, key) not in _kept]
    if missing:
        for key, stored in JourneyVersion.objects.filter(id__in=missing).values_list("id", "graph"):
            _kept[workspace_id, key] = parse(stored)
    found = {key: _kept[workspace_id, key] for key in wanted if (workspace_id, key) in _kept}
    while len(_kept) > MOST_KEPT:
        _kept.popitem(last=False)
    return found


def of_journey(journey_id: UUID) -> list[JourneyVersion]:
    """All versions, newest first."""
    return list(JourneyVersion.objects.filter(journey_id=journey_id).order_by("-number"))
