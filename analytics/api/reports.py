"""REST: every report as JSON, the same rows as its page."""

from typing import Any

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.queries.questions import QUESTIONS, ask

DAY = {"type": OpenApiTypes.DATE, "location": OpenApiParameter.QUERY}


class Report(APIView):
    """One question of one workspace over one period."""

    capability = "see"
    write_capability = "see"

    @extend_schema(
        parameters=[
            OpenApiParameter("name", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(QUESTIONS)),
            OpenApiParameter("since", **DAY, description="First day, in the workspace's zone; by default twelve months ago."),
            OpenApiParameter("until", **DAY, description="Last day, included; by default today."),
            OpenApiParameter("source", OpenApiTypes.STR, description="funnel: only people whose first source this is."),
            OpenApiParameter(
                "scheme",
                OpenApiTypes.STR,
                enum=["nine", "six", "phases"],
                description="funnel: by which stages, or by the three phases; nine by default.",
            ),
            OpenApiParameter("product", OpenApiTypes.UUID, description="aha: only people who cared for this product early."),
            OpenApiParameter("basis", OpenApiTypes.STR, enum=["first_contact", "mql", "sql"], description="lvr: what is counted."),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request, name: str) -> Response:
        if name not in QUESTIONS:
            raise Http404
        period, rows, as_of = ask(name, request.query_params.dict(), request.auth.workspace.time_zone)
        body: dict[str, Any] = {"report": name, "since": period.first, "until": period.last, "zone": period.zone, "as_of": as_of}
        return Response({**body, "rows": rows})
