"""Addresses of the pages under /w/<workspace>/."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
