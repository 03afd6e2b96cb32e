"""REST: hand-offs, the queue, touches."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.openapi import listed
from leads.queries import leads
from sales.actions import claim
from sales.actions.hand_off import open_hand_off
from sales.actions.touch import Said, log_touch, return_hand_off
from sales.api.doors import as_id, caller, read, told
from sales.api.shapes import ClaimFor, HandOffShape, OpenHandOff, QueuedShape, ReturnShape, SaidShape, TouchShape
from sales.enums import HandOffState
from sales.models import HandOff, Touch
from sales.queries import hand_offs, queue


class HandOffs(generics.ListAPIView[HandOff]):
    """Hand-offs, newest first, by `state` and `lead`."""

    capability, write_capability = "see", "work_queue"
    serializer_class = HandOffShape

    def get_queryset(self) -> "QuerySet[HandOff]":
        found: QuerySet[HandOff] = HandOff.objects.all()
        state, lead = self.request.query_params.get("state"), self.request.query_params.get("lead")
        if state in HandOffState.values:
            found = found.filter(state=state)
        return found.filter(lead_id=as_id(lead)) if lead else found

    @extend_schema(parameters=[OpenApiParameter("state", enum=HandOffState.values), OpenApiParameter("lead", UUID)])
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(request=OpenHandOff, responses={201: HandOffShape, 200: HandOffShape})
    def post(self, request: Request) -> Response:
        """Hand a lead to sales: it is moved to MQL if need be. One that waits already is the answer (200). `history: true`, or an `at`
        older than a day, tells of the past: nothing is promised and nobody is called."""
        body = read(OpenHandOff, request)
        row, new = open_hand_off(body["lead"], actor=caller(request).actor, at=body["at"], history=body["history"])
        return told(HandOffShape, row, new)


class OneHandOff(APIView):
    capability, write_capability = "see", "work_queue"

    @extend_schema(responses=QueuedShape)
    def get(self, request: Request, hand_off_id: UUID) -> Response:
        found = hand_offs.get(hand_off_id)
        if found is None:
            raise Http404
        return told(QueuedShape, found)


class Claim(APIView):
    capability = write_capability = "work_queue"

    @extend_schema(request=ClaimFor, responses=HandOffShape)
    def post(self, request: Request, hand_off_id: UUID) -> Response:
        """Make it mine, or the named member's. Of many at once one wins; the others get 409 `claimed_by` with his name."""
        owner_id = read(ClaimFor, request)["owner_id"]
        return told(HandOffShape, claim.claim(hand_off_id, actor=caller(request).actor, owner_id=owner_id))


class Release(APIView):
    capability = write_capability = "work_queue"

    @extend_schema(request=None, responses=HandOffShape)
    def post(self, request: Request, hand_off_id: UUID) -> Response:
        """Put it back for everybody."""
        row = claim.release(hand_off_id, actor=caller(request).actor, any_owner=caller(request).can("edit_routing"))
        return told(HandOffShape, row)


class Touches(generics.ListAPIView[Touch]):
    """Touches on a hand-off, newest first; log one with its disposition."""

    capability, write_capability = "see", "work_queue"
    serializer_class = TouchShape

    def get_queryset(self) -> "QuerySet[Touch]":
        if hand_offs.get(self.kwargs["hand_off_id"]) is None:
            raise Http404
        found: QuerySet[Touch] = Touch.objects.filter(hand_off_id=self.kwargs["hand_off_id"])
        return found

    @extend_schema(request=SaidShape, responses={201: TouchShape, 200: TouchShape})
    def post(self, request: Request, hand_off_id: UUID) -> Response:
        """`accept` makes it an SQL; `not_now`, `bad_data`, `not_a_fit` return it; the rest keeps it in work."""
        touch, new = log_touch(Said(**read(SaidShape, request)), actor=caller(request).actor, hand_off_id=hand_off_id)
        return told(TouchShape, touch, new)


class LeadTouches(generics.ListAPIView[Touch]):
    """Touches of a lead, newest first; log one, on its hand-off where one is in work."""

    capability, write_capability = "see", "work_queue"
    serializer_class = TouchShape

    def get_queryset(self) -> "QuerySet[Touch]":
        if leads.lead(self.kwargs["lead_id"]) is None:
            raise Http404
        found: QuerySet[Touch] = Touch.objects.filter(lead_id=self.kwargs["lead_id"])
        return found

    @extend_schema(request=SaidShape, responses={201: TouchShape, 200: TouchShape})
    def post(self, request: Request, lead_id: UUID) -> Response:
        touch, new = log_touch(Said(**read(SaidShape, request)), actor=caller(request).actor, lead_id=lead_id)
        return told(TouchShape, touch, new)


class Return(APIView):
    capability = write_capability = "work_queue"

    @extend_schema(request=ReturnShape, responses={201: TouchShape, 200: TouchShape})
    def post(self, request: Request, hand_off_id: UUID) -> Response:
        """Give it back: the score drops under the threshold, the lead goes to target and its owner is released."""
        touch, new = return_hand_off(hand_off_id, Said(**read(ReturnShape, request)), actor=caller(request).actor)
        return told(TouchShape, touch, new)


class Queue(APIView):
    """The top of the queue, best first."""

    capability, write_capability = "see", "work_queue"

    @extend_schema(
        parameters=[
            OpenApiParameter("tab", enum=list(queue.TABS), default="waiting"),
            OpenApiParameter("limit", int, default=queue.SHOWN, description="At most 200."),
        ],
        responses=listed(QueuedShape),
    )
    def get(self, request: Request) -> Response:
        asked = request.query_params.get("limit", "")
        limit = min(max(int(asked), 1), 200) if asked.isdecimal() and len(asked) < 6 else queue.SHOWN
        rows = queue.queue(request.query_params.get("tab", "waiting"), caller(request).actor.user_id)[:limit]
        return Response({"results": QueuedShape(rows, many=True).data})
