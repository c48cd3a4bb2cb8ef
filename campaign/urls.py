"""Addresses of the campaign, all under ``/kampanja/``."""

from django.urls import path

from campaign.views import promotions, public

app_name = "campaign"

urlpatterns = [
    path("kampanja/", public.index, name="index"),
    path("kampanja/vesti/", public.all_news, name="all-news"),
    path("kampanja/vesti/<slug:slug>/", public.news, name="news"),
    path("kampanja/program/", public.programme, name="programme"),
    path("kampanja/promocije/", promotions.listing, name="promotions"),
    path("kampanja/promocije/<slug:code>/", promotions.promotion, name="promotion"),
    path("kampanja/promocije/<slug:code>/kalendar.ics", promotions.calendar, name="calendar"),
    path("kampanja/promocije/<slug:code>/poslato/", promotions.asked, name="asked"),
    path("kampanja/ulaznica/<slug:code>/", promotions.ticket, name="ticket"),
    path("kampanja/ulaznica/<slug:code>/potvrdi/", promotions.confirm, name="confirm"),
    path("kampanja/ulaznica/<slug:code>/otkazi/", promotions.give_up, name="give-up"),
]
