"""Addresses of the REST API."""

from django.urls import path

from capture.api import forms, things

app_name = "api_capture"
urlpatterns = [
    path("forms", forms.Forms.as_view(), name="forms"),
    path("forms/<uuid:form_id>", forms.OneForm.as_view(), name="form"),
    path("forms/<uuid:form_id>/versions", forms.Versions.as_view(), name="form-versions"),
    path("submissions", forms.Submissions.as_view(), name="submissions"),
    path("submissions/<uuid:submission_id>", forms.OneSubmission.as_view(), name="submission"),
    path("assets", things.Assets.as_view(), name="assets"),
    path("assets/<uuid:asset_id>", things.OneAsset.as_view(), name="asset"),
    path("qr-codes", things.Codes.as_view(), name="qr-codes"),
    path("qr-codes/<uuid:code_id>", things.OneCode.as_view(), name="qr-code"),
    path("occasions", things.Occasions.as_view(), name="occasions"),
    path("occasions/<uuid:occasion_id>", things.OneOccasion.as_view(), name="occasion"),
    path("occasions/<uuid:occasion_id>/attendance", things.Attendance.as_view(), name="attendance"),
    path("occasions/<uuid:occasion_id>/attendance/<uuid:seat_id>", things.OneSeat.as_view(), name="seat"),
]
