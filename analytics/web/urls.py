"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from analytics.web import calibration, reports, rfm, rules

app_name = "analytics"
urlpatterns = [
    path("insights/funnel", reports.funnel_page, name="funnel"),
    path("insights/velocity", reports.velocity_page, name="velocity"),
    path("insights/lvr", reports.lvr_page, name="lvr"),
    path("insights/sources", reports.sources_page, name="sources"),
    path("insights/fast-and-old", reports.age_page, name="age"),
    path("insights/rfm", rfm.rfm_page, name="rfm"),
    path("insights/calibration", calibration.calibration_page, name="calibration"),
    path("insights/rules", rules.rules_page, name="rules"),
    path("insights/rules/draft", rules.draft_page, name="rules_draft"),
]
