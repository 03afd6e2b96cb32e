"""Addresses of the REST API."""

from django.urls import path

from journeys.api import views

app_name = "api_journeys"

urlpatterns = [
    path("journeys", views.JourneysView.as_view(), name="journeys"),
    path("journeys/<uuid:journey_id>", views.JourneyView.as_view(), name="journey"),
    path("journeys/<uuid:journey_id>/launch", views.LaunchView.as_view(), name="launch"),
    path("journeys/<uuid:journey_id>/launch/undo", views.UndoLaunchView.as_view(), name="undo_launch"),
    path("journeys/<uuid:journey_id>/publish", views.PublishView.as_view(), name="publish"),
    path("journeys/<uuid:journey_id>/pause", views.LifeView.as_view(verb="pause"), name="pause"),
    path("journeys/<uuid:journey_id>/resume", views.LifeView.as_view(verb="resume"), name="resume"),
    path("journeys/<uuid:journey_id>/enrolments", views.EnrolmentsView.as_view(), name="enrolments"),
    path("enrolments/<uuid:enrolment_id>", views.EnrolmentView.as_view(), name="enrolment"),
    path("enrolments/<uuid:enrolment_id>/withdraw", views.WithdrawView.as_view(), name="withdraw"),
]
