"""Addresses of the REST API."""

from django.urls import path

from tracking.api.events import Events
from tracking.api.sites import Sites

app_name = "api_tracking"
urlpatterns = [
    path("sites", Sites.as_view(), name="sites"),
    path("events", Events.as_view(), name="events"),
]
