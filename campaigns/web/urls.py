"""Addresses of the pages under /w/<workspace>/. The mailbox is there only with the embedded mail server."""

from django.conf import settings
from django.urls import path

from campaigns.web import editor, mailbox, messages, permissions, suppressions, templates

app_name = "campaigns"
urlpatterns = [
    path("templates", templates.show, name="templates"),
    path("templates/new", templates.create, name="new_template"),
    path("templates/<slug:key>", editor.show, name="template"),
    path("templates/<slug:key>/save", editor.save, name="save_template"),
    path("templates/<slug:key>/publish", editor.publish_it, name="publish_template"),
    path("templates/<slug:key>/preview", editor.preview, name="preview_template"),
    path("templates/<slug:key>/test", editor.test, name="test_template"),
    path("templates/<slug:key>/archive", templates.archive_it, name="archive_template"),
    path("templates/<slug:key>/reach", permissions.template_reach, name="template_reach"),
    path("templates/<slug:key>/purpose", permissions.change_template, name="template_purpose"),
    path("consent", permissions.show, name="consent"),
    path("consent/change", permissions.change, name="change_consent"),
    path("messages", messages.show, name="messages"),
    path("messages/<uuid:message_id>", messages.one, name="message"),
    path("messages/<uuid:message_id>/body", messages.body, name="message_body"),
    path("messages/<uuid:message_id>/resend", messages.resend_it, name="resend"),
    path("messages/<uuid:message_id>/cancel", messages.cancel_it, name="cancel"),
    path("suppressions", suppressions.show, name="suppressions"),
    path("suppressions/new", suppressions.add, name="suppress"),
    path("suppressions/<uuid:suppression_id>/lift", suppressions.lift_it, name="lift"),
]
if settings.MAIL_SINK_DIR:
    urlpatterns += [
        path("mailbox", mailbox.show, name="mailbox"),
        path("mailbox/<str:name>", mailbox.one, name="mail"),
        path("mailbox/<str:name>/body", mailbox.body, name="mail_body"),
    ]
