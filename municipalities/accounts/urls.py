"""Addresses under /nalog/: our own pages, then those of allauth."""

from django.urls import include, path

from municipalities.accounts import views

urlpatterns = [
    path("", views.account, name="account"),
    path("moji-podaci.json", views.own_data, name="own_data"),
    path("jaca-prijava/", views.step_up, name="account_step_up"),
    path("produzi/", views.renew_session, name="session_renew"),
    path("", include("allauth.urls")),
]
