"""REST: operating goals and the playbooks of stages (F004, F005)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from analytics.actions import goals as acts
from analytics.actions import playbooks as playbook_acts
from analytics.domain.goals import Progress
from analytics.enums import GoalMetric, GoalState
from analytics.models import OperatingGoal, Playbook
from analytics.queries import goals, playbooks
from kernel.openapi import listed


class GoalPutShape(serializers.Serializer[dict[str, Any]]):
    """Of days and overdue leads `target` is the most that there may be, of the others the least. `line_id`: of a segment."""

    stage = serializers.CharField(max_length=30)
    metric = serializers.ChoiceField(choices=GoalMetric.choices)
    target = serializers.FloatField()
    due_on = serializers.DateField()
    line_id = serializers.UUIDField(required=False, allow_null=True)
    journey_id = serializers.UUIDField(required=False, allow_null=True)


class GoalShape(serializers.Serializer[Any]):
    """A goal with how far it is now: `value` as it was measured, null where there is nothing to measure; `percent` of the way."""

    id, stage = serializers.UUIDField(), serializers.CharField()
    metric, target = serializers.ChoiceField(choices=GoalMetric.choices), serializers.FloatField()
    due_on, began_at = serializers.DateField(), serializers.DateTimeField()
    line_id, journey_id = serializers.UUIDField(allow_null=True), serializers.UUIDField(allow_null=True)
    created_by, removed_at = serializers.CharField(), serializers.DateTimeField(allow_null=True)
    value, percent = serializers.FloatField(allow_null=True), serializers.IntegerField()
    state = serializers.ChoiceField(choices=GoalState.choices)


OWN = ("id", "stage", "metric", "target", "due_on", "began_at", "line_id", "journey_id", "created_by", "removed_at")


def measured(rows: Sequence[OperatingGoal]) -> list[dict[str, Any]]:
    return [_told(row, far) for row, far in zip(rows, goals.of_goals(rows), strict=True)]


def _told(row: OperatingGoal, far: Progress) -> dict[str, Any]:
    told = {"value": far.value, "percent": far.percent, "state": far.state}
    return {**{name: getattr(row, name) for name in OWN}, **told}


def find(goal_id: UUID) -> OperatingGoal:
    found = goals.goal(goal_id)
    if found is None:
        raise Http404
    return found


def said(row: OperatingGoal, status: int = 200) -> Response:
    return Response(GoalShape(measured([row])[0]).data, status=status)


class Goals(APIView):
    """What stages are to reach until when."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=listed(GoalShape))
    def get(self, request: Request) -> Response:
        """All that stand, what is due first comes first."""
        return Response({"results": GoalShape(measured(list(goals.goals())), many=True).data})

    @extend_schema(request=GoalPutShape, responses={201: GoalShape})
    def post(self, request: Request) -> Response:
        """Set one; it is measured from now on."""
        body = GoalPutShape(data=request.data)
        body.is_valid(raise_exception=True)
        return said(acts.set_goal(**body.validated_data, actor=request.auth.actor), 201)


class OneGoal(APIView):
    """One goal."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=GoalShape)
    def get(self, request: Request, goal_id: UUID) -> Response:
        return said(find(goal_id))

    @extend_schema(request=GoalPutShape, responses=GoalShape)
    def patch(self, request: Request, goal_id: UUID) -> Response:
        """Change what is given."""
        body = GoalPutShape(data=request.data, partial=True)
        body.is_valid(raise_exception=True)
        return said(acts.change_goal(find(goal_id), dict(body.validated_data), request.auth.actor))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, goal_id: UUID) -> Response:
        """Take it off the pages; `restore` brings it back."""
        acts.remove_goal(find(goal_id), request.auth.actor)
        return Response(status=204)


class RestoreGoal(APIView):
    """The way back."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(request=None, responses=GoalShape)
    def post(self, request: Request, goal_id: UUID) -> Response:
        """Bring a removed goal back."""
        found = find(goal_id)
        acts.restore_goal(found, request.auth.actor)
        return said(found)


class PlaybookPutShape(serializers.Serializer[dict[str, Any]]):
    """`segments` are lines of segments, `journeys` ids, `notes` what people do."""

    metrics = serializers.ListField(child=serializers.ChoiceField(choices=GoalMetric.choices), allow_empty=False)
    segments = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)
    journeys = serializers.ListField(child=serializers.UUIDField(), required=False, default=list)
    notes = serializers.ListField(child=serializers.CharField(max_length=300), required=False, default=list)


class PlaybookShape(serializers.ModelSerializer[Playbook]):
    """How a stage is run."""

    class Meta:
        model = Playbook
        fields = ("id", "stage", "metrics", "segments", "journeys", "notes", "changed_at", "changed_by")
        read_only_fields = fields


class InstallPutShape(serializers.Serializer[dict[str, Any]]):
    """`dry_run` only tells; `expected` is the number that was told as `making` (409 for another)."""

    dry_run = serializers.BooleanField(required=False, default=False)
    expected = serializers.IntegerField(required=False, allow_null=True, min_value=0)


class PlaybookPartShape(serializers.Serializer[Any]):
    """A segment or journey of a ready playbook; `there`: the workspace has it already."""

    name = serializers.CharField()
    there = serializers.BooleanField()
    members = serializers.IntegerField(allow_null=True)


class InstalledShape(serializers.Serializer[Any]):
    """`making`: how many segments and drafts of journeys are made; `playbook` null after a dry run."""

    making = serializers.IntegerField()
    segments = PlaybookPartShape(many=True)
    journeys = PlaybookPartShape(many=True)
    playbook = PlaybookShape(allow_null=True)


class Playbooks(APIView):
    """How stages are run."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=listed(PlaybookShape))
    def get(self, request: Request) -> Response:
        """Those that the workspace has."""
        return Response({"results": PlaybookShape(list(playbooks.playbooks().values()), many=True).data})


class OnePlaybook(APIView):
    """The playbook of one stage."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=PlaybookShape)
    def get(self, request: Request, stage: str) -> Response:
        found = playbooks.playbook(stage)
        if found is None:
            raise Http404
        return Response(PlaybookShape(found).data)

    @extend_schema(request=PlaybookPutShape, responses=PlaybookShape)
    def put(self, request: Request, stage: str) -> Response:
        """Say what it is made of."""
        body = PlaybookPutShape(data=request.data)
        body.is_valid(raise_exception=True)
        given = dict(body.validated_data)
        saved = playbook_acts.save_playbook(stage, lines=given.pop("segments"), **given, actor=request.auth.actor)
        return Response(PlaybookShape(saved).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, stage: str) -> Response:
        """Remove it; its segments and journeys stay."""
        playbook_acts.remove_playbook(stage, request.auth.actor)
        return Response(status=204)


class InstallPlaybook(APIView):
    """The ready playbook of one stage."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(request=InstallPutShape, responses={200: InstalledShape, 201: InstalledShape})
    def post(self, request: Request, stage: str) -> Response:
        """Take it: make the segments and drafts of journeys that are not there. `dry_run` only tells."""
        if not playbooks.is_stage(stage):
            raise Http404
        body = InstallPutShape(data=request.data)
        body.is_valid(raise_exception=True)
        plan, made = playbooks.plan(stage, counting=True), None
        if not body.validated_data["dry_run"]:
            made = playbook_acts.install_playbook(stage, request.auth.actor, body.validated_data.get("expected"))
        told = {"making": plan.making, "segments": plan.segments, "journeys": plan.journeys, "playbook": made}
        return Response(InstalledShape(told).data, status=201 if made else 200)
