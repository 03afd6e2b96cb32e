"""Addresses of the REST API."""

from django.urls import path

from tenants.api import views

app_name = "api_tenants"
urlpatterns = [
    path("workspace", views.WorkspaceView.as_view(), name="workspace"),
    path("members", views.MembersView.as_view(), name="members"),
]
