"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from tracking.web import humans, live, privacy, sites, visitors

app_name = "tracking"
urlpatterns = [
    path("live", live.live, name="live"),
    path("live/raw", live.raw, name="raw"),
    path("sites", sites.sites, name="sites"),
    path("sites/new", sites.add, name="add_site"),
    path("sites/<uuid:site_id>", sites.site, name="site"),
    path("sites/<uuid:site_id>/change", sites.change, name="change_site"),
    path("sites/<uuid:site_id>/rotate", sites.rotate, name="rotate_key"),
    path("sites/<uuid:site_id>/revoke", sites.revoke, name="revoke_key"),
    path("visitors/<uuid:visitor_id>", visitors.visitor, name="visitor"),
    path("visitors/<uuid:visitor_id>/judge", humans.judge, name="judge_visitor"),
    path("privacy", privacy.show, name="privacy"),
    path("privacy/change", privacy.change, name="change_privacy"),
]
