"""Addresses outside any workspace."""

from django.urls import URLPattern

app_name = "onsite_public"
urlpatterns: list[URLPattern] = []
