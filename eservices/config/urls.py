"""All addresses of the portal, put together; those of a municipality come last, because they begin with its name."""

from django.contrib import admin
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

handler400 = "municipalities.error_pages.bad_request"
handler403 = "municipalities.error_pages.forbidden"
handler404 = "municipalities.error_pages.not_found"
handler500 = "municipalities.error_pages.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="schema"),
    path("api/docs/", SpectacularSwaggerSplitView.as_view(template_name="api_docs.html"), name="api_docs"),
    path("api/v1/data-tracker/", include("eservices.exchange.api_urls")),
    path("api/v1/", include("eservices.cases.api_urls")),
    path("", include("eservices.dashboards.urls")),
    path("open311/", include("inspections.open311.urls")),
    path("", include("opendata.urls")),
    path("", include("campaign.urls")),
    path("", include("eservices.cases.urls")),
    path("", include("inspections.urls")),
    path("", include("eservices.participation.urls")),
    path("", include("municipalities.urls")),
]
