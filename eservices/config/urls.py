"""All addresses of the portal, put together."""

from django.contrib import admin
from django.urls import include, path

from municipalities import views

urlpatterns = [
    path("", views.home, name="home"),
    path("admin/", admin.site.urls),
    path("nalog/", include("allauth.urls")),
]
