"""Addresses of the pages."""

from django.urls import path

from journeys.web import edit, journey, lists, passages

app_name = "journeys"

urlpatterns = [
    path("journeys", lists.show, name="list"),
    path("journeys/new", lists.create, name="new"),
    path("journeys/passages/<uuid:enrolment_id>", passages.show, name="enrolment"),
    path("journeys/passages/<uuid:enrolment_id>/withdraw", passages.take_out, name="withdraw"),
    path("journeys/passages/<uuid:enrolment_id>/retry", passages.retry, name="retry"),
    path("journeys/<uuid:journey_id>", journey.show, name="journey"),
    path("journeys/<uuid:journey_id>/launch", journey.launch, name="launch"),
    path("journeys/<uuid:journey_id>/launch/undo", journey.undo, name="undo_launch"),
    path("journeys/<uuid:journey_id>/pause", journey.life, {"verb": "pause"}, name="pause"),
    path("journeys/<uuid:journey_id>/resume", journey.life, {"verb": "resume"}, name="resume"),
    path("journeys/<uuid:journey_id>/archive", journey.life, {"verb": "archive"}, name="archive"),
    path("journeys/<uuid:journey_id>/people", passages.people, name="people"),
    path("journeys/<uuid:journey_id>/rules", edit.rules, name="rules"),
    path("journeys/<uuid:journey_id>/definition", edit.definition, name="definition"),
    path("journeys/<uuid:journey_id>/steps", edit.add_step, name="add_step"),
    path("journeys/<uuid:journey_id>/steps/<str:key>", edit.step, name="step"),
    path("journeys/<uuid:journey_id>/steps/<str:key>/remove", edit.remove_step, name="remove_step"),
]
