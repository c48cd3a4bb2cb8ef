"""Two partners, one request: nothing is filed before both have agreed to the same text, and nobody else can agree."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.cases import actions
from eservices.cases.actions.intake import problems_of
from eservices.cases.models import Case, Draft
from eservices.services.ivf_costs import consent, demo, samples
from eservices.services.ivf_costs.labels import Way
from eservices.services.ivf_costs.models import PartnerConsent
from eservices.services.ivf_costs.request import digest
from municipalities.accounts.assurance import Level
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.cast import citizen, official, sign_in
from tests.factories import fill, on, relay_all, submit

SLUG = "ivf-costs"
MOVED = {"street": "Огледна 2", "place": "Крагујевац", "postal_code": "34000", "phone": ""}
NOT_YET = "Други партнер још није дао сагласност. Затражите је овде."
CHANGED = "Одговори су промењени после сагласности другог партнера. Затражите је поново."
THIRD = "Захтев подносе партнери лично. Име на налогу се не слаже са именом партнера који попуњава захтев."


@pytest.fixture
def marko(db: None) -> User:
    """The second partner, whose account is written in Latin."""
    return citizen("marko", "Marko", "Primerović")


@pytest.fixture
def draft(at_home: Municipality, milica: User) -> Draft:
    head = official("milan", "Милан", "Оверић", "approver", at_home)
    demo.prepare(at_home, demo.STANDING, money=Decimal(1_100_000), by=head)
    return fill(at_home, milica, samples.request(), SLUG)


def said(draft: Draft) -> list[str]:
    return [str(problem.message) for problem in problems_of(draft, consent.filed_answers(draft))]


def page(found: PartnerConsent) -> str:
    return reverse("cases:ivf-costs:agree", args=["kragujevac", found.code])


# -- filing ------------------------------------------------------------------------------------------------------------
def test_nothing_is_filed_before_the_second_partner_agrees(draft: Draft, milica: User) -> None:
    assert said(draft) == [NOT_YET]
    with pytest.raises(actions.Incomplete):
        submit(draft, milica)
    assert not Case.objects.exists()
    demo.agree(draft)
    assert said(draft) == [] and submit(draft, milica).state == "submitted"


def test_a_changed_answer_needs_a_new_agreement(draft: Draft, milica: User) -> None:
    demo.agree(draft)
    actions.save_step(draft=draft, step="address", given=MOVED, by=milica)
    assert said(draft) == [CHANGED]
    consent.ask_partner(draft=draft, by=milica)
    assert PartnerConsent.objects.get().given_at is None


def test_somebody_else_cannot_file_for_the_couple(draft: Draft, ana: User) -> None:
    demo.agree(draft)
    Draft.objects.update(owner=ana)
    draft.refresh_from_db()
    assert said(draft) == [THIRD]


def test_the_problem_leads_to_the_page_where_it_is_mended(draft: Draft, milica: User, client: Client) -> None:
    shown = sign_in(client, milica).get(reverse("cases:check", args=[draft.code])).content.decode()
    assert NOT_YET in shown and reverse("cases:ivf-costs:ask-partner", args=["kragujevac", draft.code]) in shown


# -- by account --------------------------------------------------------------------------------------------------------
@pytest.fixture
def asked(draft: Draft, milica: User) -> PartnerConsent:
    return consent.ask_partner(draft=draft, by=milica)


def seen_in(content: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', content)
    assert found is not None
    return found[1]


def test_the_second_partner_agrees_with_an_own_account_in_either_script(
    asked: PartnerConsent, draft: Draft, marko: User, client: Client
) -> None:
    invitation = reverse("cases:invitation", args=[asked.code])
    assert "ivf" not in invitation and client.get(invitation).headers["Location"] == page(asked)
    content = sign_in(client, marko).get(page(asked)).content.decode()
    assert "Прочитајте захтев" in content and "*********5011" in content and "1205992665011" not in content
    client.post(page(asked), {"agree": "1", "seen": seen_in(content)})
    asked.refresh_from_db()
    assert (asked.way, asked.given_by, said(draft)) == ("account", marko, [])
    assert "Дали сте сагласност" in client.get(page(asked)).content.decode()


def test_a_stranger_with_the_link_reads_nothing(asked: PartnerConsent, ana: User, client: Client) -> None:
    for answer in (Client().get(page(asked)), sign_in(client, ana).get(page(asked))):
        content = answer.content.decode()
        assert "Примеровић" not in content and "оплодњ" not in content and "114/26" not in content
    assert answer.status_code == 403 and "не припада другом партнеру" in content
    posted = client.post(page(asked), {"agree": "1", "seen": digest({}).hex()})
    assert posted.status_code in (200, 403) and PartnerConsent.objects.get().given_at is None


def test_who_fills_in_cannot_agree_for_the_other(
    asked: PartnerConsent, draft: Draft, milica: User, client: Client
) -> None:
    content = sign_in(client, milica).get(page(asked)).content.decode()
    assert "Пријављени сте налогом онога ко је попунио захтев" in content
    seen = digest(consent.filed_answers(draft)).hex()
    with pytest.raises(consent.NotThisPerson):
        consent.agree(consent=asked, draft=draft, seen=seen, way=Way.ACCOUNT, by=milica)


def test_a_weak_sign_in_is_sent_to_a_stronger_one(asked: PartnerConsent, marko: User, client: Client) -> None:
    content = sign_in(client, marko, Level.BASIC).get(page(asked)).content.decode()
    assert "Потврдите ко сте" in content and "Примеровић" not in content


def test_answers_that_changed_while_reading_are_shown_again(
    asked: PartnerConsent, draft: Draft, marko: User, milica: User, client: Client
) -> None:
    seen = seen_in(sign_in(client, marko).get(page(asked)).content.decode())
    actions.save_step(draft=draft, step="address", given=MOVED, by=milica)
    answer = client.post(page(asked), {"agree": "1", "seen": seen})
    assert answer.status_code == 409 and "Одговори су се променили" in answer.content.decode()
    assert PartnerConsent.objects.get().given_at is None


# -- by code -----------------------------------------------------------------------------------------------------------
def code_in(letter: Any) -> str:
    found = re.search(r"\b(\d{6})\b", letter.body)
    assert found is not None
    return found[1]


def send(draft: Draft, milica: User, client: Client, email: str = "marko@primer.example") -> Any:
    address = reverse("cases:ivf-costs:ask-partner", args=["kragujevac", draft.code])
    return sign_in(client, milica).post(address, {"email": email}, follow=True)


def test_the_second_partner_agrees_with_a_code_from_the_own_mail(
    draft: Draft, milica: User, client: Client, mailoutbox: list[Any]
) -> None:
    send(draft, milica, client)
    relay_all()
    [letter] = mailoutbox
    assert letter.to == ["marko@primer.example"] and letter.subject == "Обавештење са портала општине"
    for secret in ("ivf", "оплодњ", "Примеровић", "Милица"):
        assert secret not in letter.body and secret not in letter.subject
    found, partner = PartnerConsent.objects.get(), Client()
    assert "Или унесите код из поруке" in partner.get(page(found)).content.decode()
    partner.post(page(found), {"code": code_in(letter)})
    content = partner.get(page(found)).content.decode()
    partner.post(page(found), {"agree": "1", "seen": seen_in(content)})
    found.refresh_from_db()
    assert (found.way, found.given_by, said(draft)) == ("code", None, [])


def test_the_code_is_stored_nowhere_and_the_address_is_encrypted(draft: Draft, milica: User, client: Client) -> None:
    send(draft, milica, client)
    row = PartnerConsent.objects.get()
    stored = b"".join(bytes(value) for value in vars(row).values() if isinstance(value, bytes | memoryview))
    assert b"marko" not in stored and consent.one_time_code(row).encode() not in stored
    assert consent.address_of(row) == "marko@primer.example"


def test_a_wrong_code_is_refused_and_five_of_them_end_it(draft: Draft, milica: User, client: Client) -> None:
    send(draft, milica, client)
    found, partner = PartnerConsent.objects.get(), Client()
    good = consent.one_time_code(found)
    wrong = "000000" if good != "000000" else "111111"
    said_first = partner.post(page(found), {"code": wrong}).content.decode()
    assert "Код није тачан. Препишите свих шест цифара из поруке." in said_first
    for _ in range(4):
        partner.post(page(found), {"code": wrong})
    assert "Превише погрешних покушаја" in partner.post(page(found), {"code": good}).content.decode()
    assert PartnerConsent.objects.get().given_at is None


def test_an_old_code_is_refused(draft: Draft, milica: User, client: Client) -> None:
    send(draft, milica, client)
    found = PartnerConsent.objects.get()
    with on(timezone.now() + timedelta(minutes=31)):
        answer = Client().post(page(found), {"code": consent.one_time_code(found)})
        assert "Код је истекао или није послат" in answer.content.decode()


def test_a_new_code_makes_the_old_one_worthless(draft: Draft, milica: User, client: Client) -> None:
    send(draft, milica, client)
    old = consent.one_time_code(PartnerConsent.objects.get())
    send(draft, milica, client)
    found = PartnerConsent.objects.get()
    assert consent.one_time_code(found) != old
    with pytest.raises(consent.WrongCode):
        consent.check_code(consent=found, draft=draft, code=old)


def test_the_code_does_not_go_to_the_one_who_fills_in(draft: Draft, milica: User, client: Client) -> None:
    shown = send(draft, milica, client, milica.email.upper()).content.decode()
    assert "Ово је ваша адреса. Код мора да стигне другом партнеру, на његову адресу." in shown


@pytest.mark.parametrize("email", ["", "marko", "marko@"])
def test_a_wrong_address_is_named(draft: Draft, milica: User, client: Client, email: str) -> None:
    shown = send(draft, milica, client, email).content.decode()
    assert "Унесите адресу е-поште" in shown or "Адреса е-поште није исправна" in shown


def test_the_link_of_nobody_leads_nowhere(at_home: Municipality, client: Client) -> None:
    assert client.get(reverse("cases:invitation", args=["23456789abcdefghjkmnpqrs"])).status_code == 404


def test_after_filing_the_link_only_says_so(draft: Draft, milica: User, client: Client) -> None:
    demo.agree(draft)
    submit(draft, milica)
    content = client.get(page(PartnerConsent.objects.get())).content.decode()
    assert "Захтев је већ поднет" in content and "Примеровић" not in content
