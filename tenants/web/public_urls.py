"""Addresses outside any workspace."""

from django.urls import path

from tenants.web import health, public

app_name = "public"
urlpatterns = [
    path("", public.home, name="home"),
    path("language", public.language, name="language"),
    path("theme", public.theme, name="theme"),
    path("invite/<str:token>", public.invitation, name="invitation"),
    path("invite/<str:token>/other-account", public.other_account, name="other_account"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
