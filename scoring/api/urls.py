"""Addresses of the REST API."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from scoring.api import rulebooks, scores


class VersionConverter(IntConverter):
    """A number that fits the column."""

    regex = "[0-9]{1,9}"


register_converter(VersionConverter, "version")

app_name = "api_scoring"
urlpatterns = [
    path("leads/<uuid:lead_id>/score", scores.Score.as_view(), name="score"),
    path("leads/<uuid:lead_id>/ledger", scores.Ledger.as_view(), name="ledger"),
    path("leads/<uuid:lead_id>/tags", scores.Tags.as_view(), name="tags"),
    path("rulebooks", rulebooks.Rulebooks.as_view(), name="rulebooks"),
    path("rulebooks/<version:version>", rulebooks.OneRulebook.as_view(), name="rulebook"),
    path("rulebooks/<version:version>/publish", rulebooks.Publish.as_view(), name="publish"),
]
