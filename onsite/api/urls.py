"""Addresses of the REST API."""

from django.urls import path

from onsite.api import views

app_name = "api_onsite"
urlpatterns = [
    path("onsite-messages", views.OnsiteMessages.as_view(), name="messages"),
    path("onsite-messages/<uuid:onsite_message_id>", views.OneOnsiteMessage.as_view(), name="message"),
    path("onsite-messages/<uuid:onsite_message_id>/state", views.OnsiteMessageState.as_view(), name="message_state"),
    path("slots", views.Slots.as_view(), name="slots"),
    path("slots/<uuid:slot_id>", views.OneSlot.as_view(), name="slot"),
    path("slots/<uuid:slot_id>/state", views.SlotState.as_view(), name="slot_state"),
]
