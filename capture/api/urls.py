"""Addresses of the REST API."""

from django.urls import URLPattern

app_name = "api_capture"
urlpatterns: list[URLPattern] = []
