"""Addresses of the home page, municipalities and the portal's own pages; the address of a municipality comes last."""

from django.urls import include, path

from municipalities import base_map, operations, views

urlpatterns = [
    path("", views.home, name="home"),
    path("usluge/<slug:service>/", views.service, name="service"),
    path("jezik/", views.set_language, name="set_language"),
    path("pristupacnost/", views.accessibility, name="accessibility"),
    path("privatnost/", views.privacy, name="privacy"),
    path("kolacici/", views.cookies, name="cookies"),
    path("pomoc/", views.help_page, name="help"),
    path("mapa/osnova.geojson", base_map.base_map, name="base_map"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.metrics, name="metrics"),
    path("nalog/", include("municipalities.accounts.urls")),
    path("<slug:slug>/", views.municipality, name="municipality"),
]
