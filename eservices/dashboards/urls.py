"""Addresses of the figures, all under ``/tabla/``."""

from django.urls import path

from eservices.dashboards import index_views, note_views, report_views, views

app_name = "dashboards"

urlpatterns = [
    path("tabla/", views.overview, name="overview"),
    path("tabla/poredjenje/", views.comparison, name="comparison"),
    path("tabla/uvodjenje/", views.onboarding, name="onboarding"),
    path("tabla/indeks/", index_views.overview, name="index"),
    path("tabla/indeks/<slug:slug>/", index_views.municipality, name="index-municipality"),
    path("tabla/indeks/<slug:slug>/<slug:question>/", index_views.question, name="index-question"),
    path("tabla/indeks/<slug:slug>/<slug:question>/<int:pk>/", index_views.review, name="index-review"),
    path("tabla/usluga/<slug:service>/", views.one_service, name="service"),
    path("tabla/opstina/<slug:slug>/", views.municipality, name="municipality"),
    path("tabla/opstina/<slug:slug>/beleska/", note_views.add_note, name="note"),
    path("tabla/opstina/<slug:slug>/izvestaj/", report_views.ask, name="report-ask"),
    path("tabla/opstina/<slug:slug>/izvestaj/<int:pk>/", report_views.progress, name="report"),
    path("tabla/opstina/<slug:slug>/izvestaj/<int:pk>/datoteka/", report_views.file, name="report-file"),
]
