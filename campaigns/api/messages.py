"""REST: messages and suppressions."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns.actions.messages import cancel, resend
from campaigns.actions.suppress import lift, suppress
from campaigns.api.shapes import LiftShape, MessageShape, NewSuppressionShape, SuppressionShape, WholeMessageShape
from campaigns.api.templates import read
from campaigns.enums import MessageState
from campaigns.models import Message, Suppression
from campaigns.queries import messages, suppressions
from kernel.problems import Refused


def as_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(f"“{text[:60]}” is no id: it has 32 hexadecimal digits.", field="lead") from error


def found(message_id: UUID) -> Message:
    message = messages.one(message_id)
    if message is None:
        raise Http404
    return message


class Messages(generics.ListAPIView):
    """Messages, newest first, by `state`, `template` and `lead`."""

    capability = write_capability = "see"
    serializer_class = MessageShape

    def get_queryset(self) -> "QuerySet[Message]":
        asked = self.request.query_params
        state, lead = asked.get("state", ""), asked.get("lead", "")
        if state and state not in MessageState.values:
            raise Refused(f"“{state[:40]}” is no state: use one of {', '.join(MessageState.values)}.", field="state")
        return messages.search(state=state, template=asked.get("template", ""), lead_id=as_id(lead) if lead else None)

    @extend_schema(
        parameters=[OpenApiParameter("state", enum=MessageState.values), OpenApiParameter("template"), OpenApiParameter("lead", UUID)]
    )
    def get(self, request: Request) -> Response:
        return super().get(request)


class OneMessage(APIView):
    """With its rendered text and HTML."""

    capability = write_capability = "see"

    @extend_schema(responses=WholeMessageShape)
    def get(self, request: Request, message_id: UUID) -> Response:
        return Response(WholeMessageShape(found(message_id)).data)


class Resend(APIView):
    capability = write_capability = "launch"

    @extend_schema(request=None, responses=MessageShape)
    def post(self, request: Request, message_id: UUID) -> Response:
        """Queue it again: the only way out of `unknown`."""
        resend(message=found(message_id), actor=request.auth.actor)
        return Response(MessageShape(found(message_id)).data)


class Cancel(APIView):
    capability = write_capability = "launch"

    @extend_schema(request=None, responses=MessageShape)
    def post(self, request: Request, message_id: UUID) -> Response:
        """Stop a message that is still queued."""
        cancel(message=found(message_id), actor=request.auth.actor)
        return Response(MessageShape(found(message_id)).data)


class Suppressions(generics.ListAPIView):
    """Addresses that must not be written to, newest first, by `q` (a part of the address); add one."""

    capability, write_capability = "see", "edit_marketing"
    serializer_class = SuppressionShape

    def get_queryset(self) -> "QuerySet[Suppression]":
        return suppressions.search(self.request.query_params.get("q", ""))

    @extend_schema(parameters=[OpenApiParameter("q")])
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(request=NewSuppressionShape, responses={201: SuppressionShape})
    def post(self, request: Request) -> Response:
        """One that is suppressed already keeps its first reason."""
        return Response(SuppressionShape(suppress(**read(NewSuppressionShape, request), actor=request.auth.actor)).data, status=201)


class OneSuppression(APIView):
    capability, write_capability = "see", "edit_marketing"

    def found(self, suppression_id: UUID) -> Suppression:
        suppression = Suppression.objects.filter(id=suppression_id).first()
        if suppression is None:
            raise Http404
        return suppression

    @extend_schema(responses=SuppressionShape)
    def get(self, request: Request, suppression_id: UUID) -> Response:
        return Response(SuppressionShape(self.found(suppression_id)).data)

    @extend_schema(request=LiftShape, parameters=[OpenApiParameter("reason")], responses={204: None})
    def delete(self, request: Request, suppression_id: UUID) -> Response:
        """Lift it by hand, with the `reason` in the body or the query."""
        given = request.data.get("reason") or request.query_params.get("reason", "")
        lift(suppression=self.found(suppression_id), reason=str(given), actor=request.auth.actor)
        return Response(status=204)
