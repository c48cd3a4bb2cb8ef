"""The archive at the desk: lists from draft to record, holds and packages on the case, and who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eservices.cases.archive import actions
from eservices.cases.archive.steps import Kind
from eservices.cases.models import ArchiveFile, AuditRecord, Case, DisposalItem, DisposalList, LegalHold
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import official, sign_in
from tests.eservices.cases.archive.scene import CONSENT, PROOF, close, drawn_up
from tests.eservices.cases.desk.scene import AtDesk, fresh
from tests.factories import relay_all

pytestmark = pytest.mark.django_db
Browsers = dict[str, Client]


@pytest.fixture
def archived(case: Case, jelena: User, dragan: User) -> Case:
    """Milica's case in the archive, its term past."""
    with municipality_scope(case.municipality_id):
        return close(case, jelena, dragan)


@pytest.fixture
def browsers(kragujevac: Municipality, lazar: User, at_desk: AtDesk) -> Browsers:
    """Author, reviewer and archivist at their desks."""
    author = official("petra", "Петра", "Уписнић", "registry", kragujevac)
    reviewer = official("ruza", "Ружа", "Излучић", "disposal", kragujevac)
    return {"author": at_desk(author), "reviewer": at_desk(reviewer), "archivist": at_desk(lazar)}


def the_list(case: Case) -> DisposalList:
    with municipality_scope(case.municipality_id):
        return DisposalList.objects.get()


def page_of(browser: Client, disposal: DisposalList) -> str:
    return str(browser.get(reverse("admin:cases_disposallist_change", args=[disposal.pk])).content.decode())


def take_step(browser: Client, disposal: DisposalList, action: str, **given: Any) -> Any:
    with municipality_scope(disposal.municipality_id):
        disposal.refresh_from_db()
    address = reverse("admin:cases_disposallist_step", args=[disposal.pk, action])
    return browser.post(address, {"version": disposal.version, **given})


def body_of(browser: Client, address: str) -> bytes:
    answer: Any = browser.get(address)
    return b"".join(answer.streaming_content)


def made(case: Case, browsers: Browsers, kind: str = "destruction") -> DisposalList:
    assert browsers["author"].post(reverse("admin:cases_disposallist_add"), {"kind": kind}).status_code == 302
    return the_list(case)


def test_from_the_draft_to_the_sealed_record(archived: Case, browsers: Browsers, dragan: User, at_desk: AtDesk) -> None:
    disposal = made(archived, browsers)
    page = page_of(browsers["author"], disposal)
    assert archived.number in page and "Поднеси на преглед" in page and "Изостави" in page
    assert "Одобри листу" not in page and "Примеровић" not in page
    assert take_step(browsers["author"], disposal, "submit").status_code == 302
    assert "Прегледано, проследи архивару" in page_of(browsers["reviewer"], disposal)
    assert take_step(browsers["reviewer"], disposal, "review").status_code == 302
    refused = take_step(browsers["archivist"], disposal, "approve", consent="")
    assert refused.status_code == 422 and "Без писмене сагласности" in refused.content.decode()
    assert take_step(browsers["archivist"], disposal, "approve", consent=CONSENT).status_code == 302
    relay_all()
    page = page_of(browsers["archivist"], disposal)
    assert "zapisnik-unistenje-1-2026.pdf" in page and CONSENT in page and "спроведена" in page
    with municipality_scope(archived.municipality_id):
        record = ArchiveFile.objects.get(kind="record")
    address = reverse("admin:cases_disposallist_file", args=[disposal.pk, record.code])
    assert body_of(browsers["reviewer"], address).startswith(b"%PDF-1.7")
    card = browsers["archivist"].get(reverse("admin:cases_case_change", args=[archived.pk])).content.decode()
    assert "Садржај предмета је излучен и уништен" in card and "1/2026" in card
    for_clerks = at_desk(dragan).get(reverse("admin:cases_case_change", args=[archived.pk]))
    assert for_clerks.status_code == 200 and "Садржај предмета је излучен" in for_clerks.content.decode()
    assert at_desk(dragan).post(reverse("admin:cases_case_note", args=[archived.pk]), {"text": "x"}).status_code == 404


