"""REST: predictive models, their model cards, and what they say of leads (F046)."""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.paging import NewestFirst
from scoring.actions import predictive_tags
from scoring.actions import predictors as actions
from scoring.api.predictor_shapes import PredictedLeadShape, PredictorShape, WantedShape, WholePredictorShape
from scoring.domain.prediction import Wanted
from scoring.models import Predictor, PredictorLead
from scoring.queries import predictors


def find(predictor_id: UUID) -> Predictor:
    found = predictors.one(predictor_id)
    if found is None:
        raise Http404
    return found


class Predictors(generics.ListAPIView[Predictor]):
    """Every version of every model, newest first."""

    capability, write_capability = "see", "edit_scoring"
    serializer_class = PredictorShape

    def get_queryset(self) -> "QuerySet[Predictor]":
        return predictors.all_of_them()

    @extend_schema(request=WantedShape, responses={201: PredictorShape})
    def post(self, request: Request) -> Response:
        """Train a model in the background: it puts its tag only when it reaches its gate on leads of after the split."""
        body = WantedShape(data=request.data)
        body.is_valid(raise_exception=True)
        given = {name: tuple(value) if isinstance(value, list) else value for name, value in body.validated_data.items()}
        return Response(PredictorShape(actions.begin_predictor(Wanted(**given), request.auth.actor)).data, status=201)


class OnePredictor(APIView):
    capability, write_capability = "see", "edit_scoring"

    @extend_schema(responses=WholePredictorShape)
    def get(self, request: Request, predictor_id: UUID) -> Response:
        """How far it is; then its model card and its coefficients."""
        return Response(WholePredictorShape(find(predictor_id)).data)


class Cancel(APIView):
    capability = write_capability = "edit_scoring"

    @extend_schema(request=None, responses=PredictorShape)
    def post(self, request: Request, predictor_id: UUID) -> Response:
        """Stop a running training."""
        find(predictor_id)
        return Response(PredictorShape(actions.cancel_predictor(predictor_id, request.auth.actor)).data)


class Look(APIView):
    capability = write_capability = "edit_scoring"

    @extend_schema(request=None, responses=PredictorShape)
    def post(self, request: Request, predictor_id: UUID) -> Response:
        """Tag the leads that were first known since it last looked."""
        find(predictor_id)
        return Response(PredictorShape(actions.look_again(predictor_id, request.auth.actor)).data)


class Undo(APIView):
    capability = write_capability = "edit_scoring"

    @extend_schema(request=None, responses=PredictorShape)
    def post(self, request: Request, predictor_id: UUID) -> Response:
        """Take its tags off, and give back what an earlier version had put."""
        find(predictor_id)
        return Response(PredictorShape(predictive_tags.undo_predictor(predictor_id, request.auth.actor)).data)


class ByChance(NewestFirst):
    ordering = ("-probability", "-id")


class PredictedLeads(generics.ListAPIView[PredictorLead]):
    """What it says of the leads of the later period, each with every reason."""

    capability = write_capability = "see"
    serializer_class = PredictedLeadShape
    pagination_class = ByChance

    @cached_property
    def predictor(self) -> Predictor:
        return find(self.kwargs["predictor_id"])

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return PredictorLead.objects.none()
        return predictors.leads_of(self.predictor.pk)

    def paginate_queryset(self, queryset: Any) -> Any:
        rows = super().paginate_queryset(queryset)
        return predictors.with_reasons(self.predictor, rows) if rows else rows
