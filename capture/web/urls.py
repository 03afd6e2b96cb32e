"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from capture.web import assets, editor, forms, occasions, qr_codes, seats, submissions

app_name = "capture"
urlpatterns = [
    path("forms", forms.show, name="forms"),
    path("forms/new", forms.create, name="new_form"),
    path("forms/<uuid:form_id>", forms.one, name="form"),
    path("forms/<uuid:form_id>/edit", editor.edit, name="edit_form"),
    path("forms/<uuid:form_id>/save", editor.save, name="save_form"),
    path("forms/<uuid:form_id>/publish", editor.publish, name="publish_form"),
    path("forms/<uuid:form_id>/preview", editor.preview, name="preview_form"),
    path("forms/<uuid:form_id>/archive", forms.archive, name="archive_form"),
    path("forms/<uuid:form_id>/export", submissions.export, name="export"),
    path("submissions", submissions.show, name="submissions"),
    path("submissions/<uuid:submission_id>", submissions.one, name="submission"),
    path("submissions/<uuid:submission_id>/decide", submissions.decide, name="decide"),
    path("consents/<uuid:consent_id>/withdraw", submissions.withdraw, name="withdraw"),
    path("assets", assets.show, name="assets"),
    path("assets/new", assets.add, name="add_asset"),
    path("assets/<uuid:asset_id>", assets.one, name="asset"),
    path("assets/<uuid:asset_id>/change", assets.change, name="change_asset"),
    path("assets/<uuid:asset_id>/put-back", assets.put_back, name="put_back_file"),
    path("assets/<uuid:asset_id>/gate", assets.gate, name="gate_asset"),
    path("assets/<uuid:asset_id>/archive", assets.archive, name="archive_asset"),
    path("qr-codes", qr_codes.show, name="qr_codes"),
    path("qr-codes/new", qr_codes.make, name="make_code"),
    path("qr-codes/<uuid:code_id>", qr_codes.one, name="qr_code"),
    path("qr-codes/<uuid:code_id>/change", qr_codes.change, name="change_code"),
    path("qr-codes/<uuid:code_id>/archive", qr_codes.archive, name="archive_code"),
    path("qr-codes/<uuid:code_id>/svg", qr_codes.picture, {"kind": "svg"}, name="code_svg"),
    path("qr-codes/<uuid:code_id>/png", qr_codes.picture, {"kind": "png"}, name="code_png"),
    path("occasions", occasions.show, name="occasions"),
    path("occasions/new", occasions.plan, name="plan_occasion"),
    path("occasions/<uuid:occasion_id>", occasions.one, name="occasion"),
    path("occasions/<uuid:occasion_id>/change", occasions.change, name="change_occasion"),
    path("occasions/<uuid:occasion_id>/attendance", occasions.attendance, name="attendance"),
    path("occasions/<uuid:occasion_id>/seats/<uuid:seat_id>/give-back", seats.give_back, name="give_back"),
    path("occasions/<uuid:occasion_id>/seats/<uuid:seat_id>/take-back", seats.take_back, name="take_back"),
    path("occasions/<uuid:occasion_id>/archive", occasions.archive, name="archive_occasion"),
]
