"""Addresses of the REST API."""

from django.urls import path

from analytics.api.aha import AhaEvents, OneAhaEvent
from analytics.api.funnels import FunnelReport, Funnels, OneFunnel
from analytics.api.reports import Report
from analytics.api.rfm import Rfm
from analytics.api.scores import Calibration, PutIntoDraft, Rules

app_name = "api_analytics"
urlpatterns = [
    path("aha-events", AhaEvents.as_view(), name="aha_events"),
    path("aha-events/<uuid:product_id>", OneAhaEvent.as_view(), name="aha_event"),
    path("funnels", Funnels.as_view(), name="funnels"),
    path("funnels/<uuid:funnel_id>", OneFunnel.as_view(), name="funnel"),
    path("reports/funnels", FunnelReport.as_view(), name="funnel_report"),
    path("reports/rfm", Rfm.as_view(), name="rfm"),
    path("reports/calibration", Calibration.as_view(), name="calibration"),
    path("reports/rules", Rules.as_view(), name="rules"),
    path("reports/rules/draft", PutIntoDraft.as_view(), name="rules_draft"),
    path("reports/<slug:name>", Report.as_view(), name="report"),
]
