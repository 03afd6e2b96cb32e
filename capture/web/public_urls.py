"""Addresses outside any workspace."""

from django.urls import path

from capture.web import public_assets, public_codes, public_embed, public_forms, public_occasions

app_name = "capture_public"
urlpatterns = [
    path("f/confirm/<str:token>", public_forms.confirmed, name="confirm"),
    path("f/<str:public_id>", public_forms.hosted, name="form"),
    path("f/<str:public_id>/fields", public_embed.embed, {"verb": "fields"}, name="fields"),
    path("f/<str:public_id>/send", public_embed.embed, {"verb": "send"}, name="send"),
    path("f/<str:public_id>/glance", public_embed.glance, name="glance"),
    path("d/<str:public_id>", public_assets.asset, name="asset"),
    path("a/<str:token>", public_assets.opened, name="open_asset"),
    path("q/arrived", public_codes.arrived, name="arrived"),
    path("q/<str:public_id>", public_codes.scanned, name="scan"),
    path("e/<str:public_id>", public_occasions.occasion, name="occasion"),
]
