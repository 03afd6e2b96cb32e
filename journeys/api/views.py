"""REST: journeys, their life, and who is in them."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from journeys.actions import journeys as writing
from journeys.actions import publish as publishing
from journeys.actions.enrol import enrol_by_hand
from journeys.actions.undo_launch import undo_launch
from journeys.actions.withdraw import withdraw
from journeys.api import serializers
from journeys.domain import templates
from journeys.domain.graph import parse
from journeys.enums import EnrolmentState
from journeys.models import Enrolment, Journey
from journeys.queries import enrolments, step_counts
from journeys.queries.faults import problems
from journeys.queries.preview import preview
from kernel.audit import Actor
from kernel.problems import Refused
from leads.domain.filters import BadFilter
from leads.queries.leads import lead


def find(journey_id: UUID) -> Journey:
    journey = step_counts.journeys().filter(pk=journey_id).first()
    if journey is None:
        raise Http404
    return journey


def actor_of(request: Request) -> Actor:
    caller: Any = request.auth
    actor: Actor = caller.actor
    return actor


def checked(serializer: BaseSerializer[Any]) -> dict[str, Any]:
    serializer.is_valid(raise_exception=True)
    found: dict[str, Any] = serializer.validated_data
    return found


class JourneysView(generics.ListAPIView[Journey]):
    """All journeys, newest first; make one from a template."""

    capability, write_capability = "see", "edit_marketing"
    serializer_class = serializers.JourneySerializer

    def get_queryset(self) -> Any:
        return step_counts.journeys()

    @extend_schema(request=serializers.NewJourneySerializer, responses={201: serializers.JourneyDetailSerializer})
    def post(self, request: Request) -> Response:
        """A draft from a template: welcome, drip, reengagement, message, news or custom."""
        given = checked(serializers.NewJourneySerializer(data=request.data))
        name = given.get("name") or gettext(templates.NAMES[given["kind"]])
        made = writing.create_journey(kind=given["kind"], name=name, actor=actor_of(request))
        return Response(serializers.JourneyDetailSerializer(made).data, status=status.HTTP_201_CREATED)


class JourneyView(APIView):
    """One journey; its draft may be replaced at any time without touching what runs."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(responses=serializers.JourneyDetailSerializer)
    def get(self, request: Request, journey_id: UUID) -> Response:
        return Response(serializers.JourneyDetailSerializer(find(journey_id)).data)

    @extend_schema(request=serializers.JourneyChangeSerializer, responses=serializers.JourneyDetailSerializer)
    def patch(self, request: Request, journey_id: UUID) -> Response:
        """Change name or draft."""
        find(journey_id)
        given = checked(serializers.JourneyChangeSerializer(data=request.data))
        if not given:
            raise Refused("Give name or draft.")
        if "name" in given:
            writing.rename(journey_id=journey_id, name=given["name"], actor=actor_of(request))
        if "draft" in given:
            writing.change_draft(journey_id=journey_id, definition=given["draft"], actor=actor_of(request))
        return self.get(request, journey_id)


class LifeView(APIView):
    """Pause or resume."""

    capability, write_capability = "see", "launch"
    verb = "pause"

    @extend_schema(request=None, responses=serializers.JourneyDetailSerializer)
    def post(self, request: Request, journey_id: UUID) -> Response:
        """Refuses, with 409, what cannot be done in the journey's state."""
        find(journey_id)
        getattr(publishing, self.verb)(journey_id, actor_of(request))
        return Response(serializers.JourneyDetailSerializer(find(journey_id)).data)


class PublishView(APIView):
    """Publish, and launch a draft."""

    capability, write_capability = "see", "launch"

    @extend_schema(request=serializers.PublishSerializer, responses=serializers.JourneyDetailSerializer)
    def post(self, request: Request, journey_id: UUID) -> Response:
        """Refuses, with 409, what cannot be done in the journey's state or with its problems, and a number not near `expected` (5 %)."""
        find(journey_id)
        given = checked(serializers.PublishSerializer(data=request.data))
        publishing.publish(journey_id, actor_of(request), given["expected"])
        return Response(serializers.JourneyDetailSerializer(find(journey_id)).data)


