"""Addresses of the REST API."""

from django.urls import path

from analytics.api.reports import Report

app_name = "api_analytics"
urlpatterns = [path("reports/<slug:name>", Report.as_view(), name="report")]
