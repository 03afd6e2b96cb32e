"""REST: on-site messages and slots, read and put into another state."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from onsite.actions.messages import set_message_state
from onsite.actions.slots import set_slot_state
from onsite.enums import State
from onsite.models import OnsiteMessage, Slot
from onsite.queries import items


class OnsiteMessageShape(serializers.ModelSerializer[OnsiteMessage]):
    class Meta:
        model = OnsiteMessage
        fields = ("id", "name", "state", "live_version", "created_at")


class SlotShape(serializers.ModelSerializer[Slot]):
    class Meta:
        model = Slot
        fields = ("id", "key", "name", "state", "live_version", "created_at")


class ReactionsShape(serializers.Serializer[Any]):
    """Over all versions, bots left out."""

    views = serializers.IntegerField()
    clicks = serializers.IntegerField()
    closes = serializers.IntegerField()


class OneOnsiteMessageShape(OnsiteMessageShape):
    """With the definition of its live version and what came of it."""

    definition = serializers.JSONField(allow_null=True, read_only=True)
    results = ReactionsShape(read_only=True)

    class Meta(OnsiteMessageShape.Meta):
        fields = (*OnsiteMessageShape.Meta.fields, "definition", "results")


class OneSlotShape(SlotShape):
    """With the rules of its live version and what came of it."""

    definition = serializers.JSONField(allow_null=True, read_only=True)
    results = ReactionsShape(read_only=True)

    class Meta(SlotShape.Meta):
        fields = (*SlotShape.Meta.fields, "definition", "results")


class OnsiteStateShape(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=[State.LIVE.value, State.PAUSED.value])


def _whole(item: Any, shape: Any, version: Any) -> Response:
    """One item with its live definition and results."""
    results = items.results().get(item.pk, items.Results())
    values = {field: getattr(item, field) for field in shape.Meta.fields if field not in ("definition", "results")}
    return Response(shape({**values, "definition": version.definition if version else None, "results": results}).data)


def _wanted(request: Request) -> str:
    body = OnsiteStateShape(data=request.data)
    body.is_valid(raise_exception=True)
    return str(body.validated_data["state"])


def found_message(message_id: UUID) -> OnsiteMessage:
    message = items.message(message_id)
    if message is None:
        raise Http404
    return message


def found_slot(slot_id: UUID) -> Slot:
    slot = items.slot(slot_id)
    if slot is None:
        raise Http404
    return slot


class OnsiteMessages(generics.ListAPIView[OnsiteMessage]):
    """Pop-ups, newest first."""

    capability = write_capability = "see"
    serializer_class = OnsiteMessageShape

    def get_queryset(self) -> "QuerySet[OnsiteMessage]":
        return items.messages().order_by()


class OneOnsiteMessage(APIView):
    capability = write_capability = "see"

    @extend_schema(responses=OneOnsiteMessageShape)
    def get(self, request: Request, onsite_message_id: UUID) -> Response:
        message = found_message(onsite_message_id)
        return _whole(message, OneOnsiteMessageShape, items.message_versions(message).filter(number=message.live_version or 0).first())


class OnsiteMessageState(APIView):
    capability, write_capability = "see", "manage_onsite"

    @extend_schema(request=OnsiteStateShape, responses=OnsiteMessageShape)
    def post(self, request: Request, onsite_message_id: UUID) -> Response:
        """Pause it, or go on with the version that was live."""
        message = found_message(onsite_message_id)
        set_message_state(message=message, state=_wanted(request), actor=request.auth.actor)
        return Response(OnsiteMessageShape(message).data)


class Slots(generics.ListAPIView[Slot]):
    """Slots, newest first."""

    capability = write_capability = "see"
    serializer_class = SlotShape

    def get_queryset(self) -> "QuerySet[Slot]":
        return items.slots().order_by()


class OneSlot(APIView):
    capability = write_capability = "see"

    @extend_schema(responses=OneSlotShape)
    def get(self, request: Request, slot_id: UUID) -> Response:
        slot = found_slot(slot_id)
        return _whole(slot, OneSlotShape, items.slot_versions(slot).filter(number=slot.live_version or 0).first())


class SlotState(APIView):
    capability, write_capability = "see", "manage_onsite"

    @extend_schema(request=OnsiteStateShape, responses=SlotShape)
    def post(self, request: Request, slot_id: UUID) -> Response:
        """Pause it (pages keep their own words), or go on with the version that was live."""
        slot = found_slot(slot_id)
        set_slot_state(slot=slot, state=_wanted(request), actor=request.auth.actor)
        return Response(SlotShape(slot).data)
