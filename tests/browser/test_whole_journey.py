"""From the home page to the sealed decision in the hands of the applicant, through everybody who has a part in it."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from django.core.mail import EmailMessage
from playwright.sync_api import expect

from eservices.cases import actions
from eservices.cases.paper.verification import verify
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.answers import maternity
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.journey import fill_in, find_the_service, submit
from tests.browser.people import Citizen, Official, keep_picture, link_in
from tests.cast import citizen as citizen_of
from tests.factories import file_request, on, relay_all

EARLIER = (
    (date(2026, 2, 16), "Ана", "Самосталић", "0711994665018", "jelena"),
    (date(2026, 2, 19), "Сања", "Касновић", "3001993665018", "jelena"),
    (date(2026, 3, 6), "Тамара", "Менић", "0204995665012", ""),
    (date(2026, 3, 17), "Катарина", "Прекидић", "1411991665017", ""),
)
"""Requests that lie on the desk already: day, applicant, and who took it."""


def text_of(pdf: bytes) -> str:
    """The words of a document."""
    paper = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in paper)
    finally:
        paper.close()


def first_page(pdf: bytes) -> bytes:
    """A picture of the first page of a document, as PNG."""
    paper = pypdfium2.PdfDocument(pdf)
    try:
        target = io.BytesIO()
        paper[0].render(scale=1.4).to_pil().save(target, "PNG")
        return target.getvalue()
    finally:
        paper.close()


@pytest.fixture
def busy_desk(town: Municipality, people: None) -> None:
    """Other people's requests, some of them late."""
    for day, first_name, last_name, jmbg, taken_by in EARLIER:
        answers = maternity(
            applicant={"first_name": first_name, "last_name": last_name, "jmbg": jmbg},
            leave={"leave_start": "2026-02-09", "decision_date": "2026-02-05"},
            expected_birth={"expected_birth": "2026-03-18"},
        )
        with on(day), municipality_scope(town.pk):
            case = file_request(town, citizen_of(f"a{jmbg}", first_name, last_name), answers)
            if taken_by:
                actions.take(case=case, by=User.objects.get(email=f"{taken_by}@primer.example"))


def process(clerk: Official, number: str) -> None:
    """Queue, case, registers, calculation, proposal."""
    clerk.to_desk("jelena@primer.example")
    clerk.press('.desk-counts a[href*="otvoreni"]')
    clerk.look_around("queue")
    clerk.photograph("desk-queue", height=1010)
    clerk.press('.desk-counts a[href*="bez-sluzbenika"]')
    expect(clerk.page.locator("table")).to_contain_text(number)
    clerk.press(f'main a.desk-number:has-text("{number}")')
    clerk.act("/radnja/take/")
    clerk.reads("Пример Текстил")
    expect(clerk.page.locator('[aria-labelledby="calculation-title"]')).to_contain_text("99.500,00")
    clerk.look_around("case at the desk")
    clerk.photograph("desk-case", height=1100)
    clerk.act("/odluka/")
    clerk.look_around("outcomes")
    clerk.press('main a[href$="/final_grant/"]')
    expect(clerk.page.locator("#desk-live")).to_contain_text("ПРИЗНАЈЕ СЕ")
    clerk.look_around("composer")
    clerk.press('button[name="propose"]')
    expect(clerk.page).to_have_url(re.compile(r"/change/$"))


def approve(head: Official, number: str) -> None:
    """The second pair of eyes."""
    head.to_desk("dragan@primer.example")
    head.press('.desk-counts a[href*="za-potpis"]')
    head.press(f'main a.desk-number:has-text("{number}")')
    head.act("/predlog/")
    head.look_around("proposal")
    head.press('button[name="approve"]')
    expect(head.page).to_have_url(re.compile(r"/change/$"))


def receive(citizen: Citizen, letter: EmailMessage) -> bytes:
    """By the link in the letter to the decision, which is received and read."""
    citizen.open(link_in(letter))
    citizen.look("case, with a decision that waits")
    citizen.press("#odluka form button")
    citizen.reads(re.compile("ПРИЗНАЈЕ СЕ"))
    citizen.look_around("case, decided")
    citizen.photograph("case", height=1500)
    return citizen.download('#odluka a[download][href*="/odluka/"]')


def test_request_becomes_a_sealed_decision(
    arrives: Arrives, busy_desk: None, mailoutbox: list[EmailMessage], screens: Path | None
) -> None:
    citizen: Citizen = arrives(Citizen)
    find_the_service(citizen, citizen.look_around)
    citizen.begin()
    fill_in(citizen, citizen.look)
    submit(citizen, citizen.look_around)
    number = citizen.page.locator(".govuk-panel .portal-reference, .govuk-panel strong").first.inner_text().strip()
    receipt = text_of(citizen.download('main a[href$="/potvrda.pdf"]'))
    assert number in receipt
    citizen.press('main li a[href*="/moji-predmeti/"]:not([href$="/moji-predmeti/"])')
    citizen.look_around("case")
    relay_all()

    process(arrives(Official, size=DESKTOP), number)
    relay_all()
    mailoutbox.clear()
    approve(arrives(Official, size=DESKTOP), number)
    relay_all()

    [letter] = [sent for sent in mailoutbox if sent.to == ["milica@primer.example"]]
    pdf = receive(citizen, letter)
    assert verify(pdf).good
    if screens is not None:
        keep_picture(first_page(pdf), screens / "decision.png")
    check_without_account(arrives(Citizen), text_of(pdf))
    rate(citizen)


def check_without_account(stranger: Citizen, words: str) -> None:
    """Whoever holds the paper types its code and learns that it is genuine, and nothing about the applicant."""
    code = re.search(r"код (\w+)", words)
    assert code is not None, words
    stranger.open("/provera/")
    stranger.look_around("verification")
    stranger.page.locator('[name="code"]').fill(code[1])
    stranger.press("#request button.govuk-button:not([aria-hidden])")
    stranger.reads("Решење важи")
    assert "Примеровић" not in stranger.page.locator("body").inner_text()
    stranger.look_around("verified")


def rate(citizen: Citizen) -> None:
    """One question, nothing else."""
    citizen.press('main a[href$="/ocena/"]')
    citizen.look("rating")
    citizen.page.locator('[name="rating"][value="5"]').check()
    citizen.press("main form:has([name=rating]) button")
    citizen.reads("Хвала на оцени.")
