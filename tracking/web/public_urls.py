"""Addresses outside any workspace."""

from django.urls import path

from tracking.web.heat import cells
from tracking.web.script import csp, pinned, tracker

urlpatterns = [
    path("t.js", tracker, name="tracker"),
    path("t-csp.js", csp, name="tracker-csp"),
    path("t@<str:version>.js", pinned, name="tracker-pinned"),
    path("t-<slug:module>@<str:version>.js", pinned, name="tracker-pinned-module"),
    path("t-<slug:module>.js", tracker, name="tracker-module"),
    path("heat/cells", cells, name="heat-cells"),
]
