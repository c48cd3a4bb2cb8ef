"""Addresses of the data tracker, below ``/api/v1/data-tracker/``."""

from django.urls import path

from eservices.exchange import tracker_api

app_name = "data-tracker"

urlpatterns = [
    path("findUsage", tracker_api.FindUsage.as_view(), name="find-usage"),
    path("usagePeriod", tracker_api.UsagePeriod.as_view(), name="usage-period"),
    path("heartbeat", tracker_api.Heartbeat.as_view(), name="heartbeat"),
]
