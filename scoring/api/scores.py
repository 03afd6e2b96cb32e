"""REST: a lead's score with its reasons, its ledger, its tags."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel import clock
from kernel.paging import NewestFirst
from kernel.problems import Refused
from leads.queries import leads
from scoring.actions import tags as actions
from scoring.api.shapes import ExplanationShape, LedgerShape, TagPutShape, TagShape
from scoring.domain import instants
from scoring.models import LedgerEntry
from scoring.queries import explain, rulebooks, tags

AT = OpenApiParameter(
    "at", OpenApiTypes.DATETIME, description="An instant, past or to come: ISO 8601; without a zone it is UTC. Default: now."
)


def asked(request: Request) -> datetime:
    """The instant that `?at=` names; now without it."""
    text = request.query_params.get("at", "")
    found = instants.parse(text) if text else clock.now()
    if found is None:
        raise Refused("Give an instant such as 2026-11-02T09:00:00Z or a day such as 2026-11-02.", field="at", code="bad_time")
    return found


def here(lead_id: UUID) -> UUID:
    """This lead, if it is one of this workspace."""
    if leads.lead(lead_id) is None:
        raise Http404
    return lead_id


class Score(APIView):
    capability = write_capability = "see"

    @extend_schema(parameters=[AT], responses=ExplanationShape)
    def get(self, request: Request, lead_id: UUID) -> Response:
        """The score at an instant, in parts that add up exactly to it."""
        found = explain.explain(lead_id, asked(request))
        if found is None:
            raise Http404
        now = None if request.query_params.get("at") else leads.lead(lead_id)
        return Response(ExplanationShape(found, context={"lead": now}).data)


class ByTime(NewestFirst):
    ordering = ("-occurred_at", "-id")


class Ledger(generics.ListAPIView):
    """The entries of a lead up to an instant, newest first, with what each is worth then."""

    capability = write_capability = "see"
    serializer_class = LedgerShape
    pagination_class = ByTime

    def get_queryset(self) -> "QuerySet[LedgerEntry]":
        if "lead_id" not in self.kwargs:
            return LedgerEntry.objects.none()
        lead_id = here(self.kwargs["lead_id"])
        return LedgerEntry.objects.filter(lead_id=lead_id, occurred_at__lte=asked(self.request)).select_related("rulebook")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "at": asked(self.request), "rate": rulebooks.live().rate}

    @extend_schema(parameters=[AT])
    def get(self, request: Request, lead_id: UUID) -> Response:
        return super().get(request)


class Tags(APIView):
    capability, write_capability = "see", "edit_leads"

    @extend_schema(parameters=[AT], responses=TagShape(many=True))
    def get(self, request: Request, lead_id: UUID) -> Response:
        """What the lead's tags weigh, heaviest first, with the three factors of each earning."""
        return Response(TagShape(tags.of_lead(here(lead_id), asked(request)), many=True).data)

    @extend_schema(request=TagPutShape, responses={201: TagShape(many=True)})
    def post(self, request: Request, lead_id: UUID) -> Response:
        """Put a defined tag on the lead; it does not fade."""
        body = TagPutShape(data=request.data)
        body.is_valid(raise_exception=True)
        actions.tag_lead(here(lead_id), body.validated_data["name"], request.auth.actor, body.validated_data["at"])
        return Response(TagShape(tags.of_lead(lead_id), many=True).data, status=201)
