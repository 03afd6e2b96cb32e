"""REST: the gate before sales, who waits for it, and competitors (F167)."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import listed
from leads.queries import leads
from sales.actions.competitors import drop_competitor, name_competitor
from sales.actions.gate import put_gate
from sales.api.doors import caller, read, told
from sales.api.gate_shapes import GateShape, HeldShape, LostToShape, MentionShape, NameCompetitor
from sales.domain.gate import NAMES
from sales.models import HeldLead
from sales.queries import competitors, gate


class HandOverGate(APIView):
    capability, write_capability = "see", "edit_routing"

    @extend_schema(responses=GateShape)
    def get(self, request: Request) -> Response:
        return Response({"level": NAMES[gate.level()]})

    @extend_schema(request=GateShape, responses=GateShape)
    def put(self, request: Request) -> Response:
        """Hand over only leads that are contactable at least so well. Who was held back and passes now is opened at once."""
        return Response({"level": put_gate(read(GateShape, request)["level"], actor=caller(request).actor)})


class HeldLeads(generics.ListAPIView[HeldLead]):
    """Leads that the gate holds back, newest first, with what they lack."""

    capability, write_capability = "see", "work_queue"
    serializer_class = HeldShape

    def get_queryset(self) -> "QuerySet[HeldLead]":
        return gate.held()


class LeadCompetitors(APIView):
    capability, write_capability = "see", "work_queue"

    @extend_schema(responses=listed(MentionShape))
    def get(self, request: Request, lead_id: UUID) -> Response:
        """Competitors that stand with this lead, the last said first."""
        if leads.lead(lead_id) is None:
            raise Http404
        return Response({"results": MentionShape(competitors.of_lead(lead_id), many=True).data})

    @extend_schema(request=NameCompetitor, responses={201: MentionShape, 200: MentionShape})
    def post(self, request: Request, lead_id: UUID) -> Response:
        """Say where a competitor stands with this lead; of the same one again the last word holds (200)."""
        row, new = name_competitor(lead_id, **read(NameCompetitor, request), actor=caller(request).actor)
        return told(MentionShape, row, new)


class OneMention(APIView):
    capability = write_capability = "work_queue"

    @extend_schema(responses={204: None})
    def delete(self, request: Request, mention_id: UUID) -> Response:
        """Take the word back."""
        drop_competitor(mention_id, actor=caller(request).actor)
        return Response(status=204)


class LostTo(APIView):
    """To whom deals were lost, most first, one row per competitor and currency."""

    capability, write_capability = "see", "work_queue"

    @extend_schema(responses=listed(LostToShape))
    def get(self, request: Request) -> Response:
        return Response({"results": LostToShape(competitors.lost_deals(), many=True).data})
