"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from analytics.web import aha, calibration, channels, funnels, intent, reports, rfm, rules

app_name = "analytics"
urlpatterns = [
    path("insights/funnel", reports.funnel_page, name="funnel"),
    path("insights/funnels", funnels.funnels_page, name="funnels"),
    path("insights/funnels/new", funnels.new_page, name="funnel_new"),
    path("insights/funnels/<uuid:funnel_id>", funnels.edit_page, name="funnel_edit"),
    path("insights/funnels/<uuid:funnel_id>/remove", funnels.remove, name="funnel_remove"),
    path("insights/velocity", reports.velocity_page, name="velocity"),
    path("insights/lvr", reports.lvr_page, name="lvr"),
    path("insights/sources", reports.sources_page, name="sources"),
    path("insights/fast-and-old", reports.age_page, name="age"),
    path("insights/intent", intent.intent_page, name="intent"),
    path("insights/aha", aha.aha_page, name="aha"),
    path("insights/aha/<uuid:product_id>/choose", aha.choose, name="choose_aha"),
    path("insights/aha/<uuid:product_id>/take-back", aha.take_back, name="take_back_aha"),
    path("insights/channels", channels.channels_page, name="channels"),
    path("insights/rfm", rfm.rfm_page, name="rfm"),
    path("insights/calibration", calibration.calibration_page, name="calibration"),
    path("insights/rules", rules.rules_page, name="rules"),
    path("insights/rules/draft", rules.draft_page, name="rules_draft"),
]
