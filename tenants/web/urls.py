"""Addresses of the pages under /w/<workspace>/."""

from django.urls import path

from tenants.web import audit_log, keys, members, settings, work

app_name = "tenants"
urlpatterns = [
    path("settings", settings.show, name="settings"),
    path("settings/members", members.show, name="members"),
    path("settings/members/invite", members.send_invitation, name="invite"),
    path("settings/members/<uuid:member_id>/role", members.set_role, name="set_role"),
    path("settings/members/<uuid:member_id>/remove", members.remove, name="remove_member"),
    path("settings/members/invitations/<uuid:invitation_id>/revoke", members.revoke, name="revoke_invitation"),
    path("settings/keys", keys.show, name="keys"),
    path("settings/keys/issue", keys.issue, name="issue_key"),
    path("settings/keys/<uuid:key_id>/revoke", keys.revoke, name="revoke_key"),
    path("settings/audit", audit_log.show, name="audit"),
    path("settings/work", work.show, name="work"),
    path("settings/work/<uuid:delivery_id>/retry", work.retry, name="retry"),
]
