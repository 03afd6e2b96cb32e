"""REST: the dormant pool (F002). Its leads are those of /leads?dormant=<days>&in_journey=!any."""

from typing import Any
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.problems import Refused
from leads.domain.filters import BadFilter
from sales.actions import dormant as actions
from sales.api.doors import caller, read
from sales.queries import dormant

DAYS = OpenApiParameter("days", OpenApiTypes.INT, OpenApiParameter.QUERY, description=f"Without a sign for so many days; {dormant.DAYS}.")


class PoolShape(serializers.Serializer[Any]):
    """`lying` leads were contacted and left for `days`; `worked` came out of such a silence in the last 30 days (contacted, a task, a
    journey)."""

    days, lying, worked = serializers.IntegerField(), serializers.IntegerField(), serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Pool worked, percent; null for an empty pool.")


class WakeShape(serializers.Serializer[dict[str, Any]]):
    """`dry_run` only counts; `expected` is the number that was counted (409 when it differs by more than 5 % now)."""

    journey = serializers.UUIDField(help_text="A live journey.")
    days = serializers.IntegerField(required=False, min_value=1, max_value=dormant.LONGEST, default=dormant.DAYS)
    expected = serializers.IntegerField(required=False, allow_null=True, min_value=0, default=None)
    dry_run = serializers.BooleanField(required=False, default=False)


class WokenShape(serializers.Serializer[Any]):
    """How many of the pool enter, or would: 10,000 at most in one go, none who got a mail within 7 days. `id` takes them out again."""

    id = serializers.UUIDField(allow_null=True)
    lying, entering = serializers.IntegerField(), serializers.IntegerField()


class LetGoShape(serializers.Serializer[Any]):
    """How many were still on the way."""

    left = serializers.IntegerField()


class DormantPool(APIView):
    """Leads that were contacted at least once and left lying: those of /leads?dormant=<days>&in_journey=!any."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(parameters=[DAYS], responses=PoolShape)
    def get(self, request: Request) -> Response:
        """How many lie there, and how much of the pool was worked in the last 30 days."""
        try:
            days = dormant.days_of(request.query_params.get("days", str(dormant.DAYS)))
        except BadFilter as error:
            raise Refused(error.detail, field="days") from error
        return Response(PoolShape(dormant.pool(days)).data)

    @extend_schema(request=WakeShape, responses={201: WokenShape, 200: WokenShape})
    def post(self, request: Request) -> Response:
        """Let the pool into a journey; the number first with `dry_run`."""
        given = read(WakeShape, request)
        found = actions.plan(given["days"], given["journey"])
        if given["dry_run"]:
            return Response({"id": None, "lying": found.lying, "entering": len(found.entering)})
        batch, entered = actions.wake_pool(given["days"], given["journey"], given["expected"], caller(request).actor)
        return Response({"id": batch, "lying": found.lying, "entering": entered}, status=201)


class DormantUndo(APIView):
    """The way back."""

    capability = write_capability = "edit_marketing"

    @extend_schema(request=None, responses=LetGoShape)
    def post(self, request: Request, batch_id: UUID) -> Response:
        """Take whoever is still on the way out of the journey; what was sent stays sent."""
        return Response({"left": actions.let_go(batch_id, caller(request).actor)})
