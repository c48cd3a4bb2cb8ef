"""Addresses of the figures, all under ``/tabla/``."""

from django.urls import path

from eservices.dashboards import views

app_name = "dashboards"

urlpatterns = [
    path("tabla/", views.overview, name="overview"),
    path("tabla/poredjenje/", views.comparison, name="comparison"),
    path("tabla/uvodjenje/", views.onboarding, name="onboarding"),
    path("tabla/usluga/<slug:service>/", views.one_service, name="service"),
    path("tabla/opstina/<slug:slug>/", views.municipality, name="municipality"),
]
