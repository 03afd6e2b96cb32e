"""REST: opportunities and what came of them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sales.actions.opportunity import Deal, lose, open_opportunity, win
from sales.api.doors import caller, read, told
from sales.api.shapes import Lost, OpenOpportunity, OpportunityFilter, OpportunityShape, Won
from sales.models import Opportunity
from sales.queries import opportunities


class Opportunities(generics.ListAPIView[Opportunity]):
    """Opportunities, newest first, by `state`, `lead` and `external_id`."""

    capability, write_capability = "see", "work_queue"
    serializer_class = OpportunityShape

    def get_queryset(self) -> "QuerySet[Opportunity]":
        asked = OpportunityFilter(data=self.request.query_params.dict())
        asked.is_valid(raise_exception=True)
        found: QuerySet[Opportunity] = Opportunity.objects.filter(**_spelt(asked.validated_data))
        return found

    @extend_schema(parameters=[OpportunityFilter])
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(request=OpenOpportunity, responses={201: OpportunityShape, 200: OpportunityShape})
    def post(self, request: Request) -> Response:
        """Open a deal: the lead moves to opportunity. One with this `external_id` is the answer (200)."""
        body = read(OpenOpportunity, request)
        deal = Deal(at=body.pop("opened_at"), **{key: value for key, value in body.items() if key != "lead"})
        row, new = open_opportunity(body["lead"], deal, actor=caller(request).actor)
        return told(OpportunityShape, row, new)


def _spelt(asked: dict[str, Any]) -> dict[str, Any]:
    """A competitor is found in any spelling of its case."""
    return {"lost_to__iexact" if name == "lost_to" else name: value for name, value in asked.items()}


class OneOpportunity(APIView):
    capability, write_capability = "see", "work_queue"

    @extend_schema(responses=OpportunityShape)
    def get(self, request: Request, opportunity_id: UUID) -> Response:
        found = opportunities.get(opportunity_id)
        if found is None:
            raise Http404
        return told(OpportunityShape, found)


class Win(APIView):
    capability = write_capability = "work_queue"

    @extend_schema(request=Won, responses=OpportunityShape)
    def post(self, request: Request, opportunity_id: UUID) -> Response:
        """Won at `at`: the lead is a customer. To say it again changes nothing."""
        return told(OpportunityShape, win(opportunity_id, actor=caller(request).actor, **read(Won, request)))


class Lose(APIView):
    capability = write_capability = "work_queue"

    @extend_schema(request=Lost, responses=OpportunityShape)
    def post(self, request: Request, opportunity_id: UUID) -> Response:
        """Lost for a reason: the lead goes back to target. To say it again changes nothing."""
        return told(OpportunityShape, lose(opportunity_id, actor=caller(request).actor, **read(Lost, request)))
