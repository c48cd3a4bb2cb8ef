"""Records of an inspection at the desk: from the order to the notice to the petitioner, numbered and sealed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from eservices.cases.paper.verification import verify
from inspections import actions
from inspections.lifecycle import Actor, State
from inspections.models import Checklist, InspectionRecord, Photo, Report
from inspections.records import access, printing
from inspections.records.access import content_of
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import official, sign_in
from tests.factories import on, picture, relay_all
from tests.inspections.samples import report

pytestmark = pytest.mark.django_db
MONDAY, FRIDAY = date(2026, 3, 16), date(2026, 3, 20)
CANARY = {"name": "Јелена Тајновић", "email": "tajna.adresa@primer.example", "phone": "064 777 1234"}
SUBJECT: dict[str, Any] = {"subject": "Пример д.о.о."}
VISIT: dict[str, Any] = {
    **SUBJECT, "began": "9.30", "ended": "10.15", "place": "Главни трг 1",
    "facts": "На површини је разбацан отпад.", "evidence": "Фотографије.", "breach": "yes", "signed": "absent",
}  # fmt: skip
ORDER: dict[str, Any] = {
    **SUBJECT, "supervision": "extraordinary", "manner": "field", "scope": "Чистоћа површине.",
    "begins": "16.3.2026.", "ends": "30.3.2026.",
}  # fmt: skip


@pytest.fixture
def filed(town: Municipality, inspector: User) -> Iterator[Report]:
    """A report of a protected sender, assigned to the inspector, on a Monday."""
    with on(MONDAY):
        found = report(town, identity="protected", reporter=CANARY)
        actions.assign(report=found, to=inspector, actor=Actor.INSPECTOR, by=inspector)
        yield found


@pytest.fixture
def desk(client: Client, inspector: User) -> Client:
    return sign_in(client, inspector)


def address(name: str, *args: object) -> str:
    return reverse(f"admin:inspections_inspectionrecord_{name}", args=args)


def write(desk: Client, filed: Report, kind: str, /, *, status: int = 302, **answers: Any) -> str:
    """Send the page of a record; its text when it is not accepted."""
    filed.refresh_from_db()
    given = {"version": filed.version, **answers}
    response = desk.post(address("write", filed.pk, kind), given)
    assert response.status_code == status, response.content.decode()
    filed.refresh_from_db()
    return "" if status == 302 else response.content.decode()


def deliver(desk: Client, row: InspectionRecord, step: str, on: str, /, *, status: int = 302, **more: Any) -> str:
    """Send the page of the delivery of a record; its text when it is not accepted."""
    row.report.refresh_from_db()
    given = {"version": row.report.version, "step": step, "way": "mail", "on": on, **more}
    response = desk.post(address("delivery", row.pk), given)
    assert response.status_code == status, response.content.decode()
    return "" if status == 302 else response.content.decode()


def last(filed: Report) -> InspectionRecord:
    return filed.records.latest("sub_number")


def test_a_petition_goes_from_the_order_to_the_notice_in_sealed_records(
    filed: Report, desk: Client, inspector: User
) -> None:
    write(desk, filed, "order", **ORDER)
    write(desk, filed, "notice", **SUBJECT, visit_on="19.3.2026.", way="поштом")
    assert (filed.state, filed.act_by) == (State.ORDERED, date(2026, 3, 19))
    assert desk.post(address("start", filed.pk)).status_code == 409
    with on(FRIDAY):
        sign_in(desk, inspector)
        assert desk.post(address("start", filed.pk)).status_code == 302
        replies: dict[str, Any] = dict.fromkeys(("q1", "q2", "q4", "q5", "q6"), "yes") | {"q3": "no"}
        write(desk, filed, "checklist", **SUBJECT, **replies)
        assert (last(filed).degree, filed.state) == (2, State.ON_SITE)
        photos = [SimpleUploadedFile("lice-mesta.png", picture(), "image/png")]
        write(desk, filed, "field_record", **VISIT, day="20.3.2026.", photos=photos)
        assert filed.act_by == filed.due_on == date(2026, 3, 31)
        assert desk.get(address("write", filed.pk, "objections")).status_code == 409, "it was not delivered"
        deliver(desk, last(filed), "received", "20.3.2026.", remark="Пословођа.")
        filed.refresh_from_db()
        objections_until = date(2026, 3, 27)  # five working days from the delivery
        assert (filed.state, filed.act_by) == (State.RECORD, objections_until)
        write(desk, filed, "objections", received_on="20.3.2026.", objections="Очистићемо.", finding="Неосноване.")
        assert ["Благовремене", "да"] in content_of(last(filed))["facts"]
        write(desk, filed, "measure", **SUBJECT, breached="Чл. 5", measure="Очистити.", term_on="27.3.2026.")
        assert (filed.state, filed.act_by) == (State.MEASURES, date(2026, 3, 27))
    with on(date(2026, 3, 30)):
        sign_in(desk, inspector)
        write(desk, filed, "control_visit", **VISIT, day="30.3.2026.", fulfilled="no")
        write(desk, filed, "misdemeanour_order", **SUBJECT, breached="Чл. 60", offence="Отпад.", fine="50.000")
        write(desk, filed, "decision", **SUBJECT, operative="Налаже се.", reasoning="Није извршено.")
        deliver(desk, last(filed), "sent", "30.3.2026.")
        assert desk.get(address("write", filed.pk, "enforcement")).status_code == 409, "it did not arrive yet"
        deliver(desk, last(filed), "refused", "30.3.2026.")
        held = last(filed).delivery
        assert held and held.term_until == date(2026, 4, 14), "appeal: fifteen days from the refusal to take it"
        write(desk, filed, "enforcement", **SUBJECT, not_done="Чишћење.", manner="Преко другог лица.")
        write(desk, filed, "answer", text="Наложено је чишћење и покренуто извршење.", closes="yes")
        assert (filed.state, filed.act_by) == (State.CLOSED, None)
        relay_all()
        pages = [desk.get(address("pdf", row.pk)) for row in filed.records.all()]
        assert "355-1/26-IV-11" in desk.get(address("file", filed.pk)).content.decode()
        own = reverse("inspections:notice", args=[filed.code, last(filed).code])
        assert own in Client().get(reverse("inspections:track", args=[filed.code])).content.decode()
        assert b"".join(Client().get(own)).startswith(b"%PDF-")
        assert (
            Client().get(own.replace(str(last(filed).code), str(filed.records.get(kind="order").code))).status_code
            == 404
        )
    assert [row.number for row in filed.records.all()] == [f"355-1/26-IV-{number}" for number in range(1, 12)]
    papers = [b"".join(page) for page in pages]
    assert all(verify(paper).good for paper in papers)
    inside = [list(PdfReader(io.BytesIO(papers[number])).attachments) for number in (0, 3)]
    assert inside == [["akt.json"], ["akt.json", "fotografija-1.png"]]


def test_a_supervision_left_unannounced_for_a_reason_begins_at_once(filed: Report, desk: Client) -> None:
    write(desk, filed, "order", **ORDER)
    page = write(desk, filed, "notice", status=422, subject="Непознат", visit_on="17.3.2026.")
    assert "Најранији дан је 19.3.2026." in page
    write(desk, filed, "notice", subject="Непознат", visit_on="16.3.2026.", exemption="Опасност по здравље.")
    assert content_of(last(filed))["title"].startswith("Службена белешка")
    assert desk.post(address("start", filed.pk)).status_code == 302
    write(desk, filed, "field_record", **VISIT | {"breach": "no"}, day="16.3.2026.")
    assert filed.state == State.NO_BREACH


def test_a_delivery_is_followed_step_by_step_and_a_wrong_one_is_taken_back(
    filed: Report, desk: Client, traffic_inspector: User
) -> None:
    write(desk, filed, "order", **ORDER)
    order = last(filed)
    assert "О достави још ништа није уписано." in desk.get(address("delivery", order.pk)).content.decode()
    deliver(desk, order, "posted", "16.3.2026.", status=422)
    assert "још није дошао" in deliver(desk, order, "sent", "17.3.2026.", status=422, remark="Куд пре")
    assert "пре него што је акт сачињен" in deliver(desk, order, "sent", "15.3.2026.", status=422)
    deliver(desk, order, "received", "16.3.2026.", remark="Пера Примеровић, портир")
    page = desk.get(address("file", filed.pk)).content.decode()
    assert "уручено 16.3.2026." in page
    deliver(desk, order, "taken_back", "16.3.2026.")
    deliver(desk, order, "sent", "16.3.2026.")
    page = desk.get(address("delivery", order.pk)).content.decode()
    assert "Пера Примеровић, портир" in page and page.count("desk-timeline__title") == 3
    stale = desk.post(
        address("delivery", order.pk), {"version": 1, "step": "received", "way": "mail", "on": "16.3.2026."}
    )
    assert stale.status_code == 422 and order.deliveries.count() == 3
    with pytest.raises(DatabaseError), transaction.atomic():
        order.deliveries.update(way="board")
    assert sign_in(Client(), traffic_inspector).get(address("delivery", order.pk)).status_code == 404
    shown = Client().get(reverse("inspections:track", args=[filed.code])).content.decode()
    assert "достав" not in shown.lower(), "how the subject took it is not for the sender"


def test_what_was_typed_stays_when_a_record_is_refused(filed: Report, desk: Client, inspector: User) -> None:
    stale = {"version": filed.version, **ORDER}
    actions.note(report=filed, text="Звао сам предузеће.", actor=Actor.INSPECTOR, by=inspector)
    page = desk.post(address("write", filed.pk, "order"), stale)
    assert page.status_code == 422 and "Чистоћа површине." in page.content.decode()
    write(desk, filed, "order", **ORDER)
    page = desk.post(address("write", filed.pk, "order"), stale)
    assert page.status_code == 422 and "Чистоћа површине." in page.content.decode()
    assert desk.get(address("write", filed.pk, "order")).status_code == 409
    assert filed.records.count() == 1


@pytest.mark.parametrize("words", ["Јелена Тајновић", "Tajnović Jeleni", "tajna.adresa@primer.example", "064/777-1234"])
def test_a_protected_sender_is_named_in_no_record(filed: Report, desk: Client, words: str) -> None:
    page = write(desk, filed, "order", status=422, **ORDER | {"scope": f"По пријави: {words}, од јуче."})
    assert "заштићен" in page and not filed.records.exists()
    write(desk, filed, "order", **ORDER)
    row = last(filed)
    page = printing.html_of(row, content_of(row))
    assert not [value for value in CANARY.values() if value in page]


def test_photographs_of_a_refused_record_are_not_kept(filed: Report, desk: Client) -> None:
    write(desk, filed, "order", **ORDER)
    write(desk, filed, "notice", subject="Непознат", visit_on="16.3.2026.", exemption="Опасност.")
    desk.post(address("start", filed.pk))
    photos = [
        SimpleUploadedFile("a.png", picture(), "image/png"),
        SimpleUploadedFile("b.png", b"no picture", "image/png"),
    ]
    write(desk, filed, "field_record", status=422, **VISIT, day="16.3.2026.", photos=photos)
    assert not Photo.objects.exists() and filed.state == State.ON_SITE


def test_records_are_for_inspectors_of_the_inspectorate_and_their_head(
    filed: Report,
    desk: Client,
    traffic_inspector: User,
    head: User,
    dispatcher: User,
    jelena: User,
    cacak: Municipality,
) -> None:
    write(desk, filed, "order", **ORDER)
    relay_all()
    neighbour = official("komsija", "Коста", "Суседић", "head-of-inspections", cacak)
    places = [address("file", filed.pk), address("write", filed.pk, "notice"), address("pdf", last(filed).pk)]
    answers = {
        person.email: {sign_in(Client(), person).get(place).status_code for place in places}
        for person in (head, traffic_inspector, dispatcher, jelena, neighbour)
    }
    assert answers.pop(head.email) == {200}
    assert set(map(frozenset, answers.values())) == {frozenset({404})}
    assert {Client().get(place).status_code for place in places} == {302}


def test_a_record_cannot_be_rewritten_and_is_sealed_once(filed: Report, desk: Client) -> None:
    write(desk, filed, "order", **ORDER)
    row = last(filed)
    with pytest.raises(DatabaseError), transaction.atomic():
        InspectionRecord.objects.filter(pk=row.pk).update(kind="decision")
    for _again in range(2):
        printing.seal_record(municipality_id=filed.municipality_id, record_id=row.pk)
        row.refresh_from_db()
    first = row.sha256
    printing.seal_record(municipality_id=filed.municipality_id, record_id=row.pk)
    row.refresh_from_db()
    assert first and row.sha256 == first


def test_the_list_costs_the_same_however_long_it_is(
    filed: Report, desk: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    write(desk, filed, "order", **ORDER)
    for _number in range(5):
        write(desk, filed, "notice", subject="Пример", visit_on="20.3.2026.")
    with django_assert_max_num_queries(14):
        page = desk.get(address("changelist")).content.decode()
    assert page.count("355-1/26-IV-") >= 6
    assert (
        "Обавештење"
        not in desk.get(address("changelist"), {"vrsta": "order", "pre": "x"}).content.decode().split("<tbody>")[1]
    )


def test_the_newest_list_in_force_is_offered_and_an_older_one_stays_as_it_was(
    town: Municipality, filed: Report
) -> None:
    old = Checklist.objects.get(code="javne-povrsine")
    with municipality_scope(town.pk):
        new = Checklist.objects.create(
            inspectorate=old.inspectorate, code=old.code, version=2, name=old.name, lines="10; Чисто?"
        )
        assert access.checklists(filed) == [new]
        new.is_active = False
        new.save()
        assert access.checklists(filed) == [old]


def test_an_answer_after_a_supervision_becomes_a_sealed_notice_of_which_the_letter_tells(
    town: Municipality, filed: Report, desk: Client, inspector: User
) -> None:
    with on(MONDAY):
        other = report(town, reporter=CANARY | {"email": "drugi@primer.example"})
        actions.merge(report=other, lead=filed, actor=Actor.INSPECTOR, by=inspector)
    write(desk, filed, "order", **ORDER)
    mail.outbox.clear()
    answer: dict[str, Any] = {"report": filed, "actor": Actor.INSPECTOR, "by": inspector}
    with pytest.raises(actions.NamesTheSender):
        actions.close(public_text="Јелена Тајновић је у праву.", **answer)
    actions.close(public_text="Површина је очишћена.", **answer)
    notice = last(filed)
    assert (notice.kind, notice.number) == ("answer", "355-1/26-IV-2")
    assert content_of(notice)["sections"] == [["Шта је предузето", ["Површина је очишћена."]]]
    waiting = Client().get(reverse("inspections:track", args=[filed.code])).content.decode()
    assert "управо печати" in waiting and "Површина је очишћена." in waiting
    relay_all()
    letters = {letter.to[0]: letter for letter in mail.outbox}
    assert set(letters) == {CANARY["email"], "drugi@primer.example"}
    assert all("печатом" in letter.body and "Обавештење" in letter.subject for letter in letters.values())
    for code in (filed.code, other.code):
        page = Client().get(reverse("inspections:track", args=[code])).content.decode()
        assert reverse("inspections:notice", args=[code, notice.code]) in page and "Површина је очишћена." in page
    assert b"".join(Client().get(reverse("inspections:notice", args=[other.code, notice.code]))).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("identity", "act", "notices"),
    [("known", "close", 0), ("known", "reject", 1), ("protected", "reject", 1), ("anonymous", "reject", 0)],
)
def test_a_rejection_is_told_on_paper_and_a_communal_report_by_text(
    town: Municipality, head: User, identity: str, act: str, notices: int
) -> None:
    found = report(town, identity=identity, reporter={} if identity == "anonymous" else CANARY)
    actions.take(report=found, actor=Actor.HEAD, by=head)
    getattr(actions, act)(report=found, public_text="О томе је већ одлучено.", actor=Actor.HEAD, by=head)
    assert found.records.filter(kind="answer").count() == notices == found.last_act
