"""The service's own pages, below its start page: rules and awards, the partner's agreement, the final invoice."""

from django.urls import path

from eservices.services.ivf_costs import partner_views, views

app_name = "ivf-costs"

urlpatterns = [
    path("lista/", views.awards, name="awards"),
    path("konacni-racun/<slug:code>/", views.final_invoice, name="final-invoice"),
    path("drugi-partner/<slug:code>/", partner_views.ask, name="ask-partner"),
    path("saglasnost/<slug:code>/", partner_views.agree, name="agree"),
]