class LaunchView(APIView):
    """What the draft would do."""

    capability = "see"

    @extend_schema(responses=serializers.PreviewSerializer)
    def get(self, request: Request, journey_id: UUID) -> Response:
        """How many leads the draft lets in at once, and how many by what happened in the last 30 days.
        Refuses, with 409, a draft with problems."""
        graph = parse(find(journey_id).draft)
        if wrong := problems(graph):
            raise Refused(f"{wrong[0].where}: {wrong[0].told(gettext)}", field="draft", code="not_ready", status=409)
        try:
            found = preview(graph.entry)
        except BadFilter as error:
            raise Refused(error.detail, field="draft", code="not_ready", status=409) from error
        return Response(serializers.PreviewSerializer(found).data)


class UndoLaunchView(APIView):
    """The way back from a launch."""

    capability = write_capability = "launch"

    @extend_schema(request=None, responses=serializers.UndoneSerializer)
    def post(self, request: Request, journey_id: UUID) -> Response:
        """Within a day: pause it and take out whom the segment let in and nothing was done for yet. Refuses, with 409, anything else."""
        find(journey_id)
        return Response({"left": undo_launch(journey_id, actor_of(request))})


STATE = OpenApiParameter("state", str, enum=EnrolmentState.values)


class EnrolmentsView(generics.ListAPIView[Enrolment]):
    """Who is or was in the journey, newest first; let a lead in by hand."""

    capability, write_capability = "see", "edit_marketing"
    serializer_class = serializers.EnrolmentSerializer

    def get_queryset(self) -> Any:
        asked = self.request.GET.get("state", "")
        if asked and asked not in EnrolmentState.values:
            raise Refused(f"There is no state “{asked[:40]}”: use one of {', '.join(EnrolmentState.values)}.", field="state")
        return enrolments.of_journey(find(self.kwargs["journey_id"]).pk, asked)

    @extend_schema(parameters=[STATE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(request=serializers.EnrolSerializer, responses={201: serializers.EnrolmentSerializer})
    def post(self, request: Request, journey_id: UUID) -> Response:
        """Refuses, with 409, a journey that is not live and a lead that its rules keep out."""
        find(journey_id)
        lead_id = checked(serializers.EnrolSerializer(data=request.data))["lead_id"]
        if lead(lead_id) is None:
            raise Http404
        enrol_by_hand(journey_id, lead_id, actor_of(request))
        entered = enrolments.of_journey(journey_id, EnrolmentState.ACTIVE).get(lead_id=lead_id)
        return Response(serializers.EnrolmentSerializer(entered).data, status=status.HTTP_201_CREATED)


def found_enrolment(enrolment_id: UUID) -> Enrolment:
    found = enrolments.find(enrolment_id)
    if found is None:
        raise Http404
    found.steps = enrolments.steps(enrolment_id)  # type: ignore[attr-defined]
    return found


class EnrolmentView(APIView):
    """One passage with its steps."""

    capability = "see"

    @extend_schema(responses=serializers.EnrolmentDetailSerializer)
    def get(self, request: Request, enrolment_id: UUID) -> Response:
        return Response(serializers.EnrolmentDetailSerializer(found_enrolment(enrolment_id)).data)


class WithdrawView(APIView):
    """Take the lead out."""

    capability, write_capability = "see", "edit_marketing"

    @extend_schema(request=None, responses=serializers.EnrolmentDetailSerializer)
    def post(self, request: Request, enrolment_id: UUID) -> Response:
        """Refuses, with 409, a passage that is over."""
        found_enrolment(enrolment_id)
        withdraw(enrolment_id, actor_of(request))
        return Response(serializers.EnrolmentDetailSerializer(found_enrolment(enrolment_id)).data)
