"""Every address of the product. Apps are included by name only, so that config imports none of them."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config.way import STATIONS, VIEWS

handler404 = "kernel.unavailable.not_found"
handler500 = "kernel.unavailable.server_error"
PAGES = ("tenants", *STATIONS, *VIEWS)

urlpatterns = [
    path("", include("tenants.web.public_urls")),
    path("accounts/", include("allauth.account.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("campaigns.web.public_urls")),
    path("", include("tracking.web.public_urls")),
    path("", include("capture.web.public_urls")),
    path("", include("onsite.web.public_urls")),
    *[path("w/<slug:workspace>/", include(f"{app}.web.urls")) for app in PAGES],
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/v1/docs/", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="api-docs"),
    *[path("api/v1/", include(f"{app}.api.urls")) for app in ("tenants", *STATIONS, "analytics")],
]
