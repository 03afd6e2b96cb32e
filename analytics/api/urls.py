"""Addresses of the REST API."""

from django.urls import path

from analytics.api.aha import AhaEvents, OneAhaEvent
from analytics.api.funnels import FunnelReport, Funnels, OneFunnel
from analytics.api.goals import Goals, InstallPlaybook, OneGoal, OnePlaybook, Playbooks, RestoreGoal
from analytics.api.reports import Report
from analytics.api.rfm import Rfm
from analytics.api.scores import Calibration, PutIntoDraft, Rules

app_name = "api_analytics"
urlpatterns = [
    path("aha-events", AhaEvents.as_view(), name="aha_events"),
    path("aha-events/<uuid:product_id>", OneAhaEvent.as_view(), name="aha_event"),
    path("goals", Goals.as_view(), name="goals"),
    path("goals/<uuid:goal_id>", OneGoal.as_view(), name="goal"),
    path("goals/<uuid:goal_id>/restore", RestoreGoal.as_view(), name="goal_restore"),
    path("playbooks", Playbooks.as_view(), name="playbooks"),
    path("playbooks/<str:stage>", OnePlaybook.as_view(), name="playbook"),
    path("playbooks/<str:stage>/install", InstallPlaybook.as_view(), name="playbook_install"),
    path("funnels", Funnels.as_view(), name="funnels"),
    path("funnels/<uuid:funnel_id>", OneFunnel.as_view(), name="funnel"),
    path("reports/funnels", FunnelReport.as_view(), name="funnel_report"),
    path("reports/rfm", Rfm.as_view(), name="rfm"),
    path("reports/calibration", Calibration.as_view(), name="calibration"),
    path("reports/rules", Rules.as_view(), name="rules"),
    path("reports/rules/draft", PutIntoDraft.as_view(), name="rules_draft"),
    path("reports/<slug:name>", Report.as_view(), name="report"),
]
