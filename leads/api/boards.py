"""REST: the leads of a filter set by stage (board) and by two questions at once (matrix)."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import listed
from kernel.problems import Refused
from leads.api.shapes import LeadShape
from leads.domain.filters import BadFilter, parse
from leads.queries import board, matrix
from tenants.queries.workspaces import local_now

QUERY = OpenApiParameter.QUERY
FILTERS = OpenApiParameter(
    "q", OpenApiTypes.STR, QUERY, description="And every other filter of the list; leads that are not closed by default."
)


class ColumnShape(serializers.Serializer[Any]):
    """A stage with how many leads stand there, how many of them for longer than promised, and the first twenty, the best first."""

    stage, name = serializers.CharField(), serializers.CharField()
    total, overdue = serializers.IntegerField(), serializers.IntegerField()
    leads = LeadShape(many=True)
    more = serializers.BooleanField(help_text="Whether more stand there: read /leads?stage=…&sort=score.")


class CrossShape(serializers.Serializer[Any]):
    """A cell: `down` and `across` are values of the two filters, "" for none of their choices."""

    down, across = serializers.CharField(allow_blank=True), serializers.CharField(allow_blank=True)
    leads = serializers.IntegerField()


def filters_of(request: Request) -> dict[str, list[str]]:
    """The filter set of the address. Refuses what cannot be understood, by its name."""
    try:
        return parse(request.query_params.lists())
    except BadFilter as error:
        raise Refused(error.detail, field=error.field) from error


class Board(APIView):
    """Every stage with its leads."""

    capability = write_capability = "see"

    @extend_schema(parameters=[FILTERS], responses=listed(ColumnShape))
    def get(self, request: Request) -> Response:
        """Filters are those of the list."""
        try:
            columns = board.columns(filters_of(request), local_now())
        except BadFilter as error:
            raise Refused(error.detail, field=error.field) from error
        rows = [
            {
                "stage": one.stage.key, "name": one.stage.label, "total": one.held.total, "overdue": one.held.overdue,
                "leads": one.page.rows, "more": bool(one.page.next),
            }
            for one in columns
        ]  # fmt: skip
        return Response({"results": ColumnShape(rows, many=True).data})


class Matrix(APIView):
    """Leads counted by two questions at once."""

    capability = write_capability = "see"

    @extend_schema(
        parameters=[
            FILTERS,
            OpenApiParameter("down", OpenApiTypes.STR, QUERY, enum=list(matrix.AXES)),
            OpenApiParameter("across", OpenApiTypes.STR, QUERY, enum=list(matrix.AXES)),
        ],
        responses=listed(CrossShape),
    )
    def get(self, request: Request) -> Response:
        """Each cell that holds leads; by default fit × score band."""
        given = request.query_params
        down, across = (given.get(field) or matrix.default(field) for field in ("down", "across"))
        try:
            found = matrix.run(filters_of(request), down, across, local_now())
        except BadFilter as error:
            raise Refused(error.detail, field=error.field) from error
        rows = [{"down": d, "across": a, "leads": n} for (d, a), n in sorted(found.counts.items())]
        return Response({"results": CrossShape(rows, many=True).data})
