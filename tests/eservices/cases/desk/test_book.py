"""The book of the register at the desk: who reads it, how a number is found, reserved and annulled, and what leaves."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eservices.cases import actions, outbox
from eservices.cases.models import AuditRecord, BookPrint, Case, ReservedNumber
from eservices.cases.registry import Place
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.eservices.cases.desk.scene import AtDesk

pytestmark = pytest.mark.django_db
BOOK = "admin:cases_registrybook_"
ASKED = {"classification": "553", "organ": "IV", "for_whom": "Служба за набавке", "reason": "Чека се потпис."}


def body(client: Client, name: str = "changelist", *args: object, **query: str) -> str:
    response = client.get(reverse(BOOK + name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def reserve(place: Municipality, by: User, times: int = 1) -> ReservedNumber:
    with municipality_scope(place.pk):
        for _time in range(times):
            row = actions.reserve_number(
                place=Place(place, "553", 2026, "IV"), reason="Чека се потпис.", for_whom="Служба за набавке", by=by
            )
    return row


def search(client: Client, text: str) -> str:
    found = client.post(reverse(BOOK + "find"), {"trazi": text})
    assert text not in found.headers["Location"]
    return client.get(found.headers["Location"]).content.decode()


def test_the_book_shows_numbers_in_order_and_costs_the_same(
    case: Case, kragujevac: Municipality, jelena: User, dragan: User, at_desk: AtDesk
) -> None:
    reserve(kragujevac, dragan, 30)
    browser = at_desk(jelena)
    page = body(browser)
    assert page.index("553-31/26-IV") < page.index("553-7/26-IV") and "553-6/26-IV" not in page
    with CaptureQueriesContext(connection) as seen:
        second = body(browser, znak="553", godina="2026", pre="7")
    asked = [query["sql"] for query in seen.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert len(asked) <= 10, "\n".join(asked)
    assert "553-6/26-IV" in second and case.number in second and "Јелена Примеровић" in second
    assert "Последњи дати број: 31" in second
    assert "Ова књига још нема уписа" in body(browser, znak="999", godina="2026")


@pytest.mark.parametrize(
    "spelling", ["553-2/26-IV", "553 2 2026 4", "бр. 553-0002/26-ИВ", "0553/02/2026", "iv-553-2/26", "553–2 / 2026"]
)
def test_a_number_is_found_in_any_spelling(
    case: Case, kragujevac: Municipality, jelena: User, dragan: User, at_desk: AtDesk, spelling: str
) -> None:
    reserve(kragujevac, dragan)
    page = search(at_desk(jelena), spelling)
    assert ">553-2/26-IV</a>" in page and ">553-1/26-IV</a>" not in page


@pytest.mark.parametrize("name", ["Примеровић", "primerović jel", "Jelena", "пример"])
def test_a_name_is_found_in_either_script(
    case: Case, jelena: User, auditor: User, vesna: User, at_desk: AtDesk, name: str
) -> None:
    assert case.number in search(at_desk(jelena), name)
    for stranger in (auditor, vesna):
        assert case.number not in search(at_desk(stranger), name)


def test_the_track_code_finds_nothing_and_stands_nowhere(case: Case, jelena: User, at_desk: AtDesk) -> None:
    browser = at_desk(jelena)
    assert "Ништа није нађено" in search(browser, case.code) and case.code not in body(browser)
    assert case.code not in case.number and len(case.code) == 14


def test_keepers_of_the_register_see_no_names(case: Case, auditor: User, lazar: User, at_desk: AtDesk) -> None:
    for keeper in (auditor, lazar):
        browser = at_desk(keeper)
        rows = b"".join(browser.get(reverse(BOOK + "csv", args=[2026, "553"])).streaming_content).decode()  # type: ignore[attr-defined]
        assert case.number in body(browser) and case.number in rows
        assert "Примеровић" not in body(browser) and "Примеровић" not in rows


def test_the_head_reserves_and_annuls_and_the_clerk_uses(
    kragujevac: Municipality, values: None, filing_day: None, jelena: User, dragan: User, at_desk: AtDesk
) -> None:
    clerk, head = at_desk(jelena), at_desk(dragan)
    assert clerk.get(reverse(BOOK + "reserve")).status_code == 404
    assert head.post(reverse(BOOK + "reserve"), {**ASKED, "classification": "пет"}).status_code == 422
    first, second = (head.post(reverse(BOOK + "reserve"), ASKED).headers["Location"] for _time in range(2))
    assert "Служба за набавке" in clerk.get(first).content.decode()
    assert clerk.post(first, {"annul": "1", "reason": "Не треба."}).status_code == 404
    assert head.post(first, {"annul": "1", "reason": ""}).status_code == 422
    assert head.post(first, {"annul": "1", "reason": "Не треба."}).status_code == 302
    late = clerk.post(first, {"use": "1", "subject": "Уговор", "party": "", "on": "20.3.2026."})
    assert late.status_code == 409 and "Колега је у међувремену" in late.content.decode()
    paper = {"use": "1", "subject": "Уговор о набавци", "party": "Ђурђа Измишљевић", "on": "20.3.2026."}
    assert clerk.post(second, paper).status_code == 302
    for name in ("djurdja izm", "Измишљевић"):
        assert ">553-2/26-IV</a>" in search(clerk, name)


def test_a_neighbour_finds_nothing(
    case: Case, kragujevac: Municipality, dragan: User, vesna: User, at_desk: AtDesk
) -> None:
    row, browser = reserve(kragujevac, dragan), at_desk(vesna)
    for name, args in (("reserved", [row.pk]), ("csv", [2026, "553"])):
        assert browser.get(reverse(BOOK + name, args=args)).status_code == 404
    assert browser.post(reverse(BOOK + "print", args=[2026, "553"])).status_code == 404
    assert browser.post(reverse(BOOK + "reserved", args=[row.pk]), {"use": "1", "subject": "x"}).status_code == 404
    assert "Ништа није нађено" in search(browser, row.number)
    with municipality_scope(kragujevac.pk):
        assert not BookPrint.objects.exists()
        assert ReservedNumber.objects.get().state == "reserved"


def test_a_printed_book_opens_for_who_asked_for_it(
    case: Case, jelena: User, dragan: User, at_desk: AtDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = at_desk(jelena)
    waiting = browser.post(reverse(BOOK + "print", args=[2026, "553"])).headers["Location"]
    assert "Књига се штампа" in browser.get(waiting).content.decode()
    assert browser.get(f"{waiting}knjiga.pdf").status_code == 404
    monkeypatch.setattr("eservices.cases.book_paper.joined", lambda parts, **more: (b"%PDF-1.7 book", len(list(parts))))
    outbox.relay()
    assert "Отворите књигу" in browser.get(waiting).content.decode()
    answer = browser.get(f"{waiting}knjiga.pdf")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 book"  # type: ignore[attr-defined]
    assert at_desk(dragan).get(waiting).status_code == 404
    with municipality_scope(case.municipality_id):
        assert AuditRecord.objects.filter(action="print_book", actor=jelena).count() == 1
        assert BookPrint.objects.get().asked_at.date() == date(2026, 3, 20)
