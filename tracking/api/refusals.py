"""REST: dead letters and their replay."""

from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kernel.problems import Refused
from tracking.actions.replay import replay
from tracking.enums import DropReason, Verdict
from tracking.models import Refusal
from tracking.queries import refusals


class RefusalSerializer(serializers.ModelSerializer[Refusal]):
    class Meta:
        model = Refusal
        fields = [
            "id", "at", "message_id", "site_id", "verdict", "reason", "pointer", "detail", "kind", "name", "door", "body", "replays",
            "replayed_at",
        ]  # fmt: skip


class RefusalFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What may be asked for."""

    reason = django_filters.ChoiceFilter(choices=DropReason.choices)
    verdict = django_filters.ChoiceFilter(choices=Verdict.choices)
    site = django_filters.UUIDFilter(field_name="site_id")
    message_id = django_filters.CharFilter()
    replayed = django_filters.BooleanFilter(field_name="replayed_at", lookup_expr="isnull", exclude=True)
    since = django_filters.IsoDateTimeFilter(field_name="at", lookup_expr="gte")
    until = django_filters.IsoDateTimeFilter(field_name="at", lookup_expr="lt")


class Refusals(ListAPIView[Refusal]):
    """Messages that did not become events, newest first, each with its reason and as it was sent."""

    capability = "see"
    write_capability = "see"
    serializer_class = RefusalSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = RefusalFilter
    queryset = Refusal.objects.none()

    def get_queryset(self) -> "QuerySet[Refusal]":
        return refusals.search(refusals.Asked(state=""))


class ForeseenSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField()
    detail = serializers.CharField()


class ReplaySerializer(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(
        choices=["accepted", "duplicate", "rejected", "conflict"],
        help_text="accepted: it waits for the digest; duplicate: it stands already; else it is still refused, for the refusal's reason.",
    )
    foreseen = ForeseenSerializer(
        allow_null=True, help_text="Of an accepted one: why the digest will refuse it again, as things stand; null: it becomes an event."
    )
    refusal = RefusalSerializer()


class Replay(APIView):
    """Send one refused message through the door again, under its id and with the time at which it came."""

    capability = write_capability = "manage_sites"

    @extend_schema(request=None, responses=ReplaySerializer)
    def post(self, request: Request, refusal_id: UUID) -> Response:
        found = refusals.refusal(refusal_id)
        if found is None:
            raise Http404
        done = replay([found.pk], actor=request.auth.actor)  # type: ignore[union-attr]
        if not done.outcomes:
            raise Refused("This message was taken by a replay already.", code="already_replayed", status=409)
        found.refresh_from_db()
        told = {"outcome": done.outcomes[found.pk], "foreseen": done.foreseen.get(found.pk), "refusal": found}
        return Response(ReplaySerializer(told).data)
