"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from onsite.web import hesitation, key_accounts, messages, slots

app_name = "onsite"
urlpatterns = [
    path("onsite/messages", messages.show, name="messages"),
    path("onsite/messages/new", messages.create, name="new_message"),
    path("onsite/messages/<uuid:onsite_message_id>", messages.one, name="message"),
    path("onsite/messages/<uuid:onsite_message_id>/save", messages.save, name="save_message"),
    path("onsite/messages/<uuid:onsite_message_id>/review", messages.review, name="review_message"),
    path("onsite/messages/<uuid:onsite_message_id>/publish", messages.publish, name="publish_message"),
    path("onsite/messages/<uuid:onsite_message_id>/state", messages.state, name="message_state"),
    path("onsite/messages/<uuid:onsite_message_id>/preview", messages.preview, name="preview_message"),
    path("onsite/slots", slots.show, name="slots"),
    path("onsite/slots/new", slots.create, name="new_slot"),
    path("onsite/slots/<uuid:slot_id>", slots.one, name="slot"),
    path("onsite/slots/<uuid:slot_id>/save", slots.save, name="save_slot"),
    path("onsite/slots/<uuid:slot_id>/review", slots.review, name="review_slot"),
    path("onsite/slots/<uuid:slot_id>/publish", slots.publish, name="publish_slot"),
    path("onsite/slots/<uuid:slot_id>/state", slots.state, name="slot_state"),
    path("onsite/accounts", key_accounts.show, name="accounts"),
    path("onsite/accounts/new", key_accounts.add, name="add_account"),
    path("onsite/accounts/<uuid:key_account_id>", key_accounts.change, name="account"),
    path("onsite/accounts/<uuid:key_account_id>/remove", key_accounts.remove, name="remove_account"),
    path("onsite/hesitation", hesitation.show, name="hesitation"),
    path("onsite/hesitation/save", hesitation.save, name="save_hesitation"),
    path("onsite/audiences", hesitation.export_chosen, name="export_chosen"),
    path("onsite/audiences/<uuid:segment_id>", hesitation.export, name="export"),
]
