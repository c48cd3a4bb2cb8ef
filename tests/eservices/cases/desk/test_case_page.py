"""The case on one screen: what stands there, what may be done, what is logged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.cases import actions
from eservices.cases.actions.processing import Fact, Lacking
from eservices.cases.models import AuditRecord, Case, Document, Evidence, Note, OutboxMessage
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from tests.eservices.cases.desk.scene import AtDesk, fresh, record, take

pytestmark = pytest.mark.django_db


def page_of(client: Client, case: Case) -> str:
    response = client.get(reverse("admin:cases_case_change", args=[case.pk]))
    assert response.status_code == 200
    return response.content.decode()


def act(client: Client, case: Case, action: str, **data: object) -> HttpResponse:
    address = reverse("admin:cases_case_act", args=[case.pk, action])
    return cast(HttpResponse, client.post(address, {"version": case.version} | data))


def logged(case: Case, action: str) -> int:
    with municipality_scope(case.municipality_id):
        return AuditRecord.objects.filter(case_reference=case.pk, action=action).count()


def test_everything_stands_on_one_screen(taken: Case, jelena: User, at_desk: AtDesk) -> None:
    page = page_of(at_desk(jelena), taken)
    for text in (
        taken.number, "Јелена Примеровић", "средњи ниво", "Посао и одсуство", "sick-note.png",
        "Основице доприноса за 18 месеци", "преузето", "Обрачун", "није потврђено", "Захтев је примљен",
        "Како је рок израчунат", "Акти у предмету", f"{taken.number}-1", "Предложи одлуку", "Тражи допуну", "подносилац га види",
    ):  # fmt: skip
        assert text in page, text
    assert "1205992665011" not in page


def test_only_allowed_acts_are_offered(case: Case, jelena: User, dragan: User, at_desk: AtDesk) -> None:
    clerk, head = at_desk(jelena), at_desk(dragan)
    before = page_of(clerk, case)
    assert "Преузми предмет" in before and "Предложи одлуку" not in before and "Додели службенику" not in before
    assert "Додели службенику" in page_of(head, case)
    assert act(clerk, case, "take").status_code == 302
    after = page_of(clerk, case)
    assert "Преузми предмет" not in after and "Предложи одлуку" in after
    assert fresh(case).assignee_id == jelena.pk


def test_opening_is_logged_once_in_ten_minutes_and_the_citizen_sees_it(
    case: Case, jelena: User, milica: User, at_desk: AtDesk
) -> None:
    clerk = at_desk(jelena)
    for _time in range(3):
        page_of(clerk, case)
    assert logged(case, "open_case") == 1
    seen = at_desk(milica).get(reverse("cases:readings", args=[case.code]))
    assert "отворио предмет" in seen.content.decode() and "Шалтеровић" in seen.content.decode()


def test_a_masked_number_is_shown_after_a_logged_click(case: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk, address = at_desk(jelena), reverse("admin:cases_case_reveal", args=[case.pk])
    assert "1205992665011" not in page_of(clerk, case)
    shown = clerk.post(address, {"step": "applicant", "field": "jmbg"})
    assert "1205992665011" in shown.content.decode() and "no-store" in shown.headers["Cache-Control"]
    assert logged(case, "reveal_identity") == 1
    assert clerk.post(address, {"step": "applicant", "field": "nothing"}).status_code == 404
    assert clerk.get(address).status_code == 405


def test_a_reason_is_required_and_what_was_typed_is_kept(taken: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    answer = act(clerk, taken, "stay", reason=" ", until="1.2.2020.")
    text = answer.content.decode()
    assert answer.status_code == 422 and "Напишите разлог." in text and "Изаберите дан после данашњег." in text
    assert 'value="1.2.2020."' in text and fresh(taken).state == "in_review"
    assert act(clerk, taken, "stay", reason="Претходно питање пред судом", until="1.6.2026.").status_code == 302
    page = page_of(clerk, taken)
    assert "Претходно питање пред судом" in page and "Рок за одлуку сада не тече" in page
    assert act(clerk, fresh(taken), "resume_stay", reason="Суд је одлучио").status_code == 302
    assert fresh(taken).state == "in_review" and fresh(taken).due_on is not None


def test_a_term_is_extended_with_the_rule(taken: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk, due = at_desk(jelena), fresh(taken).due_on
    assert due is not None
    assert act(clerk, taken, "extend_term", days="400", reason="x").status_code == 422
    assert act(clerk, taken, "extend_term", days="15", reason="Члан 145. ЗУП").status_code == 302
    assert (fresh(taken).due_on or due) > due


def test_the_second_of_two_clerks_is_told_and_loses_nothing(
    taken: Case, jelena: User, dragan: User, at_desk: AtDesk
) -> None:
    first, second = at_desk(dragan), at_desk(jelena)
    stale = taken.version
    assert act(first, taken, "extend_term", days="5", reason="Прописано").status_code == 302
    taken.version = stale
    answer = act(second, taken, "stay", reason="Чекамо суд у Чачку", until="")
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Колега је био бржи" in text and "Драган Потписовић" in text and "Рок је продужен" in text
    assert "Чекамо суд у Чачку" in text and f'value="{fresh(taken).version}"' in text
    assert act(second, fresh(taken), "stay", reason="Чекамо суд у Чачку", until="").status_code == 302


def test_an_act_that_is_not_possible_any_more_says_so(taken: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk = at_desk(jelena)
    late = clerk.get(reverse("admin:cases_case_act", args=[taken.pk, "take"]))
    assert late.status_code == 409 and "сада није могућа" in late.content.decode()
    answer = act(clerk, taken, "take")
    assert answer.status_code == 409 and "више није могућа" in answer.content.decode()
    assert clerk.get(reverse("admin:cases_case_act", args=[taken.pk, "withdraw"])).status_code == 404


def test_a_call_to_complete_shows_its_message_before_it_goes(taken: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk, address = at_desk(jelena), reverse("admin:cases_case_amendment", args=[taken.pk])
    assert "Дознака за породиљско одсуство" in clerk.get(address).content.decode()
    data = {"version": taken.version, "due_on": "1.3.2026.", "document-sick-note-kind": "unclear"}
    short = clerk.post(address, data)
    assert short.status_code == 422 and "Најкраћи рок по закону је" in short.content.decode()
    empty = clerk.post(address, {"version": taken.version, "due_on": "10.4.2026."})
    assert empty.status_code == 422 and "Означите шта недостаје" in empty.content.decode()
    data |= {"due_on": "10.4.2026.", "step-account-kind": "wrong", "step-account-text": "Рачун није ваш."}
    shown = clerk.post(address, data).content.decode()
    assert "није читљив" in shown and "Рачун није ваш." in shown and fresh(taken).state == "in_review"
    assert clerk.post(address, data | {"send": "1"}).status_code == 302
    assert fresh(taken).state == "amendment_requested"
    page = page_of(clerk, taken)
    assert "Рачун није ваш." in page and "чека подносиоца" in page


def test_an_answered_call_marks_what_changed(taken: Case, jelena: User, milica: User, at_desk: AtDesk) -> None:
    with municipality_scope(taken.municipality_id):
        lacking = [Lacking("wrong", "address", "Поштански број није из Крагујевца.")]
        due = timezone.localdate() + timedelta(days=20)
        actions.request_amendment(case=taken, lacking=lacking, due_on=due, by=jelena)
        address = {"street": "Нова 3", "place": "Крагујевац", "postal_code": "34000", "phone": ""}
        actions.answer_amendment(case=taken, text="Исправљено.", corrections={"address": address}, by=milica)
    page = page_of(at_desk(jelena), taken)
    assert "Нова 3" in page and "измењено допуном" in page and "Исправљено." in page and "допуњено" in page


def test_a_silent_register_leaves_a_debt_that_can_be_asked_or_entered(
    case: Case, jelena: User, at_desk: AtDesk
) -> None:
    take(case, jelena)
    record(case, "contributions", Fact(Evidence.Outcome.UNAVAILABLE))
    clerk, case = at_desk(jelena), fresh(case)
    page = page_of(clerk, case)
    assert "регистар није доступан" in page and "Покушај поново" in page and "Нема података о основицама" in page
    assert case.number in clerk.get("/admin/", {"gomila": "dugovi"}).content.decode()
    assert clerk.post(reverse("admin:cases_case_ask", args=[case.pk, "contributions"])).status_code == 302
    with municipality_scope(case.municipality_id):
        assert OutboxMessage.objects.filter(topic="evidence", payload__officer_id=jelena.pk).exists()

    address = reverse("admin:cases_case_evidence", args=[case.pk, "contributions"])
    bases = "\n".join(f"{month:02}.2025 99.500,00" for month in range(1, 13))
    without = clerk.post(address, {"version": case.version, "bases": bases, "note": " "})
    assert (
        without.status_code == 422
        and "одакле је податак" in without.content.decode()
        and "01.2025" in without.content.decode()
    )
    wrong = clerk.post(address, {"version": case.version, "bases": "јануар много", "note": "увид"})
    assert wrong.status_code == 422 and "1. ред није јасан" in wrong.content.decode()
    assert clerk.post(address, {"version": case.version, "bases": bases, "note": "увид у извод"}).status_code == 302
    page = page_of(clerk, case)
    assert "унео руком" in page and "увид у извод" in page and "Ред по ред" in page


def test_notes_are_for_colleagues(case: Case, jelena: User, milica: User, at_desk: AtDesk) -> None:
    clerk, address = at_desk(jelena), reverse("admin:cases_case_note", args=[case.pk])
    assert clerk.post(address, {"text": "  "}).status_code == 422
    assert clerk.post(address, {"text": "Звати у <понедељак>"}).status_code == 302
    assert "Звати у &lt;понедељак&gt;" in page_of(clerk, case)
    assert "понедељак" not in at_desk(milica).get(reverse("cases:case", args=[case.code])).content.decode()


def body_of(answer: Any) -> bytes:
    """The whole of a streamed file."""
    return b"".join(answer.streaming_content)


# -- documents ---------------------------------------------------------------------------------------------------------
def restricted(case: Case) -> str:
    with municipality_scope(case.municipality_id):
        Document.objects.filter(case=case, kind="sick-note").update(access=Document.Access.RESTRICTED)
        code = Document.objects.get(case=case, kind="sick-note").code
    return reverse("admin:cases_case_document", args=[case.pk, code])


def test_a_document_opens_in_place_and_is_logged(taken: Case, jelena: User, at_desk: AtDesk) -> None:
    with municipality_scope(taken.municipality_id):
        code = Document.objects.get(case=taken, kind="account-card").code
    answer = at_desk(jelena).get(reverse("admin:cases_case_document", args=[taken.pk, code]))
    content = body_of(answer)
    assert content.startswith(b"\x89PNG") and answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in answer.headers["Cache-Control"]
    assert logged(taken, "open_document") == 1


def test_a_sensitive_document_needs_a_reason(taken: Case, jelena: User, at_desk: AtDesk) -> None:
    clerk, address = at_desk(jelena), restricted(taken)
    asked = clerk.get(address)
    assert "Зашто отварате" in asked.content.decode() and logged(taken, "open_document") == 0
    assert clerk.post(address, {}).status_code == 422
    assert clerk.post(address, {"reason": "other", "words": " "}).status_code == 422
    opened = clerk.post(address, {"reason": "other", "words": "налог инспектора"})
    assert body_of(opened).startswith(b"\x89PNG")
    with municipality_scope(taken.municipality_id):
        row = AuditRecord.objects.get(case_reference=taken.pk, action="open_document")
        assert row.data["reason"] == "other" and "инспектора" not in str(row.data)
        assert Note.objects.filter(case=taken).count() == 1


def test_a_sensitive_document_is_for_who_leads_the_case(
    case: Case, jelena: User, dragan: User, at_desk: AtDesk
) -> None:
    address = restricted(case)
    refused = at_desk(jelena).get(address)
    assert refused.status_code == 403 and "службеник који води предмет" in refused.content.decode()
    assert at_desk(dragan).get(address).status_code == 200


# -- row-level security ------------------------------------------------------------------------------------------------
def test_the_database_hides_a_neighbours_case_even_from_a_forgotten_filter(
    case: Case, vesna: User, at_desk: AtDesk
) -> None:
    at_desk(vesna).get("/admin/")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_case")
        assert cursor.fetchone() == (0,)
