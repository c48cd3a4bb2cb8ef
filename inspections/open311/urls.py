"""Addresses of Open311; the ending chooses the format, as the standard says."""

from django.urls import path, register_converter

from inspections.open311 import views


class Ending:
    """``xml`` or ``json``."""

    regex = "xml|json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Ending, "ending")
app_name = "open311"

urlpatterns = [
    path("discovery.<ending:ending>", views.discovery, name="discovery"),
    path("v2/discovery.<ending:ending>", views.discovery, name="discovery-v2"),
    path("v2/services.<ending:ending>", views.services, name="services"),
    path("v2/services/<slug:code>.<ending:ending>", views.service, name="service"),
    path("v2/requests.<ending:ending>", views.requests, name="requests"),
    path("v2/requests/<str:number>.<ending:ending>", views.request_by_id, name="request"),
    path("v2/tokens/<slug:token>.<ending:ending>", views.token, name="token"),
    path("v2/servicerequestupdates.<ending:ending>", views.updates, name="updates"),
]
