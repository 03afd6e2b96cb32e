"""REST: recency, frequency, money: the same numbers as the page."""

from dataclasses import asdict

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.domain.rfm import BY, MONEY, NUMBERS, OF
from analytics.queries import rfm
from analytics.queries.rfm_asked import HALF_YEAR, asked, instants

CHOICES = {"of": OF, "by": BY, "money": MONEY}


class Rfm(APIView):
    capability = write_capability = "see"

    @extend_schema(
        parameters=[
            *[OpenApiParameter(name, OpenApiTypes.STR, enum=list(values)) for name, values in CHOICES.items()],
            *[OpenApiParameter(name, OpenApiTypes.NUMBER, description="A threshold to reach; without it the median.") for name in NUMBERS],
            OpenApiParameter("currency", OpenApiTypes.STR, description="Three letters; by default that of most deals."),
            OpenApiParameter("until", OpenApiTypes.DATE, description="As of the end of that day; by default now."),
        ],
        responses={200: OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        """Eight kinds with their change over half a year, tenths of the customers, groups A to E. Money in minor units."""
        ask, at = asked(request.query_params.dict(), request.auth.workspace.time_zone)
        times = instants(at)
        found = rfm.octants(ask, times)
        moves = rfm.groups(ask, at - HALF_YEAR, at)
        body = {
            "as_of": at, "currency": rfm.currency_of(ask) if ask.of == "orders" else "", "ask": ask.words(), "customers": found.customers,
            "thresholds": found.thresholds._asdict() if found.thresholds else None, "kinds": [asdict(kind) for kind in found.kinds],
            "instants": times, "series": found.series, "recent": found.recent, "grows": found.grows,
            "tenths": [one._asdict() for one in rfm.pareto(ask, at)],
            "groups": [{"before": before, "now": now, "customers": n} for (before, now), n in sorted(moves.items())],
        }  # fmt: skip
        return Response(body)
