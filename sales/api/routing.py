"""REST: routing rules and tasks of people."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from sales.actions.routing_rules import put_rules
from sales.actions.sdr_task import finish_task
from sales.api.doors import as_id, caller, read, told
from sales.api.shapes import Done, RuleShape, TaskShape
from sales.models import SdrTask
from sales.queries import rules


class RoutingRules(APIView):
    """The rules in the order in which they are asked; the first that matches decides."""

    capability, write_capability = "see", "edit_routing"
    parser_classes = (JSONParser,)  # the rules are a list

    @extend_schema(responses=RuleShape(many=True))
    def get(self, request: Request) -> Response:
        return Response(RuleShape(rules.stored(), many=True).data)

    @extend_schema(request=RuleShape(many=True), responses=RuleShape(many=True))
    def put(self, request: Request) -> Response:
        """Replace all rules by these."""
        body = RuleShape(data=request.data, many=True)
        body.is_valid(raise_exception=True)
        return Response(RuleShape(put_rules(body.validated_data, actor=caller(request).actor), many=True).data)


class Tasks(generics.ListAPIView[SdrTask]):
    """Tasks that journeys ask of people, newest first: `done=true` for those that were done; of one `lead`."""

    capability, write_capability = "see", "work_queue"
    serializer_class = TaskShape

    def get_queryset(self) -> "QuerySet[SdrTask]":
        done, lead = self.request.query_params.get("done") == "true", self.request.query_params.get("lead")
        found: QuerySet[SdrTask] = SdrTask.objects.filter(done_at__isnull=not done)
        return found.filter(lead_id=as_id(lead)) if lead else found

    @extend_schema(parameters=[OpenApiParameter("done", bool), OpenApiParameter("lead", UUID)])
    def get(self, request: Request) -> Response:
        return super().get(request)


class FinishTask(APIView):
    capability = write_capability = "work_queue"

    @extend_schema(request=Done, responses=TaskShape)
    def post(self, request: Request, task_id: UUID) -> Response:
        return told(TaskShape, finish_task(task_id, actor=caller(request).actor, at=read(Done, request)["at"]))
