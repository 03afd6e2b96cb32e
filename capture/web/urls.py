"""Addresses of the pages under /w/<workspace>/."""

from django.urls import URLPattern

app_name = "capture"
urlpatterns: list[URLPattern] = []
