"""REST: tests of a draft on history, their leads, shadow, approval."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from scoring.actions import approvals, shadow
from scoring.actions import backtests as actions
from scoring.actions.backtests import Asked
from scoring.api.backtest_shapes import ApprovalShape, AskedShape, BacktestShape, ShadowShape, TestedLeadShape
from scoring.models import Backtest, BacktestLead
from scoring.queries import backtests, rulebooks


def find(backtest_id: UUID) -> Backtest:
    found = backtests.one(backtest_id)
    if found is None:
        raise Http404
    return found


class Backtests(generics.ListAPIView[Backtest]):
    """Tests, newest first."""

    capability, write_capability = "see", "edit_scoring"
    serializer_class = BacktestShape

    def get_queryset(self) -> "QuerySet[Backtest]":
        return backtests.tests()

    @extend_schema(request=AskedShape, responses={201: BacktestShape})
    def post(self, request: Request) -> Response:
        """Replay a draft over the leads of the last days, in the background, with only what was known at each instant."""
        body = AskedShape(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        test = actions.begin_test(given.pop("version"), Asked(**given), request.auth.actor)
        return Response(BacktestShape(test).data, status=201)


class OneBacktest(APIView):
    capability, write_capability = "see", "edit_scoring"

    @extend_schema(responses=BacktestShape)
    def get(self, request: Request, backtest_id: UUID) -> Response:
        """How far it is, and its verdict once it is done."""
        return Response(BacktestShape(find(backtest_id)).data)


class Cancel(APIView):
    capability = write_capability = "edit_scoring"

    @extend_schema(request=None, responses=BacktestShape)
    def post(self, request: Request, backtest_id: UUID) -> Response:
        """Stop a running test."""
        find(backtest_id)
        return Response(BacktestShape(actions.cancel_test(backtest_id, request.auth.actor)).data)


class Shadow(APIView):
    capability = write_capability = "edit_scoring"

    @extend_schema(request=ShadowShape, responses=BacktestShape)
    def post(self, request: Request, backtest_id: UUID) -> Response:
        """Score the tested draft beside the live rulebook from now on, or stop; nothing acts on it."""
        find(backtest_id)
        body = ShadowShape(data=request.data)
        body.is_valid(raise_exception=True)
        act = shadow.begin_shadow if body.validated_data["on"] else shadow.end_shadow
        return Response(BacktestShape(act(backtest_id, request.auth.actor)).data)


class TestedLeads(generics.ListAPIView[BacktestLead]):
    """The leads of a test under the draft and under the live rulebook."""

    capability, write_capability = "see", "edit_scoring"
    serializer_class = TestedLeadShape

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return BacktestLead.objects.none()
        return backtests.leads_of(find(self.kwargs["backtest_id"]).pk)


class Approve(APIView):
    capability = write_capability = "see"

    @extend_schema(request=ApprovalShape, responses=ApprovalShape)
    def post(self, request: Request, version: int) -> Response:
        """Say yes to the draft for marketing or for sales; only a member of that side may, signed in as a person."""
        body = ApprovalShape(data=request.data)
        body.is_valid(raise_exception=True)
        side, draft = body.validated_data["side"], rulebooks.draft()
        if draft is None or draft.version != version:
            raise Http404
        if not request.auth.can(f"approve_{side}"):
            self.permission_denied(request)
        return Response(ApprovalShape(approvals.approve(draft, side, request.auth.actor)).data, status=201)
