"""Addresses outside any workspace."""

from django.urls import path

from tracking.web.script import tracker

urlpatterns = [path("t.js", tracker, name="tracker"), path("t-<slug:module>.js", tracker, name="tracker-module")]
