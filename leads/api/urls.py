"""Addresses of the REST API."""

from django.urls import path

from leads.api import boards, companies, duplicates, imports, leads, library, move_batches, people, ping_pong, schemes, segments

app_name = "api_leads"
urlpatterns = [
    path("leads", leads.Leads.as_view(), name="leads"),
    path("leads/filters", leads.LeadFilters.as_view(), name="filters"),
    path("leads/moves", move_batches.ManyMoves.as_view(), name="many_moves"),
    path("leads/moves/<uuid:move_batch_id>/undo", move_batches.UndoManyMoves.as_view(), name="many_moves_undo"),
    path("leads/board", boards.Board.as_view(), name="board"),
    path("leads/matrix", boards.Matrix.as_view(), name="matrix"),
    path("leads/by-identifier", leads.ByIdentifier.as_view(), name="by_identifier"),
    path("leads/<uuid:lead_id>", leads.OneLead.as_view(), name="lead"),
    path("leads/<uuid:lead_id>/stage", leads.LeadStage.as_view(), name="stage"),
    path("leads/<uuid:lead_id>/merge", leads.LeadMerge.as_view(), name="merge"),
    path("leads/<uuid:lead_id>/stages", leads.LeadVisits.as_view(), name="visits"),
    path("leads/<uuid:lead_id>/ping-pong", ping_pong.LeadPingPong.as_view(), name="ping_pong"),
    path("people/<uuid:person_id>/export", people.PersonExport.as_view(), name="person_export"),
    path("people/<uuid:person_id>/erase", people.PersonErasure.as_view(), name="person_erase"),
    path("leads/<uuid:lead_id>/job-change", duplicates.JobChange.as_view(), name="job_change"),
    path("duplicates", duplicates.Duplicates.as_view(), name="duplicates"),
    path("duplicates/<uuid:pair_id>/merge", duplicates.DuplicateMerge.as_view(), name="duplicate_merge"),
    path("duplicates/<uuid:pair_id>/dismiss", duplicates.DuplicateDismiss.as_view(), name="duplicate_dismiss"),
    path("merges/<uuid:merge_id>/undo", duplicates.MergeUndo.as_view(), name="merge_undo"),
    path("stages", library.Stages.as_view(), name="stages"),
    path("stages/schemes/<str:name>", schemes.StageSchemes.as_view(), name="stage_scheme"),
    path("stages/schemes/<str:name>/versions", schemes.StageSchemeVersions.as_view(), name="stage_scheme_versions"),
    path("stages/schemes/<str:name>/acknowledge", schemes.StageSchemeAcknowledge.as_view(), name="stage_scheme_acknowledge"),
    path("companies", companies.Companies.as_view(), name="companies"),
    path("companies/matrix", companies.Matrix.as_view(), name="company_matrix"),
    path("companies/scheme", companies.Scheme.as_view(), name="company_scheme"),
    path("companies/many", companies.Many.as_view(), name="companies_many"),
    path("companies/many/<uuid:account_batch_id>/undo", companies.UndoMany.as_view(), name="companies_many_undo"),
    path("companies/<uuid:company_id>", companies.OneCompany.as_view(), name="company"),
    path("companies/<uuid:company_id>/placements", companies.Placements.as_view(), name="company_placements"),
    path("segments", library.Segments.as_view(), name="segments"),
    path("segments/questions", segments.Questions.as_view(), name="segment_questions"),
    path("segments/preview", segments.Preview.as_view(), name="segment_preview"),
    path("segments/lists", segments.Lists.as_view(), name="segment_lists"),
    path("segments/<uuid:segment_id>/members", segments.Members.as_view(), name="segment_members"),
    path("segments/<uuid:segment_id>/leads/<uuid:lead_id>", segments.OneMember.as_view(), name="segment_member"),
    path("segments/<uuid:segment_id>", library.OneSegment.as_view(), name="segment"),
    path("imports", imports.Imports.as_view(), name="imports"),
    path("imports/<uuid:job_id>", imports.OneImport.as_view(), name="import"),
    path("imports/<uuid:job_id>/refusals", imports.Refusals.as_view(), name="refusals"),
]
