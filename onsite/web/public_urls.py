"""Addresses outside any workspace."""

from django.urls import path

from onsite.web.decide import decide

app_name = "onsite_public"
urlpatterns = [path("onsite/decide", decide, name="decide")]
