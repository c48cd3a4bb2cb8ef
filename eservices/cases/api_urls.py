"""Addresses of the programming interface, below ``/api/v1/``."""

from django.urls import path

from eservices.cases import api

app_name = "api"

urlpatterns = [
    path("services/", api.Services.as_view(), name="services"),
    path("cases/", api.Cases.as_view(), name="cases"),
    path("cases/<slug:code>/", api.CaseDetail.as_view(), name="case"),
    path("decisions/<slug:code>/", api.Verification.as_view(), name="decision"),
]
