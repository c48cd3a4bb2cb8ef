"""The sender's page by code, what everybody sees, following by e-mail and the reply form of other bodies."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.cases import nightly
from eservices.config import integrity
from inspections import actions
from inspections.lifecycle import Actor, State
from inspections.models import ExternalBody, Follower, Forwarding, Photo, Report
from inspections.reference import load
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import FIXTURES
from tests.factories import picture as pixels
from tests.factories import relay_all
from tests.inspections.samples import SENDER, report

pytestmark = pytest.mark.django_db
SECRETS = ("Разбацане", "Ана Пробић", SENDER["email"], SENDER["phone"], "Главни трг")


@pytest.fixture
def filed(kragujevac: Municipality, values: None) -> Report:
    """A report of a known sender in Kragujevac."""
    cache.clear()
    load(FIXTURES)
    with municipality_scope(kragujevac.pk):
        return report(kragujevac)


def address(name: str, *args: object) -> str:
    return reverse(f"inspections:{name}", args=args)


def test_the_code_opens_the_own_report_without_an_account(client: Client, filed: Report) -> None:
    text = client.get(address("track", filed.code)).content.decode()
    assert (
        filed.number in text
        and "Разбацане кесе" in text
        and "Рок за одговор" in text
        and "Комунална инспекција" in text
    )
    assert client.get(address("track", "nnnnnnnnnnnnnn")).status_code == 404


def test_a_question_is_asked_by_mail_and_answered_on_the_page(client: Client, filed: Report, dispatcher: User) -> None:
    with municipality_scope(filed.municipality_id):
        actions.request_info(report=filed, question="Код које зграде?", actor=Actor.DISPATCHER, by=dispatcher)
    relay_all()
    letter = mail.outbox[-1]
    assert letter.subject == "Чека вас питање о пријави" and "зграде" not in letter.body and filed.code in letter.body
    assert "Код које зграде?" in client.get(address("track", filed.code)).content.decode()
    assert "Напишите одговор" in client.post(address("complete", filed.code), {"answer": ""}).content.decode()
    client.post(address("complete", filed.code), {"answer": "Код броја 5."})
    with municipality_scope(filed.municipality_id):
        filed.refresh_from_db()
    assert filed.state == State.TRIAGE


def test_the_sender_adds_words_to_an_open_report_and_the_inspector_is_told(
    client: Client, filed: Report, inspector: User
) -> None:
    with municipality_scope(filed.municipality_id):
        actions.assign(report=filed, to=inspector, actor=Actor.INSPECTOR, by=inspector)
    relay_all()
    assert "Напишите шта" in client.post(address("add-remark", filed.code), {"words": " "}).content.decode()
    page = client.post(address("add-remark", filed.code), {"words": "Сада тече и вода."}, follow=True).content.decode()
    assert "Додато је." in page and page.count("Сада тече и вода.") == 1
    relay_all()
    assert mail.outbox[-1].to == [inspector.email] and "вода" not in mail.outbox[-1].body
    for _again in range(5):
        client.post(address("add-remark", filed.code), {"words": "Још."})
    answer = client.post(address("add-remark", filed.code), {"words": "Седма порука."})
    assert answer.status_code == 429 and "Седма порука." in answer.content.decode()
    with municipality_scope(filed.municipality_id):
        actions.close(report=filed, public_text="Решено.", actor=Actor.INSPECTOR, by=inspector)
    page = client.post(address("add-remark", filed.code), {"words": "Касно."}, follow=True).content.decode()
    assert "више не допуњује" in page and "Касно." not in page


def test_a_sender_who_is_not_satisfied_asks_to_open_the_report_again(
    client: Client, filed: Report, inspector: User
) -> None:
    with municipality_scope(filed.municipality_id):
        actions.assign(report=filed, to=inspector, actor=Actor.INSPECTOR, by=inspector)
        actions.close(report=filed, public_text="Очишћено.", actor=Actor.INSPECTOR, by=inspector)
    text = client.get(address("track", filed.code)).content.decode()
    assert "Очишћено." in text and "Да ли сте задовољни?" in text and "Надзорић" not in text
    assert (
        "Напишите шта није решено"
        in client.post(address("judge", filed.code), {"satisfied": "reopen"}).content.decode()
    )
    client.post(address("judge", filed.code), {"satisfied": "reopen", "comment": "Кесе су и даље ту."})
    with municipality_scope(filed.municipality_id):
        filed.refresh_from_db()
    assert filed.state == State.REOPEN_REQUESTED


def test_nothing_personal_and_no_uncleared_text_is_public(
    client: Client, filed: Report, dispatcher: User, kragujevac: Municipality
) -> None:
    page = address("public-report", kragujevac.slug, filed.pk)
    for shown in (page, address("start", kragujevac.slug)):
        text = client.get(shown).content.decode()
        assert not any(secret in text for secret in SECRETS) and filed.code not in text
    assert "44.0139" not in text
    with municipality_scope(kragujevac.pk):
        actions.publish(
            report=filed, public_text="Кесе поред клупе.", public_outcome="", photos=[], actor=Actor.DISPATCHER,
            by=dispatcher,
        )  # fmt: skip
    assert "Кесе поред клупе." in client.get(page).content.decode()
    with municipality_scope(kragujevac.pk):
        actions.hide_report(report=filed, reason="Име суседа.", actor=Actor.DISPATCHER, by=dispatcher)
    assert client.get(page).status_code == 404


def test_following_is_confirmed_first_and_stopped_by_one_press(
    client: Client, filed: Report, dispatcher: User, kragujevac: Municipality
) -> None:
    client.post(address("follow", kragujevac.slug, filed.pk), {"email": "sused@primer.example"})
    with municipality_scope(kragujevac.pk):
        actions.take(report=filed, actor=Actor.DISPATCHER, by=dispatcher)
        actions.forward(
            report=filed, body=ExternalBody.objects.get(code="jkp-cistoca"), public_text="Прослеђено.", message="",
            awaits_reply=True, actor=Actor.DISPATCHER, by=dispatcher,
        )  # fmt: skip
    relay_all()
    [asked] = [letter for letter in mail.outbox if letter.to == ["sused@primer.example"]]
    [code] = re.findall(r"/novosti/([a-z0-9]+)/", str(asked.body))
    client.post(address("following", code), {"confirm": "1"})
    with municipality_scope(kragujevac.pk):
        actions.take_back(report=filed, reason="Сами смо.", actor=Actor.DISPATCHER, by=dispatcher)
        actions.reject(report=filed, public_text="Поновљена.", actor=Actor.INSPECTOR, by=dispatcher)
        actions.reopen(report=filed, public_text="Ипак не.", actor=Actor.INSPECTOR, by=dispatcher)
    relay_all()
    news = [letter for letter in mail.outbox if letter.to == ["sused@primer.example"]][1:]
    assert news and all(filed.code not in letter.body and "Поновљена" not in letter.body for letter in news)
    client.post(address("following", code), {"stop": "1"})
    with municipality_scope(kragujevac.pk):
        assert Follower.objects.get().email == b""


def test_a_body_answers_by_its_form_without_signing_in(client: Client, filed: Report, dispatcher: User) -> None:
    with municipality_scope(filed.municipality_id):
        Report.objects.filter(pk=filed.pk).update(address="")  # a sign on the map is enough to find the place
    client.post(address("add-photos", filed.code), {"photos": SimpleUploadedFile("kese.png", pixels(), "image/png")})
    with municipality_scope(filed.municipality_id):
        filed.refresh_from_db()
        photo = Photo.objects.get()
        body = ExternalBody.objects.create(
            code="jkp", municipality_id=filed.municipality_id, kind="utility", name="ЈКП Пример", name_en="JKP",
            email="jkp@primer.example",
        )  # fmt: skip
        forwarding = actions.forward(
            report=filed, body=body, public_text="Прослеђено.", message="Молимо чишћење.", awaits_reply=True,
            actor=Actor.DISPATCHER, by=dispatcher,
        )  # fmt: skip
    relay_all()
    [letter] = [letter for letter in mail.outbox if letter.to == ["jkp@primer.example"]]
    assert forwarding.code in letter.body and "Разбацане кесе" in letter.body and SENDER["email"] not in letter.body
    page = address("reply", forwarding.code)
    form = client.get(page).content.decode()
    assert "Молимо чишћење." in form and 'href="geo:44.01395,20.91142"' in form
    seen = address("reply-photo", forwarding.code, photo.code)
    assert seen in form and client.get(seen).status_code == 200
    assert "Место: ширина и дужина 44.01395, 20.91142\n" in letter.body
    assert "Изаберите један одговор." in client.post(page, {"text": "Очишћено."}).content.decode()
    assert (
        "Одговор је примљен"
        in client.post(page, {"outcome": "done", "text": "Очишћено."}, follow=True).content.decode()
    )
    with municipality_scope(filed.municipality_id):
        filed.refresh_from_db()
        assert filed.state == State.TRIAGE and Forwarding.objects.get().outcome == "done"
    assert client.get(seen).status_code == 404, "after the answer the body has no more business with it"
    text = client.get(address("track", filed.code)).content.decode()
    assert "Стигао је одговор" in text and "решено" in text


def test_an_urgent_report_alerts_at_once(filed: Report, dispatcher: User, traffic_inspector: User) -> None:
    with municipality_scope(filed.municipality_id):
        report(filed.municipality, "kom-saht")
    relay_all()
    alerted = [letter.to for letter in mail.outbox if letter.subject == "Хитна пријава"]
    assert alerted == [[dispatcher.email]]


def test_the_service_worker_rules_reports_alone(client: Client) -> None:
    answer = client.get(address("worker"))
    assert (
        answer.headers["Content-Type"].startswith("text/javascript")
        and answer.wsgi_request.path == "/prijave/radnik.js"
    )
    assert client.get(address("offline")).status_code == 200


def test_photographs_survive_the_nightly_sweep_of_files(client: Client, filed: Report) -> None:
    picture = SimpleUploadedFile("slika.png", pixels(), "image/png")
    client.post(address("add-photos", filed.code), {"photos": picture})
    with municipality_scope(filed.municipality_id):
        photo = Photo.objects.get()
    page = client.get(address("track", filed.code)).content.decode()
    assert str(photo.code) in page and "Додата је фотографија" in page
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        nightly.sweep_files()
    answer = client.get(address("photo", filed.code, photo.code))
    assert len(b"".join(answer.streaming_content)) == photo.size  # type: ignore[attr-defined]
    assert not list(integrity.photographs()) and not list(integrity.numbers())
