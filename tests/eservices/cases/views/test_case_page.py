"""A filed case as its applicant sees it, and what can still be done in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from eservices.cases import actions, audit, decisions
from eservices.cases.actions.intake import answers_of
from eservices.cases.actions.processing import Lacking
from eservices.cases.lifecycle import Actor, State
from eservices.cases.models import Amendment, Case, Decision, Delivery, Document, Rating
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.eservices.cases.sample_service import ANSWERS, Sample
from tests.eservices.cases.views.helpers import case_in, draft_in, picture

AMOUNT = {"label": "Износ", "how": "по закону", "amount": "1234.50", "source": "", "emphasised": True}


@pytest.fixture
def case(client: Client, sample: Sample, kragujevac: Municipality, milica: User) -> Case:
    """Milica's case, just filed; she is signed in."""
    sign_in(client, milica)
    return case_in(kragujevac, milica)


def page(client: Client, case: Case, name: str = "case") -> str:
    return client.get(reverse(f"cases:{name}", args=[case.code])).content.decode()


def now(case: Case) -> Case:
    with municipality_scope(case.municipality_id):
        return Case.objects.select_related("municipality", "data_key").get(pk=case.pk)


def paper_of(decision: Decision) -> Document:
    """The sealed document of a decision."""
    assert decision.document is not None
    return decision.document


def call_to_complete(case: Case, clerk: User, *lacking: Lacking) -> None:
    with municipality_scope(case.municipality_id):
        actions.take(case=case, by=clerk)
        actions.request_amendment(
            case=case, lacking=lacking, due_on=timezone.localdate() + timedelta(days=20), by=clerk
        )


def decide(case: Case, clerk: User, approver: User) -> Decision:
    with municipality_scope(case.municipality_id):
        actions.take(case=case, by=clerk)
        content = {
            "title": "Решење",
            "text": {"operative": ["Усваја се захтев."], "legal_basis": "", "reasoning": [], "remedy": ""},
            "calculation": {
                "lines": [
                    {"label": "Износ", "how": "по закону", "amount": "1234.50", "source": "", "emphasised": True}
                ],
                "tables": [],
            },
            "applicant": {"name": case.applicant_name, "address": ""},
        }
        decision = actions.propose(case=case, outcome="grant", content=content, by=clerk)
        actions.issue(decision=decision, by=approver)
        decisions._keep(decision, b"%PDF-1.7 proba")
    return decision


# -- the page ----------------------------------------------------------------------------------------------------------
def test_the_case_page_tells_what_to_do_the_clock_and_the_story(client: Client, case: Case) -> None:
    text = page(client, case)
    for words in (
        case.number, "Шта се очекује од вас", "Не треба ништа да радите", "Захтев је примљен", "Рок за одлуку",
        "Како је рок израчунат", "Лична карта", "Милица Примеровић", "Писарница", "Доношење одлуке",
    ):  # fmt: skip
        assert words in text, words
    assert ("1205992665011" not in text and "••••••••••011" in text) or "011" in text
    assert "<title>Предмет – Пробна услуга" in text


def test_strangers_and_other_citizens_learn_nothing(client: Client, case: Case, ana: User) -> None:
    stranger, other = Client(), sign_in(Client(), ana)
    for name in ("case", "filed", "receipt", "readings", "withdraw", "appeal", "amendment", "rate"):
        address = reverse(f"cases:{name}", args=[case.code])
        assert stranger.get(address).headers["Location"].startswith(reverse("account_login"))
        assert other.get(address).status_code == 404
    with municipality_scope(case.municipality_id):
        code = case.documents.get().code
    assert other.get(reverse("cases:document", args=[case.code, code])).status_code == 404


def test_files_come_back_as_they_were_sent(client: Client, case: Case) -> None:
    with municipality_scope(case.municipality_id):
        document = case.documents.get()
    answer = client.get(reverse("cases:document", args=[case.code, document.code]))
    body = b"".join(answer)
    assert len(body) == document.size and body.startswith(b"\x89PNG")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "filename*=UTF-8''identity-card.png" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in answer.headers["Cache-Control"]


def test_the_receipt_is_a_pdf(client: Client, case: Case) -> None:
    answer = client.get(reverse("cases:receipt", args=[case.code]))
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF-")


def test_who_looked_is_shown_to_the_applicant(client: Client, case: Case, jelena: User) -> None:
    with municipality_scope(case.municipality_id):
        audit.record("open_case", municipality_id=case.municipality_id, case=case, actor_kind=Actor.CLERK, by=jelena)
    text = page(client, case, "readings")
    assert "Јелена Шалтеровић" in text and "отворио предмет" in text and "ви" in text


