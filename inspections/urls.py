"""Addresses of inspections for citizens. Names stay; others link to them.

To be included before the addresses of municipalities, whose single word would swallow those of one word.
"""

from django.urls import path

from inspections.views import checklists, everybody, filing, offline, public, tracking

app_name = "inspections"

urlpatterns = [
    path("prijave/", tracking.enter, name="enter"),
    path("prijave/radnik.js", offline.worker, name="worker"),
    path("prijave/bez-veze/", offline.page, name="offline"),
    # An unfinished report
    path("prijave/nova/<slug:code>/nismo-nadlezni/", filing.stop, name="stop"),
    path("prijave/nova/<slug:code>/podneto/", filing.filed, name="filed"),
    path("prijave/nova/<slug:code>/<slug:page>/", filing.page, name="page"),
    # The own report by its receipt code
    path("prijave/pracenje/<slug:code>/", tracking.track, name="track"),
    path("prijave/pracenje/<slug:code>/dopuna/", tracking.complete, name="complete"),
    path("prijave/pracenje/<slug:code>/dopis/", tracking.add_remark, name="add-remark"),
    path("prijave/pracenje/<slug:code>/fotografije/", tracking.add_photos, name="add-photos"),
    path("prijave/pracenje/<slug:code>/fotografije/<uuid:photo>/", tracking.photo, name="photo"),
    path("prijave/pracenje/<slug:code>/obavestenje/<uuid:notice>/", tracking.notice, name="notice"),
    path("prijave/pracenje/<slug:code>/ocena/", tracking.judge, name="judge"),
    path("prijave/pracenje/<slug:code>/odustani/", tracking.withdraw, name="withdraw"),
    # Links of letters
    path("prijave/novosti/<slug:code>/", everybody.following, name="following"),
    path("prijave/novosti/<slug:code>/prekini/", public.stop_following, name="stop-following"),
    path("prijave/odgovor/<slug:code>/", everybody.reply, name="reply"),
    path("prijave/odgovor/<slug:code>/fotografije/<uuid:photo>/", everybody.reply_photo, name="reply-photo"),
    # Of a municipality
    path("<slug:municipality>/prijave/", filing.start, name="start"),
    path("<slug:municipality>/prijave/nova/", filing.begin, name="begin"),
    path("<slug:municipality>/prijave/mapa/", public.everything, name="public-list"),
    path("<slug:municipality>/prijave/mapa/znaci.geojson", public.map_marks, name="map-marks"),
    path("<slug:municipality>/prijave/prati/", public.follow_area, name="follow-area"),
    path("<slug:municipality>/prijave/novosti.atom", public.feed, name="feed"),
    path("<slug:municipality>/prijave/novosti/<slug:category>.atom", public.feed, name="feed-of-category"),
    path("<slug:municipality>/prijave/kontrolne-liste/", checklists.index, name="checklists"),
    path("<slug:municipality>/prijave/kontrolne-liste/<int:pk>/", checklists.show, name="checklist"),
    path("<slug:municipality>/prijave/kontrolne-liste/<int:pk>/pitanja.csv", checklists.table, name="checklist-table"),
    path("<slug:municipality>/prijave/<int:pk>/", everybody.report, name="public-report"),
    path("<slug:municipality>/prijave/<int:pk>/fotografije/<uuid:photo>/", everybody.photo, name="public-photo"),
    path("<slug:municipality>/prijave/<int:pk>/i-meni-smeta/", everybody.support, name="support"),
    path("<slug:municipality>/prijave/<int:pk>/prati/", everybody.follow, name="follow"),
]
