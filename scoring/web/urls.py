"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from scoring.web import draft, explain, rulebook, tags

app_name = "scoring"
urlpatterns = [
    path("scoring", rulebook.live, name="rulebook"),
    path("scoring/versions/<int:version>", rulebook.version, name="rulebook_version"),
    path("scoring/draft", draft.draft, name="draft"),
    path("scoring/draft/begin", draft.begin, name="draft_begin"),
    path("scoring/draft/publish", draft.publish, name="draft_publish"),
    path("scoring/draft/drop", draft.drop, name="draft_drop"),
    path("leads/<uuid:lead_id>/score", explain.explain, name="explain"),
    path("leads/<uuid:lead_id>/tag", tags.put, name="tag_lead"),
    path("leads/<uuid:lead_id>/untag", tags.take, name="untag_lead"),
    path("tags", tags.tags, name="tags"),
]
