"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from tracking.web import catalogue, heat, humans, install, live, privacy, quota, refusals, sites, visitors

app_name = "tracking"
urlpatterns = [
    path("live", live.live, name="live"),
    path("live/raw", live.raw, name="raw"),
    path("catalogue", catalogue.catalogue, name="catalogue"),
    path("catalogue/<uuid:entry_id>", catalogue.entry, name="event_name"),
    path("catalogue/<uuid:entry_id>/block", catalogue.block, name="block_event"),
    path("catalogue/<uuid:entry_id>/mark", catalogue.mark, name="mark_event"),
    path("catalogue/<uuid:entry_id>/describe", catalogue.describe, name="describe_event"),
    path("refusals", refusals.refusals, name="refusals"),
    path("refusals/replay", refusals.replay_many, name="replay"),
    path("refusals/<uuid:refusal_id>", refusals.refusal, name="refusal"),
    path("refusals/<uuid:refusal_id>/replay", refusals.replay_one, name="replay_one"),
    path("quota", quota.quota, name="quota"),
    path("quota/limits", quota.change, name="change_limits"),
    path("heat", heat.heat, name="heat"),
    path("heat/show", heat.show, name="heat_show"),
    path("sites", sites.sites, name="sites"),
    path("sites/new", sites.add, name="add_site"),
    path("sites/<uuid:site_id>", sites.site, name="site"),
    path("sites/<uuid:site_id>/diagnosis", install.diagnosis, name="diagnosis"),
    path("sites/<uuid:site_id>/change", sites.change, name="change_site"),
    path("sites/<uuid:site_id>/signing", sites.sign, name="sign_users"),
    path("sites/<uuid:site_id>/renew-secret", sites.renew, name="renew_secret"),
    path("sites/<uuid:site_id>/rotate", sites.rotate, name="rotate_key"),
    path("sites/<uuid:site_id>/end-old-key", sites.end_old, name="end_old_key"),
    path("sites/<uuid:site_id>/revoke", sites.revoke, name="revoke_key"),
    path("visitors/<uuid:visitor_id>", visitors.visitor, name="visitor"),
    path("visitors/<uuid:visitor_id>/sessions/<int:number>", visitors.session, name="session"),
    path("visitors/<uuid:visitor_id>/judge", humans.judge, name="judge_visitor"),
    path("privacy", privacy.show, name="privacy"),
    path("privacy/change", privacy.change, name="change_privacy"),
]
