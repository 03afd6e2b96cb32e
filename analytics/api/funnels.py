"""REST: funnels that a workspace defines, and their answers (F018, F021)."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.actions import funnels as actions
from analytics.api.scores import PERIOD
from analytics.domain.funnels import WINDOW, plain
from analytics.enums import SplitBy, StepKind
from analytics.models import Funnel
from analytics.queries import funnels, kept
from analytics.queries.questions import period_of
from kernel.openapi import listed


class OwnFunnelStepShape(serializers.Serializer[Any]):
    """`value`: the name of an event, a path (* stands for anything), a form's code (empty: any), the key of a stage."""

    kind = serializers.ChoiceField(choices=StepKind.choices)
    value = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")


class OwnFunnelPutShape(serializers.Serializer[Any]):
    """`days`: from the first step to the last."""

    name = serializers.CharField(max_length=120)
    steps = OwnFunnelStepShape(many=True)
    days = serializers.IntegerField(default=WINDOW)
    split = serializers.ChoiceField(choices=["", *SplitBy.values], default="", allow_blank=True)


class OwnFunnelShape(OwnFunnelPutShape):
    id = serializers.UUIDField()
    created_at = serializers.DateTimeField()


class StepTakenShape(serializers.Serializer[Any]):
    """Rates in percent: of the step before, and of the first. `median`: seconds since the step before."""

    people, stopped = serializers.IntegerField(), serializers.IntegerField()
    from_previous, from_first = serializers.FloatField(allow_null=True), serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True)


class OwnFunnelLineShape(serializers.Serializer[Any]):
    split = serializers.CharField(allow_blank=True)
    steps = StepTakenShape(many=True)


class OwnFunnelAnswerShape(serializers.Serializer[Any]):
    """`funnel` is its id, or standard. `lines`: the same by what `split` names, the most people first."""

    funnel, name, split = serializers.CharField(), serializers.CharField(), serializers.CharField(allow_blank=True)
    since, until, zone, as_of = serializers.DateField(), serializers.DateField(), serializers.CharField(), serializers.DateTimeField()
    days = serializers.IntegerField()
    steps = OwnFunnelStepShape(many=True)
    all = StepTakenShape(many=True)
    lines = OwnFunnelLineShape(many=True)


def _find(funnel_id: UUID) -> Funnel:
    one = funnels.funnel(funnel_id)
    if one is None:
        raise Http404
    return one


def _save(request: Request, one: Funnel | None = None) -> Response:
    body = OwnFunnelPutShape(data=request.data)
    body.is_valid(raise_exception=True)
    given = body.validated_data
    definition = actions.definition([dict(step) for step in given["steps"]], given["days"], given["split"])
    saved = actions.save_funnel(name=given["name"], definition=definition, actor=request.auth.actor, funnel=one)
    return Response(OwnFunnelShape(saved).data, status=200 if one else 201)


class Funnels(APIView):
    """Funnels of the workspace."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=listed(OwnFunnelShape))
    def get(self, request: Request) -> Response:
        """By name."""
        return Response({"results": OwnFunnelShape(funnels.saved(), many=True).data})

    @extend_schema(request=OwnFunnelPutShape, responses={201: OwnFunnelShape})
    def post(self, request: Request) -> Response:
        """Save a funnel of 2 to 8 steps."""
        return _save(request)


class OneFunnel(APIView):
    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=OwnFunnelShape)
    def get(self, request: Request, funnel_id: UUID) -> Response:
        return Response(OwnFunnelShape(_find(funnel_id)).data)

    @extend_schema(request=OwnFunnelPutShape, responses=OwnFunnelShape)
    def put(self, request: Request, funnel_id: UUID) -> Response:
        """Put another definition in its place; its id stays."""
        return _save(request, _find(funnel_id))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, funnel_id: UUID) -> Response:
        actions.remove_funnel(funnel=_find(funnel_id), actor=request.auth.actor)
        return Response(status=204)


class FunnelReport(APIView):
    capability = write_capability = "see"

    @extend_schema(
        parameters=[
            *PERIOD,
            OpenApiParameter("funnel", OpenApiTypes.STR, description="The id of a funnel; standard by default: landing page, form, sent."),
            OpenApiParameter(
                "split", OpenApiTypes.STR, enum=["-", *SplitBy.values], description="- for none; the funnel's own by default."
            ),
        ],
        responses=OwnFunnelAnswerShape,
    )
    def get(self, request: Request) -> Response:
        """People by step, in order and in time, with the median time of each step. The list of leads takes the same as filter `funnel`."""
        params = request.query_params.dict()
        period = period_of(params, request.auth.workspace.time_zone)
        key, name, asked = funnels.asked(params, period)
        definition, (found, as_of) = asked.definition, kept.stepped(asked.definition, period)
        told: dict[str, Any] = {
            "funnel": key, "name": name, "split": definition.split, "since": period.first, "until": period.last, "zone": period.zone,
            "as_of": as_of, "days": definition.days, "steps": plain(definition), **asdict(found),
        }  # fmt: skip
        return Response(OwnFunnelAnswerShape(told).data)
