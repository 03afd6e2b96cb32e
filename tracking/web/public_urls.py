"""Addresses outside any workspace."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
