"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from leads.web import duplicates, imports, library, lists, merge_many, people, privacy, segments, survivorship

app_name = "leads"
urlpatterns = [
    path("leads", lists.lead_list, name="list"),
    path("leads/new", people.new, name="new"),
    path("leads/export.csv", lists.export, name="export"),
    path("leads/<uuid:lead_id>/edit", people.edit, name="edit"),
    path("leads/<uuid:lead_id>/move", people.move, name="move"),
    path("leads/<uuid:lead_id>/person.json", privacy.export, name="person_export"),
    path("leads/<uuid:lead_id>/erase", privacy.erase, name="erase"),
    path("leads/<uuid:lead_id>/job", duplicates.new_job, name="job"),
    path("duplicates", duplicates.queue, name="duplicates"),
    path("duplicates/look", duplicates.look, name="duplicates_look"),
    path("duplicates/many", merge_many.show, name="merge_many"),
    path("duplicates/many/merge", merge_many.merge, name="merge_many_merge"),
    path("duplicates/many/<uuid:batch_id>/undo", merge_many.undo, name="merge_many_undo"),
    path("duplicates/rules", survivorship.show, name="survivorship"),
    path("duplicates/rules/save", survivorship.save, name="survivorship_save"),
    path("duplicates/<uuid:pair_id>", duplicates.preview, name="duplicate"),
    path("duplicates/<uuid:pair_id>/merge", duplicates.merge, name="duplicate_merge"),
    path("duplicates/<uuid:pair_id>/dismiss", duplicates.refuse, name="duplicate_dismiss"),
    path("merges/<uuid:merge_id>/undo", duplicates.undo, name="merge_undo"),
    path("segments", segments.segment_list, name="segments"),
    path("segments/new", segments.build, name="segment_new"),
    path("segments/matches", segments.preview, name="segment_matches"),
    path("segments/list", segments.new_list, name="segment_list_new"),
    path("segments/<uuid:segment_id>", segments.segment, name="segment"),
    path("segments/<uuid:segment_id>/edit", segments.build, name="segment_edit"),
    path("segments/<uuid:segment_id>/freeze", segments.freeze, name="segment_freeze"),
    path("segments/<uuid:segment_id>/leads/<uuid:lead_id>", segments.why, name="segment_why"),
    path("segments/<uuid:segment_id>/leads/<uuid:lead_id>/remove", segments.remove, name="segment_remove"),
    path("segments/save", lists.segment_save, name="segment_save"),
    path("segments/<uuid:segment_id>/archive", lists.segment_archive, name="segment_archive"),
    path("lifecycle", library.lifecycle, name="lifecycle"),
    path("accounts", library.account_list, name="accounts"),
    path("accounts/<uuid:company_id>", library.account, name="account"),
    path("imports", imports.import_list, name="imports"),
    path("imports/<uuid:job_id>", imports.import_page, name="import"),
    path("imports/<uuid:job_id>/resume", imports.import_resume, name="import_resume"),
    path("imports/<uuid:job_id>/refusals.csv", imports.import_refusals, name="import_refusals"),
]