def test_nobody_signs_twice(archived: Case, kragujevac: Municipality, browsers: Browsers, at_desk: AtDesk) -> None:
    both = official("oboje", "Оба", "Посла", "registry", kragujevac)
    both.memberships.create(municipality=kragujevac, role="disposal", since="2020-01-01")
    disposal = made(archived, browsers)
    assert take_step(at_desk(both), disposal, "submit").status_code == 302
    page = page_of(at_desk(both), disposal)
    assert "На овој листи сте већ потписани" in page and "Прегледано, проследи" not in page
    assert take_step(at_desk(both), disposal, "review").status_code == 403
    assert the_list(archived).stage == "submitted"


def test_a_stale_page_and_a_faster_colleague_are_told(archived: Case, browsers: Browsers) -> None:
    disposal = made(archived, browsers)
    address = reverse("admin:cases_disposallist_step", args=[disposal.pk, "submit"])
    assert browsers["author"].post(address, {"version": 99}).status_code == 409
    assert take_step(browsers["author"], disposal, "submit").status_code == 302
    late = browsers["author"].get(address)
    assert late.status_code == 409 and "на прегледу" in late.content.decode()


def test_a_case_is_left_out_with_a_reason_and_a_list_is_sent_back(archived: Case, browsers: Browsers) -> None:
    disposal = made(archived, browsers)
    with municipality_scope(archived.municipality_id):
        item = disposal.items.get()
    address = reverse("admin:cases_disposallist_leave_out", args=[disposal.pk, item.pk])
    assert archived.number in browsers["author"].get(address).content.decode()
    assert browsers["author"].post(address, {"version": disposal.version, "reason": " "}).status_code == 422
    given = {"version": disposal.version, "reason": "Води се спор."}
    assert browsers["author"].post(address, given).status_code == 302
    assert browsers["author"].post(address, given).status_code == 409
    page = page_of(browsers["author"], disposal)
    assert "изостављен" in page and "Води се спор." in page and "Редни бројеви: 1" in page
    empty = take_step(browsers["author"], disposal, "submit")
    assert empty.status_code == 409 and "нема ниједног предмета" in empty.content.decode()
    nothing = browsers["author"].post(reverse("admin:cases_disposallist_add"), {"kind": "handover"})
    assert nothing.status_code == 422 and "Сада нема таквих предмета" in nothing.content.decode()


def test_a_handover_waits_for_its_package(archived: Case, browsers: Browsers) -> None:
    with municipality_scope(archived.municipality_id):
        Case.objects.update(disposal="hand_over")
    disposal = made(archived, browsers, "handover")
    for who, action in (("author", "submit"), ("reviewer", "review")):
        take_step(browsers[who], disposal, action)
    take_step(browsers["archivist"], disposal, "approve", consent=CONSENT)
    early = take_step(browsers["archivist"], disposal, "hand_over", proof=PROOF)
    assert early.status_code == 409 and "још није направљен" in early.content.decode()
    relay_all()
    with municipality_scope(archived.municipality_id):
        package = ArchiveFile.objects.get(kind="package")
    address = reverse("admin:cases_disposallist_file", args=[disposal.pk, package.code])
    assert browsers["reviewer"].get(address).status_code == 404
    assert body_of(browsers["archivist"], address).startswith(b"PK")
    again = reverse("admin:cases_disposallist_package", args=[disposal.pk])
    assert browsers["reviewer"].post(again).status_code == 404 and browsers["archivist"].post(again).status_code == 302
    assert take_step(browsers["archivist"], disposal, "hand_over", proof=PROOF).status_code == 302
    assert fresh(archived).disposed_on is not None and not fresh(archived).is_destroyed


