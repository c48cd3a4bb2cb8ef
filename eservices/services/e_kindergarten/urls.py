"""The service's own pages, below its start page: competitions, published lists, the result of one's own child."""

from django.urls import path

from eservices.services.e_kindergarten import views

app_name = "e-kindergarten"

urlpatterns = [
    path("liste/", views.lists, name="lists"),
    path("liste/provera.py", views.script, name="script"),
    path("liste/<slug:competition>/<slug:stage>/", views.published, name="published"),
    path("liste/<slug:competition>/<slug:stage>/rang-lista.json", views.file, name="file"),
    path("rezultat/<slug:code>/", views.result, name="result"),
    path("rezultat/<slug:code>/prigovor/", views.objection, name="objection"),
]
