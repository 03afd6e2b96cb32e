"""Addresses outside any workspace."""

from django.urls import URLPattern

app_name = "capture_public"
urlpatterns: list[URLPattern] = []
