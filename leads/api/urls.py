"""Addresses of the REST API."""

from django.urls import path

from leads.api import imports, leads, library, people

app_name = "api_leads"
urlpatterns = [
    path("leads", leads.Leads.as_view(), name="leads"),
    path("leads/filters", leads.LeadFilters.as_view(), name="filters"),
    path("leads/by-identifier", leads.ByIdentifier.as_view(), name="by_identifier"),
    path("leads/<uuid:lead_id>", leads.OneLead.as_view(), name="lead"),
    path("leads/<uuid:lead_id>/stage", leads.LeadStage.as_view(), name="stage"),
    path("leads/<uuid:lead_id>/merge", leads.LeadMerge.as_view(), name="merge"),
    path("leads/<uuid:lead_id>/stages", leads.LeadVisits.as_view(), name="visits"),
    path("people/<uuid:person_id>/export", people.PersonExport.as_view(), name="person_export"),
    path("people/<uuid:person_id>/erase", people.PersonErasure.as_view(), name="person_erase"),
    path("stages", library.Stages.as_view(), name="stages"),
    path("companies", library.Companies.as_view(), name="companies"),
    path("companies/<uuid:company_id>", library.OneCompany.as_view(), name="company"),
    path("segments", library.Segments.as_view(), name="segments"),
    path("segments/<uuid:segment_id>", library.OneSegment.as_view(), name="segment"),
    path("imports", imports.Imports.as_view(), name="imports"),
    path("imports/<uuid:job_id>", imports.OneImport.as_view(), name="import"),
    path("imports/<uuid:job_id>/refusals", imports.Refusals.as_view(), name="refusals"),
]
