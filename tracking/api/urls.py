"""Addresses of the REST API."""

from django.urls import path

from tracking.api.events import Events
from tracking.api.refusals import Refusals, Replay
from tracking.api.sites import Sites

app_name = "api_tracking"
urlpatterns = [
    path("sites", Sites.as_view(), name="sites"),
    path("refusals", Refusals.as_view(), name="refusals"),
    path("refusals/<uuid:refusal_id>/replay", Replay.as_view(), name="replay"),
    path("events", Events.as_view(), name="events"),
]
