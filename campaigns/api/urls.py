"""Addresses of the REST API."""

from django.urls import path

from campaigns.api import messages, permissions, templates

app_name = "api_campaigns"
urlpatterns = [
    path("templates", templates.Templates.as_view(), name="templates"),
    path("templates/<slug:key>", templates.OneTemplate.as_view(), name="template"),
    path("templates/<slug:key>/versions", templates.Versions.as_view(), name="versions"),
    path("consent-rules", permissions.Rules.as_view(), name="consent_rules"),
    path("messages", messages.Messages.as_view(), name="messages"),
    path("messages/<uuid:message_id>", messages.OneMessage.as_view(), name="message"),
    path("messages/<uuid:message_id>/resend", messages.Resend.as_view(), name="resend"),
    path("messages/<uuid:message_id>/cancel", messages.Cancel.as_view(), name="cancel"),
    path("suppressions", messages.Suppressions.as_view(), name="suppressions"),
    path("suppressions/<uuid:suppression_id>", messages.OneSuppression.as_view(), name="suppression"),
]
