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

from onsite.actions.items import set_item_state
from onsite.enums import State
from onsite.models import Item, OnsiteMessage, Slot
from onsite.queries import items
from onsite.queries.kinds import MESSAGE, SLOT, Kind


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


def _whole(item: Item, shape: Any) -> Response:
    """One item with its live definition and results."""
    results = items.results().get(item.pk, items.Results())
    values = {field: getattr(item, field) for field in shape.Meta.fields if field not in ("definition", "results")}
    return Response(shape({**values, "definition": items.live_definition(item), "results": results}).data)


def _put(request: Request, item: Item) -> Item:
    """Into the state that the request asks for."""
    body = OnsiteStateShape(data=request.data)
    body.is_valid(raise_exception=True)
    set_item_state(item=item, state=str(body.validated_data["state"]), actor=request.auth.actor)
    return item


def found(kind: Kind[Any], item_id: UUID) -> Item:
    item = items.item(kind, item_id)
    if item is None:
        raise Http404
    return item


class OnsiteMessages(generics.ListAPIView[OnsiteMessage]):
    """Pop-ups, newest first."""

    capability = write_capability = "see"
    serializer_class = OnsiteMessageShape

    def get_queryset(self) -> "QuerySet[Any]":
        return items.items(MESSAGE).order_by()


class OneOnsiteMessage(APIView):
    capability = write_capability = "see"

    @extend_schema(responses=OneOnsiteMessageShape)
    def get(self, request: Request, onsite_message_id: UUID) -> Response:
        return _whole(found(MESSAGE, onsite_message_id), OneOnsiteMessageShape)


class OnsiteMessageState(APIView):
    capability, write_capability = "see", "manage_onsite"

    @extend_schema(request=OnsiteStateShape, responses=OnsiteMessageShape)
    def post(self, request: Request, onsite_message_id: UUID) -> Response:
        """Pause it, or go on with the version that was live."""
        return Response(OnsiteMessageShape(_put(request, found(MESSAGE, onsite_message_id))).data)


class Slots(generics.ListAPIView[Slot]):
    """Slots, newest first."""

    capability = write_capability = "see"
    serializer_class = SlotShape

    def get_queryset(self) -> "QuerySet[Any]":
        return items.items(SLOT).order_by()


class OneSlot(APIView):
    capability = write_capability = "see"

    @extend_schema(responses=OneSlotShape)
    def get(self, request: Request, slot_id: UUID) -> Response:
        return _whole(found(SLOT, slot_id), OneSlotShape)


class SlotState(APIView):
    capability, write_capability = "see", "manage_onsite"

    @extend_schema(request=OnsiteStateShape, responses=SlotShape)
    def post(self, request: Request, slot_id: UUID) -> Response:
        """Pause it (pages keep their own words), or go on with the version that was live."""
        return Response(SlotShape(_put(request, found(SLOT, slot_id))).data)
