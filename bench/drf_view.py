"""The other side of ingest-1: one event through a DRF serializer and an ORM create, inside the product's own tenancy."""

import os
from typing import Any
from uuid import UUID

import django
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.urls import path

django.setup()

from django.conf import settings  # noqa: E402
from rest_framework import serializers  # noqa: E402
from rest_framework.request import Request  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from kernel import clock, tenancy  # noqa: E402
from kernel.lobby import Hall, Lobby  # noqa: E402
from tenants.domain import keys  # noqa: E402
from tenants.queries import api_keys  # noqa: E402
from tracking.models import Refusal  # noqa: E402


class EventSerializer(serializers.Serializer[Any]):
    """What a single track call carries."""

    type = serializers.CharField(max_length=20)
    event = serializers.CharField(max_length=200)
    anonymousId = serializers.CharField(max_length=200)
    messageId = serializers.CharField(max_length=200)
    timestamp = serializers.DateTimeField()
    properties = serializers.DictField()


class Track(APIView):
    """POST one event."""

    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []

    def post(self, request: Request) -> Response:
        key = keys.parse(request.headers["X-Write-Key"])
        assert key is not None
        given = EventSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        with tenancy.scope(UUID(os.environ["BENCH_WORKSPACE"])):
            if api_keys.find_here(key) is None:
                return Response({"success": False}, status=401)
            Refusal.objects.create(
                message_id=given.validated_data["messageId"], at=clock.now(), verdict="accepted", body=given.validated_data["properties"],
            )  # fmt: skip
        return Response({"success": True})


def track(request: HttpRequest) -> Any:
    return Track.as_view()(request)


track.csrf_exempt = True  # type: ignore[attr-defined]
urlpatterns = [path("v1/track", track)]
settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = []
# The same server and lobby as the product's.
SIXTEEN = Hall("page", threads=16, keep=1 << 20, listen=1 << 20)
application = Lobby(WSGIHandler(), SIXTEEN, SIXTEEN, lambda path: False)
