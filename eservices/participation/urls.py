"""Addresses of participation: all municipalities under ``/ucesce/``, one under ``/<municipality>/ucesce/``."""

from django.urls import include, path

from eservices.participation.views import exports, initiative, public, talking, voting

app_name = "participation"

of_a_process = [
    path("", public.process, name="process"),
    path("verzije/", public.versions, name="versions"),
    path("izvestaj.pdf", public.report, name="report"),
    path("dokument/<uuid:file>/", public.enclosure, name="enclosure"),
    path("prati/", public.follow, name="follow"),
    path("razgovor/", talking.discussion, name="discussion"),
    path("razgovor/<slug:key>/", talking.discussion, name="paragraph"),
    path("komentar/<int:pk>/", talking.thread, name="thread"),
    path("komentar/<int:pk>/prijava/", talking.report_abuse, name="report-abuse"),
    path("komentar/<int:pk>/prigovor/", talking.appeal, name="appeal"),
    path("rasprava.<slug:form>", exports.export, name="export"),
    path("uredi/", initiative.edit, name="edit"),
    path("odbor/<slug:invitation>/", initiative.join, name="join"),
    path("korak/<slug:step>/", initiative.move, name="move"),
    path("potpis/", initiative.sign, name="sign"),
    path("potpis/moj/", initiative.own_signature, name="own-signature"),
    path("potpis/moj/potvrda.json", initiative.receipt, name="receipt"),
    path("potpisi/<slug:stage>.json", initiative.signature_list, name="signature-list"),
    path("predlog/", voting.propose, name="propose"),
    path("glasanje/", voting.vote, name="vote"),
]

urlpatterns = [
    path("ucesce/", public.index, name="index"),
    path("ucesce/verify_signatures.py", initiative.script, name="script"),
    path("<slug:municipality>/ucesce/", public.place, name="place"),
    path("<slug:municipality>/ucesce/nova-inicijativa/", initiative.new, name="new-initiative"),
    path("<slug:municipality>/ucesce/<slug:code>/", include(of_a_process)),
]
