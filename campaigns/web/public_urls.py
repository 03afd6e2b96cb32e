"""Addresses outside any workspace."""

from django.urls import path

from campaigns.web import public

app_name = "campaigns_public"
urlpatterns = [
    path("o/<str:token>.gif", public.opened, name="open"),
    path("c/<str:token>", public.clicked, name="click"),
    path("u/<str:token>", public.leave, name="unsubscribe"),
]
