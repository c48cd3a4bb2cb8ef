"""Addresses of the citizen's pages. Names stay; others link to them.

To be included before the addresses of municipalities, whose single word would swallow those of one word. A service
that has pages of its own (``Service.urls``) gets them below its start page, under its slug as namespace.
"""

from django.urls import include, path

from eservices.cases import service as services
from eservices.cases.views import (
    case_page,
    completion,
    documents,
    intake,
    language,
    ledger,
    mine,
    payments,
    public,
    replies,
    submitting,
)

app_name = "cases"

urlpatterns = [
    # A request being filled in
    path("nastavi/<slug:code>/", intake.resume, name="resume"),
    path("zahtev/<slug:code>/", intake.go_on, name="continue"),
    path("zahtev/<slug:code>/dokumenta/", documents.documents, name="documents"),
    path("zahtev/<slug:code>/provera/", submitting.check, name="check"),
    path("zahtev/<slug:code>/podnesi/", submitting.submit, name="submit"),
    path("zahtev/<slug:code>/kasnije/", intake.later, name="later"),
    path("zahtev/<slug:code>/obrisi/", intake.delete, name="delete-draft"),
    path("zahtev/<slug:code>/<slug:step>/", intake.step, name="step"),
    path("zahtev/<slug:code>/<slug:step>/kraj/", intake.stop, name="stop"),
    # My cases
    path("moji-predmeti/", mine.mine, name="mine"),
    path("moji-predmeti/<slug:code>/", case_page.case, name="case"),
    path("moji-predmeti/<slug:code>/podneto/", submitting.filed, name="filed"),
    path("moji-predmeti/<slug:code>/potvrda.pdf", case_page.receipt, name="receipt"),
    path("moji-predmeti/<slug:code>/dokument/<uuid:document>/", case_page.document, name="document"),
    path("moji-predmeti/<slug:code>/odluka/<uuid:document>/", case_page.decision, name="decision"),
    path("moji-predmeti/<slug:code>/uvid/", case_page.readings, name="readings"),
    path("moji-predmeti/<slug:code>/dopuna/", completion.amendment, name="amendment"),
    path("moji-predmeti/<slug:code>/jezik/", language.language, name="language"),
    path("moji-predmeti/<slug:code>/odustani/", replies.withdraw, name="withdraw"),
    path("moji-predmeti/<slug:code>/zalba/", replies.appeal, name="appeal"),
    path("moji-predmeti/<slug:code>/placanje/", payments.payments, name="payments"),
    path("moji-predmeti/<slug:code>/uplatnice.pdf", payments.slips, name="payment-slips"),
    path("moji-predmeti/<slug:code>/placanje/<int:pk>/", payments.proof, name="payment-proof"),
    path("moji-predmeti/<slug:code>/ocena/", replies.rate, name="rate"),
    path("ko-je-gledao/", ledger.ledger, name="ledger"),
    # Without an account
    path("pracenje/", public.track, name="track"),
    path("poziv/<slug:code>/", public.invitation, name="invitation"),
    path("predmet/<slug:code>/", public.progress, name="progress"),
    path("provera/", public.verify, name="verify"),
    path("provera/<slug:code>/", public.verify_code, name="verify-code"),
    # Of a municipality
    path("<slug:municipality>/usluge/<slug:service>/", intake.start, name="start"),
    path("<slug:municipality>/usluge/<slug:service>/zahtev/", intake.begin, name="begin"),
    *(
        path(f"<slug:municipality>/usluge/{service.slug}/", include(service.urls, namespace=service.slug))
        for service in services.all_services()
        if service.urls
    ),
]
