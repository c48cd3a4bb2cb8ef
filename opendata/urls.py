"""Addresses of open data. Those of data sets, versions and files are permanent: others keep them."""

from django.urls import path

from opendata import api, letter_views, negotiating, terms, views
from opendata.features import views as features
from opendata.harvest import ckan_views
from opendata.harvest import views as harvest
from opendata.quality import views as quality

app_name = "opendata"
urlpatterns = [
    path("otvoreni-podaci/", views.index, name="index"),
    path("otvoreni-podaci/skup/<slug:slug>/", views.dataset, name="dataset"),
    path("otvoreni-podaci/skup/<slug:slug>/podaci.<slug:format_name>", views.file, name="file"),
    path("otvoreni-podaci/skup/<slug:slug>/verzija/<int:number>/", views.version, name="version"),
    path("otvoreni-podaci/skup/<slug:slug>/verzija/<int:number>/podaci.<slug:format_name>", views.version_file,
         name="version-file"),
    path("otvoreni-podaci/skup/<slug:slug>/pitanje/", letter_views.new_question, name="new-question"),
    path("otvoreni-podaci/skup/<slug:slug>/primena/", letter_views.new_reuse, name="new-reuse"),
    path("otvoreni-podaci/primene/", letter_views.reuses, name="reuses"),
    path("otvoreni-podaci/zahtevi/", letter_views.requests, name="requests"),
    path("otvoreni-podaci/plan/<slug:municipality>/", views.plan, name="plan"),
    path("otvoreni-podaci/kvalitet/", quality.league, name="quality"),
    path("otvoreni-podaci/skup/<slug:slug>/kvalitet/", quality.dataset, name="dataset-quality"),
    path("otvoreni-podaci/katalog", negotiating.catalogue, name="catalogue"),
    path("otvoreni-podaci/katalog.<slug:ending>", harvest.catalogue, name="catalogue-rdf"),
    path("otvoreni-podaci/skup/<slug:slug>.<slug:ending>", harvest.dataset, name="dataset-rdf"),
    path("<slug:municipality>/otvoreni-podaci/katalog", negotiating.catalogue, name="municipal-catalogue"),
    path("<slug:municipality>/otvoreni-podaci/katalog.<slug:ending>", harvest.catalogue,
         name="municipal-catalogue-rdf"),
    path("otvoreni-podaci/skup/<slug:slug>/datapackage.json", harvest.datapackage, name="datapackage"),
    path("otvoreni-podaci/skup/<slug:slug>/podaci.csv-metadata.json", harvest.csvw, name="csvw"),
    path("otvoreni-podaci/skup/<slug:slug>/croissant.json", harvest.croissant, name="croissant"),
    path("otvoreni-podaci/novo.atom", harvest.news, name="news"),
    path("<slug:municipality>/otvoreni-podaci/novo.atom", harvest.news, name="municipal-news"),
    path("otvoreni-podaci/uslovi/", terms.terms, name="terms"),
    path("otvoreni-podaci/ogc/", features.landing, name="ogc"),
    path("otvoreni-podaci/ogc/conformance", features.conformance, name="ogc-conformance"),
    path("otvoreni-podaci/ogc/collections", features.collections, name="ogc-collections"),
    path("otvoreni-podaci/ogc/collections/<slug:slug>", features.collection, name="ogc-collection"),
    path("otvoreni-podaci/ogc/collections/<slug:slug>/items", features.items, name="ogc-items"),
    path("otvoreni-podaci/ogc/collections/<slug:slug>/items/<int:number>", features.item, name="ogc-item"),
    path("api/3/action/<slug:name>", ckan_views.action, name="ckan"),
    path("api/action/<slug:name>", ckan_views.action, name="ckan-newest"),
    path("data.<slug:ending>", harvest.catalogue, name="data"),
    path("api/v1/datasets/", api.datasets, name="api-datasets"),
    path("api/v1/datasets/<slug:slug>/", api.dataset, name="api-dataset"),
    path("api/v1/datasets/<slug:slug>/rows/", api.dataset_rows, name="api-rows"),
    path("api/v1/datasets/<slug:slug>/facets/", api.dataset_facets, name="api-facets"),
]  # fmt: skip
