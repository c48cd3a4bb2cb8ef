"""The service's own page, below its start page: who does what after a birth, amounts and terms."""

from django.urls import path

from eservices.services.e_baby import views

app_name = "e-baby"

urlpatterns = [path("prava/", views.rights, name="rights")]
