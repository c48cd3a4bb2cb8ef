"""What the public writes to a publisher: kept unseen, looked at, answered by mail, then shown."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from opendata.models import Dataset, DatasetRequest, Question, Reuse
from tests.cast import sign_in
from tests.factories import relay_all
from tests.opendata.scene import published

PAGE = "/otvoreni-podaci/skup/kragujevac-vrtici-grada/"
REUSE = {
    "title": "Карта вртића", "address": "https://primer.example/karta", "description": "Вртићи на карти.",
    "author": "Удружење Пример", "email": "karta@primer.example",
}  # fmt: skip


@pytest.fixture
def data(dataset: Dataset, editor: User) -> Dataset:
    cache.clear()
    return published(dataset, editor)


def decide(client: Client, editor: User, kind: str, pk: int, **fields: Any) -> None:
    address = reverse(f"admin:opendata_{kind}_change", args=[pk])
    answer = sign_in(client, editor).post(address, fields)
    assert answer.status_code == 302, answer.content.decode()
    cache.clear()  # as `public_pages.forget` does after the commit that a test does not reach


def test_a_question_is_answered_by_mail_and_then_shown(data: Dataset, client: Client, editor: User) -> None:
    sent = client.post(f"{PAGE}pitanje/?jezik=sr-latn", {"text": "Od kada važi?", "email": "pita@primer.example"})
    assert sent.status_code == 302
    with municipality_scope(data.municipality_id):
        question = Question.objects.get()
    assert "Od kada važi?" not in client.get(PAGE).content.decode()
    decide(Client(), editor, "question", question.pk, answer="Од марта.", is_public="on")
    relay_all()
    letter = mail.outbox[-1]
    assert (
        letter.to == ["pita@primer.example"]
        and "Od marta." in letter.body
        and "važi" not in f"{letter.body} {letter.subject}"
    )
    page = Client().get(PAGE).content.decode()
    assert "Od kada važi?" in page and "Од марта." in page and "pita@primer.example" not in page
    decide(Client(), editor, "question", question.pk, answer="Од марта.", is_public="")
    relay_all()
    assert len(mail.outbox) == 1, "the same answer is not sent twice"
    assert "Od kada važi?" not in Client().get(PAGE).content.decode()


def test_a_reuse_is_shown_after_it_was_looked_at(data: Dataset, client: Client, editor: User) -> None:
    assert client.post(f"{PAGE}primena/", {**REUSE, "address": "javascript:alert(1)"}).status_code == 200
    client.post(f"{PAGE}primena/", REUSE)
    with municipality_scope(data.municipality_id):
        reuse = Reuse.objects.get()
    assert "Карта вртића" not in Client().get("/otvoreni-podaci/primene/").content.decode()
    decide(Client(), editor, "reuse", reuse.pk, state="shown", refusal="")
    for address in ("/otvoreni-podaci/primene/", PAGE):
        page = Client().get(address).content.decode()
        assert "Карта вртића" in page and 'rel="nofollow ugc external"' in page and "karta@primer.example" not in page


def test_a_wish_for_data_goes_to_its_municipality(
    client: Client, kragujevac: Municipality, cacak: Municipality, editor: User
) -> None:
    cache.clear()
    wish = {"municipality": kragujevac.pk, "subject": "Ценe паркинга", "text": "За апликацију.", "email": ""}
    incomplete = client.post("/otvoreni-podaci/zahtevi/", {**wish, "subject": ""}).content.decode()
    assert "Напишите који подаци вам требају." in incomplete and "За апликацију." in incomplete
    assert client.post("/otvoreni-podaci/zahtevi/", wish).status_code == 302
    with municipality_scope(cacak.pk):
        assert not DatasetRequest.objects.exists()
    with municipality_scope(kragujevac.pk):
        kept = DatasetRequest.objects.get()
    decide(
        Client(), editor, "datasetrequest", kept.pk, state="planned", duty="", answer="У плану за март.", is_public="on"
    )
    page = Client().get("/otvoreni-podaci/zahtevi/").content.decode()
    assert "Ценe паркинга" in page and "У плану за март." in page and "у плану отварања" in page


def test_a_machine_cannot_fill_the_desk(data: Dataset, client: Client) -> None:
    for _letter in range(12):
        answer = client.post(f"{PAGE}pitanje/", {"text": "спам", "email": ""})
    assert answer.status_code == 200 and "превише порука" in answer.content.decode()
    with system_scope():
        assert Question.objects.count() == 10
