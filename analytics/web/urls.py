"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from analytics.web import reports, rfm

app_name = "analytics"
urlpatterns = [
    path("insights/funnel", reports.funnel_page, name="funnel"),
    path("insights/velocity", reports.velocity_page, name="velocity"),
    path("insights/lvr", reports.lvr_page, name="lvr"),
    path("insights/sources", reports.sources_page, name="sources"),
    path("insights/fast-and-old", reports.age_page, name="age"),
    path("insights/rfm", rfm.rfm_page, name="rfm"),
]