def test_holds_and_packages_stand_on_the_case(
    archived: Case, lazar: User, jelena: User, dragan: User, auditor: User, at_desk: AtDesk
) -> None:
    browser, change = at_desk(lazar), reverse("admin:cases_case_change", args=[archived.pk])
    hold = reverse("admin:cases_case_hold", args=[archived.pk])
    assert browser.post(hold, {"version": archived.version, "reason": ""}).status_code == 422
    assert browser.post(hold, {"version": archived.version, "reason": "Тужба П 5/2026"}).status_code == 302
    assert "Тужба П 5/2026" in browser.get(change).content.decode()
    assert "Тужба П 5/2026" in at_desk(jelena).get(change).content.decode()
    seen = at_desk(auditor).get(change).content.decode()
    assert "забрањено" in seen and "Тужба П 5/2026" not in seen
    with municipality_scope(archived.municipality_id):
        row = LegalHold.objects.get()
    lift = reverse("admin:cases_case_lift", args=[archived.pk, row.pk])
    assert at_desk(jelena).get(lift).status_code == 404
    given = {"version": fresh(archived).version, "reason": "Спор је завршен."}
    assert at_desk(dragan).post(lift, given).status_code == 302 and browser.get(lift).status_code == 404
    pack = reverse("admin:cases_case_package", args=[archived.pk])
    assert at_desk(dragan).get(pack).status_code == 404
    assert browser.post(pack, {"version": fresh(archived).version, "reason": "Захтев суда"}).status_code == 302
    relay_all()
    with municipality_scope(archived.municipality_id):
        file = ArchiveFile.objects.get()
        assert body_of(browser, reverse("admin:cases_case_archive_file", args=[archived.pk, file.code])).startswith(
            b"PK"
        )
        assert AuditRecord.objects.filter(case_reference=archived.pk, action="open_archive_file", actor=lazar).exists()
    assert file.filename in browser.get(change).content.decode()
    holds = browser.get(reverse("admin:cases_legalhold_changelist")).content.decode()
    assert archived.number in holds and "Тужба" not in holds


def test_neighbours_and_people_of_one_service_find_no_list(
    archived: Case, cacak: Municipality, kragujevac: Municipality, jelena: User, browsers: Browsers, at_desk: AtDesk
) -> None:
    disposal = made(archived, browsers)
    neighbour = at_desk(official("susedni", "Сусед", "Архивић", "archivist", cacak))
    partial = at_desk(official("deo", "Део", "Архивић", "registry", kragujevac, ["maternity-pay"]))
    addresses = [
        reverse("admin:cases_disposallist_change", args=[disposal.pk]),
        *(reverse("admin:cases_disposallist_step", args=[disposal.pk, step]) for step in ("submit", "approve")),
    ]
    assert [neighbour.get(address).status_code for address in addresses] == [404, 404, 404]
    assert [partial.get(address).status_code for address in addresses] == [200, 404, 404]
    assert at_desk(jelena).get(addresses[1]).status_code == 404
    assert "Укупно: 0" in neighbour.get(reverse("admin:cases_disposallist_changelist")).content.decode()
    assert partial.get(reverse("admin:cases_disposallist_add")).status_code == 404


def test_a_list_of_any_length_costs_the_same(
    archived: Case, browsers: Browsers, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    disposal = made(archived, browsers)
    with django_assert_max_num_queries(20):
        page_of(browsers["author"], disposal)
    with municipality_scope(archived.municipality_id):
        for number in range(2, 30):
            DisposalItem.objects.create(
                municipality_id=archived.municipality_id,
                list=disposal,
                position=number,
                case=archived,
                state="left_out",
            )
    with django_assert_max_num_queries(20):
        page_of(browsers["author"], disposal)


# -- the owner ---------------------------------------------------------------------------------------------------------
def test_the_owner_of_a_destroyed_case_is_told_gently(
    archived: Case, milica: User, ana: User, kragujevac: Municipality, browsers: Browsers
) -> None:
    with municipality_scope(kragujevac.pk):
        disposal = drawn_up(kragujevac, Kind.DESTRUCTION)
        for action, who in (("submit", "registry"), ("review", "disposal")):
            person = official(f"{action}-1", "Особа", action, who, kragujevac)
            getattr(actions, f"{action}_list")(disposal=disposal, by=person)
        last = official("odobrava", "Особа", "Трећа", "archivist", kragujevac)
        actions.approve_list(disposal=disposal, consent=CONSENT, by=last)
    relay_all()
    addresses = [reverse("cases:progress", args=[archived.code]), reverse("cases:case", args=[archived.code])]
    for browser, address in zip((Client(), sign_in(Client(), milica)), addresses, strict=True):
        answer = browser.get(address)
        text = answer.content.decode()
        assert answer.status_code == 410 and "више не чувамо" in text and archived.number in text
        assert "Примеровић" not in text.partition("<main")[2]
    assert sign_in(Client(), milica).get(reverse("cases:receipt", args=[archived.code])).status_code == 404
    assert archived.number not in sign_in(Client(), milica).get(reverse("cases:mine")).content.decode()
