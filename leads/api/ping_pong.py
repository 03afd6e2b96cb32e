"""REST: whether two teams play ping-pong with a lead, with the evidence."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel import clock
from leads.api.leads import find
from leads.queries import ping_pong, schemes


class BounceShape(serializers.Serializer[Any]):
    """From MQL to SQL and back: when it was handed over, accepted, and came back, with why and by whom."""

    handed_at = serializers.DateTimeField(source="handed.entered_at")
    accepted_at = serializers.DateTimeField(source="accepted.entered_at")
    back_at = serializers.DateTimeField(source="back.entered_at")
    reason = serializers.CharField(source="back.reason")
    by = serializers.CharField(source="back.by")


class PingPongShape(serializers.Serializer[Any]):
    """`flagged`: at least `times` bounces in the last `days` days, the thresholds of the stage scheme."""

    flagged = serializers.BooleanField()
    times, days = serializers.IntegerField(), serializers.IntegerField()
    bounces = BounceShape(many=True)


class LeadPingPong(APIView):
    """The bounces of a lead that count now."""

    capability = write_capability = "see"

    @extend_schema(responses=PingPongShape)
    def get(self, request: Request, lead_id: UUID) -> Response:
        """In the order in which they happened."""
        find(lead_id)
        asked = schemes.ping_pong()
        found = ping_pong.evidence(lead_id, clock.now(), asked)
        told = {"flagged": len(found) >= asked.times, "times": asked.times, "days": asked.days, "bounces": found}
        return Response(PingPongShape(told).data)
