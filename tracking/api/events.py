"""REST: events."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from tracking.enums import Door, EventKind
from tracking.models import Event
from tracking.queries.visitors import ids_of_person


class EventSerializer(serializers.ModelSerializer[Event]):
    class Meta:
        model = Event
        fields = [
            "id", "occurred_at", "received_at", "message_id", "site_id", "visitor_id", "session_id", "kind", "name", "door", "url", "path",
            "title", "referrer", "channel", "source", "medium", "campaign", "is_bot", "identity", "context", "properties",
        ]  # fmt: skip


class EventFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What may be asked for, and how."""

    kind = django_filters.ChoiceFilter(choices=EventKind.choices)
    door = django_filters.ChoiceFilter(choices=Door.choices)
    name = django_filters.CharFilter()
    is_bot = django_filters.BooleanFilter()
    site = django_filters.UUIDFilter(field_name="site_id")
    visitor = django_filters.UUIDFilter(field_name="visitor_id")
    person = django_filters.UUIDFilter(method="of_person", label="Events of every device of this person")
    since = django_filters.IsoDateTimeFilter(field_name="occurred_at", lookup_expr="gte")
    until = django_filters.IsoDateTimeFilter(field_name="occurred_at", lookup_expr="lt")

    def of_person(self, queryset: QuerySet[Event], name: str, value: Any) -> QuerySet[Event]:
        return queryset.filter(visitor_id__in=ids_of_person(value))


class Events(ListAPIView[Event]):
    """Events, newest first by the time of happening."""

    capability = "see"
    write_capability = "see"
    serializer_class = EventSerializer
    filter_backends = [DjangoFilterBackend]
    filterset_class = EventFilter
    queryset = Event.objects.all()
