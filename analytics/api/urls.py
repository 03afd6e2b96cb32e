"""Addresses of the REST API."""

from django.urls import path

from analytics.api.reports import Report
from analytics.api.rfm import Rfm

app_name = "api_analytics"
urlpatterns = [
    path("reports/rfm", Rfm.as_view(), name="rfm"),
    path("reports/<slug:name>", Report.as_view(), name="report"),
]
