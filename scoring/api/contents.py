"""REST: content items of the live rulebook, where each stands in the content matrix, and how many read it (F011, F080)."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import listed
from leads.enums import BuyingPhase, Maturity
from scoring.domain.contents import matrix
from scoring.domain.rule_shapes import ContentItem
from scoring.queries import contents


class ContentItemShape(serializers.Serializer[Any]):
    """What happens on it counts `multiplier` times. `readers`: people, and devices of nobody yet, of the last 30 days."""

    name, title = serializers.CharField(), serializers.CharField()
    multiplier = serializers.FloatField()
    patterns, assets, personas, tags = (serializers.ListField(child=serializers.CharField()) for _ in range(4))
    readers = serializers.IntegerField()


class ContentCellShape(serializers.Serializer[Any]):
    """A cell of the matrix; one without items is a gap."""

    maturity = serializers.ChoiceField(Maturity.choices)
    journey_stage = serializers.ChoiceField(BuyingPhase.choices)
    items = ContentItemShape(many=True)


class ContentMatrix(APIView):
    """What there is to read for whom. Items are part of the rulebook's rules (`contents`): write them in a draft."""

    capability = write_capability = "see"

    @extend_schema(
        parameters=[OpenApiParameter("persona", str, description="Only what is for everybody, or for them.")],
        responses=listed(ContentCellShape),
    )
    def get(self, request: Request) -> Response:
        """The twelve cells, by maturity and phase."""
        read, _ = contents.readers()
        grid = matrix(contents.items(), request.GET.get("persona", "").strip())
        rows = [
            {"maturity": level, "journey_stage": phase, "items": [{**_told(item), "readers": read.get(item.name, 0)} for item in items]}
            for level, row in grid.items()
            for phase, items in row.items()
        ]
        return Response({"results": rows})


def _told(item: ContentItem) -> dict[str, Any]:
    return {
        "name": item.name, "title": item.label, "multiplier": item.multiplier, "patterns": item.patterns, "assets": item.assets,
        "personas": item.personas, "tags": item.tags,
    }  # fmt: skip