def test_rating_is_kept_once(client: Client, case: Case) -> None:
    address = reverse("cases:rate", args=[case.code])
    assert client.post(address, {}).status_code == 200
    for score in ("5", "2"):
        assert client.post(address, {"rating": score, "comment": "Брзо."}).status_code == 302
    with municipality_scope(case.municipality_id):
        assert [rating.score for rating in Rating.objects.all()] == [2]


# -- completing --------------------------------------------------------------------------------------------------------
def test_a_call_to_complete_is_answered_in_place(client: Client, case: Case, jelena: User) -> None:
    call_to_complete(
        case,
        jelena,
        Lacking("wrong", "person", "ЈМБГ није ваш."),
        Lacking("missing", "power-of-attorney", "Недостаје пуномоћје."),
    )
    assert "Допуните захтев најкасније" in page(client, case)
    text = page(client, case, "amendment")
    assert "ЈМБГ није ваш." in text and "Недостаје пуномоћје." in text and 'value="Милица Примеровић"' in text
    address = reverse("cases:amendment", args=[case.code])
    wrong = client.post(address, {"person-name": "Милица", "person-jmbg": "1"})
    text = wrong.content.decode()
    assert wrong.status_code == 200 and "тачно 13 цифара" in text and "Приложите документ: Пуномоћје." in text
    assert 'href="#id_person-jmbg"' in text and 'href="#id_power-of-attorney"' in text
    data = {"person-name": "Милица Исправљена", "person-jmbg": "1205992665011", "power-of-attorney": picture()}
    assert client.post(address, data).status_code == 302
    with municipality_scope(case.municipality_id):
        answered = now(case)
        assert answered.state == State.IN_REVIEW
        assert answers_of(answered)["person"]["name"] == "Милица Исправљена"
        assert Amendment.objects.get().answered_at is not None
    assert client.get(address).headers["Location"] == reverse("cases:case", args=[case.code])


def test_a_correction_that_opens_a_question_asks_it_at_once(client: Client, case: Case, jelena: User) -> None:
    call_to_complete(case, jelena, Lacking("wrong", "need", "Проверите колико вам треба."))
    address = reverse("cases:amendment", args=[case.code])
    opened = client.post(address, {"need-need": "big"})
    assert opened.status_code == 200 and "Колико много?" in opened.content.decode()
    answer = client.post(address, {"need-need": "big", "big-amount": "10,00", "big-since": "3.11.2026."})
    assert answer.status_code == 302
    with municipality_scope(case.municipality_id):
        assert answers_of(now(case))["big"] == {"amount": "10.00", "since": "2026-11-03"}


def test_something_has_to_be_said(client: Client, case: Case, jelena: User) -> None:
    call_to_complete(case, jelena, Lacking("unclear", "need", "Објасните."))
    address = reverse("cases:amendment", args=[case.code])
    empty = client.post(address, {"need-need": "small"})
    assert empty.status_code == 200 and "напишите одговор" in empty.content.decode()
    assert client.post(address, {"need-need": "small", "answer": "Тако је."}).status_code == 302


def test_switching_the_script_keeps_the_answer_being_written(client: Client, case: Case, jelena: User) -> None:
    call_to_complete(case, jelena, Lacking("wrong", "person", "Проверите."))
    address = reverse("cases:amendment", args=[case.code])
    answer = client.post(address, {"person-name": "Нова", "answer": "Порука", "language": "sr-latn"})
    text = answer.content.decode()
    assert 'lang="sr-Latn"' in text and 'value="Нова"' in text and "Порука" in text
    assert "govuk-error-message" not in text and answer.cookies["pismo"].value == "sr-latn"


# -- withdrawing, decision, appeal -------------------------------------------------------------------------------------
def test_withdrawing_is_asked_and_done_once(client: Client, case: Case) -> None:
    assert "не може да се опозове" in page(client, case, "withdraw")
    address = reverse("cases:withdraw", args=[case.code])
    for _press in range(2):
        assert client.post(address).headers["Location"] == reverse("cases:case", args=[case.code])
    assert now(case).state == State.WITHDRAWN


