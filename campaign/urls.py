"""Addresses of the campaign, all under ``/kampanja/``."""

from django.urls import path

from campaign.views import competition, draw, outreach, own_row, promotions, public

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
    path("kampanja/takmicenje/", competition.listing, name="competitions"),
    path("kampanja/takmicenje/verify_score.py", competition.script, name="score-script"),
    path("kampanja/takmicenje/<slug:slug>/", competition.competition, name="competition"),
    path("kampanja/takmicenje/<slug:slug>/poredak.csv", competition.order, name="order"),
    path("kampanja/takmicenje/<slug:slug>/redovi.csv", competition.rows, name="rows"),
    path("kampanja/takmicenje/<slug:slug>/pravila.json", competition.rules, name="rules"),
    path("kampanja/takmicenje/<slug:slug>/moj-predmet/", own_row.own_row, name="own-row"),
    path("kampanja/takmicenje/<slug:slug>/<slug:town>/", competition.town, name="standing"),
    path("kampanja/takmicenje/<slug:slug>/<slug:town>/priznanje.pdf", competition.certificate, name="certificate"),
    path("kampanja/nagrade/verify_draw.py", draw.script, name="draw-script"),
    path("kampanja/nagrade/<slug:slug>/", draw.draw, name="draw"),
    path("kampanja/nagrade/<slug:slug>/ucestvujem/", draw.enter, name="enter-draw"),
    path("kampanja/nagrade/<slug:slug>/izvlacenje.json", draw.published, name="drawn"),
    path("kampanja/bilten/", outreach.newsletter, name="newsletter"),
    path("kampanja/bilten/potvrda/<slug:code>/", outreach.confirm, name="newsletter-confirm"),
    path("kampanja/bilten/odjava/<slug:code>/", outreach.leave, name="newsletter-leave"),
    path("kampanja/k/<slug:code>/", outreach.post, name="post"),
    path("kampanja/slika/<slug:kind>/<slug:slug>.<slug:language>.png", outreach.share_picture, name="picture"),
    path("kampanja/ucinak/", outreach.impact, name="impact"),
    path("kampanja/za-medije/", outreach.press, name="press"),
    path("kampanja/za-medije/komplet.zip", outreach.press_kit, name="press-kit"),
]
