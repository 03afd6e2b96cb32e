"""REST: versions of the rulebook, drafts, publishing."""

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scoring.actions import rulebooks as actions
from scoring.actions import switch
from scoring.api.backtest_shapes import ConfirmationShape
from scoring.api.shapes import DraftShape, RulebookShape, WholeRulebookShape
from scoring.models import Rulebook
from scoring.queries import rulebooks


class Rulebooks(generics.ListAPIView):
    """Versions, newest first."""

    capability, write_capability = "see", "edit_scoring"
    serializer_class = RulebookShape

    def get_queryset(self) -> "QuerySet[Rulebook]":
        return rulebooks.versions()

    @extend_schema(request=DraftShape, responses={201: WholeRulebookShape})
    def post(self, request: Request) -> Response:
        """Begin a draft: whole rules, or a copy of the live version. Problems name their field."""
        body = DraftShape(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        draft = actions.begin_draft(request.auth.actor, given["rules"], given["note"], given["agreement"])
        return Response(WholeRulebookShape(draft).data, status=201)


class OneRulebook(APIView):
    capability, write_capability = "see", "edit_scoring"

    @extend_schema(responses=WholeRulebookShape)
    def get(self, request: Request, version: int) -> Response:
        found = rulebooks.of_version(version)
        if found is None:
            raise Http404
        return Response(WholeRulebookShape(found).data)


class Publish(APIView):
    capability = write_capability = "edit_scoring"

    @extend_schema(request=ConfirmationShape, responses=WholeRulebookShape)
    def post(self, request: Request, version: int) -> Response:
        """Publish the draft: it never changes again. Every lead is prepared in the background (`switch`), then it is live all at once.

        Refused (409) before a test of these rules is done and both sides have approved.
        """
        body = ConfirmationShape(data=request.data)
        body.is_valid(raise_exception=True)
        found = actions.publish(version, request.auth.actor, body.validated_data["confirmation"])
        return Response(WholeRulebookShape(found).data)


class Withdraw(APIView):
    capability = write_capability = "edit_scoring"

    @extend_schema(request=None, responses=WholeRulebookShape)
    def post(self, request: Request, version: int) -> Response:
        """Make a draft again of the version that is being prepared; the live one stays. 409 for any other."""
        return Response(WholeRulebookShape(switch.withdraw(version, request.auth.actor)).data)