def test_a_decision_is_received_by_a_button_then_read_in_plain_words(
    client: Client, case: Case, jelena: User, dragan: User
) -> None:
    decision = decide(case, jelena, dragan)
    text = page(client, case)
    assert "Стигла је одлука" in text and "Усваја се захтев." not in text
    address = reverse("cases:decision", args=[case.code, paper_of(decision).code])
    assert "потврђујете пријем" in client.get(address).content.decode()
    file_address = reverse("cases:document", args=[case.code, paper_of(decision).code])
    assert client.get(file_address).headers["Location"] == address
    for _press in range(2):
        assert client.post(address).headers["Location"].endswith("#odluka")
    with municipality_scope(case.municipality_id):
        delivery = Delivery.objects.get()
        assert delivery.status == Delivery.Status.DELIVERED and delivery.proof.startswith("portal ")
    assert now(case).state == State.DELIVERED
    text = page(client, case)
    for words in (
        "Захтев је усвојен",
        "Усваја се захтев.",
        "1.234,50",
        "Жалбу можете да изјавите",
        "Пробно министарство",
    ):
        assert words in text, words
    download = client.get(address)
    assert b"".join(download) == b"%PDF-1.7 proba"


def test_an_appeal_is_lodged_within_its_term(client: Client, case: Case, jelena: User, dragan: User) -> None:
    address = reverse("cases:appeal", args=[case.code])
    assert client.get(address).headers["Location"] == reverse("cases:case", args=[case.code])
    decision = decide(case, jelena, dragan)
    client.post(reverse("cases:decision", args=[case.code, paper_of(decision).code]))
    assert client.post(address, {"text": ""}).status_code == 200
    switched = client.post(address, {"text": "Износ није", "language": "sr-latn"}).content.decode()
    assert ("Износ није" in switched and "Podnesite žalbu" in switched) or "Износ није" in switched
    assert client.post(address, {"text": "Износ није тачан."}).status_code == 302
    assert now(case).state == State.APPEALED
    assert "Износ није тачан." in page(client, case)


def test_after_the_term_an_appeal_is_refused_in_words(client: Client, case: Case, jelena: User, dragan: User) -> None:
    decision = decide(case, jelena, dragan)
    client.post(reverse("cases:decision", args=[case.code, paper_of(decision).code]))
    with municipality_scope(case.municipality_id):
        Decision.objects.update(appeal_until=timezone.localdate() - timedelta(days=1))
    answer = client.post(reverse("cases:appeal", args=[case.code]), {"text": "Касно."})
    assert answer.status_code == 409 and "Рок за жалбу је истекао" in answer.content.decode()


# -- my cases ----------------------------------------------------------------------------------------------------------
def test_my_cases_lists_drafts_and_cases_with_the_next_step(
    client: Client, case: Case, kragujevac: Municipality, milica: User, jelena: User
) -> None:
    draft = draft_in(kragujevac, owner=milica, answers=ANSWERS)
    call_to_complete(case, jelena, Lacking("unclear", "need", "Објасните."))
    text = client.get(reverse("cases:mine")).content.decode()
    assert reverse("cases:continue", args=[draft.code]) in text and "Чува се до:" in text
    assert case.number in text and "Чека допуну" in text and "Допуните захтев најкасније" in text


def test_an_empty_list_says_what_to_do(client: Client, sample: Sample, ana: User) -> None:
    sign_in(client, ana)
    assert "Нађите услугу" in client.get(reverse("cases:mine")).content.decode()


def test_the_list_costs_the_same_for_one_and_for_many(
    client: Client, case: Case, kragujevac: Municipality, milica: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("cases:mine"))
        return len(asked)

    client.get(reverse("cases:mine"))
    few = queries()
    for number in range(3):
        case_in(kragujevac, milica, jmbg="", name=f"Милица {number}")
        draft_in(kragujevac, owner=milica, answers={})
    assert queries() == few <= 14


def test_older_cases_are_reached_by_a_position(
    client: Client, case: Case, kragujevac: Municipality, milica: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eservices.cases.views.mine.PAGE_SIZE", 1)
    newer = case_in(kragujevac, milica, jmbg="")
    first = client.get(reverse("cases:mine"))
    assert newer.number in first.content.decode() and case.number not in first.content.decode()
    second = client.get(first.context["older_url"])
    assert case.number in second.content.decode() and not second.context["older_url"]
    for damaged in ("x", "2026_1", "2026-01-01T00:00:00+00:00_99999999999999999999", "\x00_1"):
        assert client.get(reverse("cases:mine"), {"pre": damaged}).status_code == 200


def test_the_case_page_keeps_its_number_of_queries(client: Client, case: Case, jelena: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        page(client, case)
    selects = [query["sql"] for query in asked if query["sql"].startswith("SELECT") and " FROM " in query["sql"]]
    assert len(selects) <= 16, "\n".join(selects)


def test_the_citizen_sees_the_acts_with_their_numbers(client: Client, case: Case, jelena: User) -> None:
    call_to_complete(case, jelena, Lacking("unclear", "sick-note", "Не види се печат."))
    shown = page(client, case)
    assert f"{case.number}-1</span> Захтев" in shown and f"{case.number}-2</span> Позив за допуну" in shown
