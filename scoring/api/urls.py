"""Addresses of the REST API."""

from django.urls import path

from scoring.api import rulebooks, scores

app_name = "api_scoring"
urlpatterns = [
    path("leads/<uuid:lead_id>/score", scores.Score.as_view(), name="score"),
    path("leads/<uuid:lead_id>/ledger", scores.Ledger.as_view(), name="ledger"),
    path("leads/<uuid:lead_id>/tags", scores.Tags.as_view(), name="tags"),
    path("rulebooks", rulebooks.Rulebooks.as_view(), name="rulebooks"),
    path("rulebooks/<int:version>", rulebooks.OneRulebook.as_view(), name="rulebook"),
    path("rulebooks/<int:version>/publish", rulebooks.Publish.as_view(), name="publish"),
]
