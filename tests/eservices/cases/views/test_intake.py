"""The questions: one at a time, saved each, nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eservices.cases.models import OutboxMessage
from municipalities.accounts.models import User
from municipalities.current import system_scope
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.eservices.cases.sample_service import ANSWERS, SLUG, Sample
from tests.eservices.cases.views.helpers import draft_in, only_draft, stored

Begun = Callable[[], str]


def step(code: str, slug: str, query: str = "") -> str:
    return reverse("cases:step", args=[code, slug]) + query


def test_start_page_tells_everything_without_sign_in(client: Client, sample: Sample, kragujevac: Municipality) -> None:
    page = client.get(reverse("cases:start", args=[kragujevac.slug, SLUG]))
    text = page.content.decode()
    assert page.status_code == 200 and page.headers["ETag"]
    for words in ("свако ко овде живи", "Бесплатно", "30 дана", "личну карту", "пребивалиште", "Пробни закон"):
        assert words in text
    assert "<title>Пробна услуга – Крагујевац" in text


def test_a_warm_start_page_asks_the_database_nothing(client: Client, sample: Sample, kragujevac: Municipality) -> None:
    address = reverse("cases:start", args=[kragujevac.slug, SLUG])
    first = client.get(address)
    with CaptureQueriesContext(connection) as asked:
        again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    assert not [query["sql"] for query in asked if " FROM " in query["sql"]]


def test_a_service_that_the_town_does_not_offer_is_told_in_words(
    client: Client, sample: Sample, cacak: Municipality
) -> None:
    page = client.get(reverse("cases:start", args=[cacak.slug, SLUG]))
    assert page.status_code == 404
    assert "није доступна преко портала" in page.content.decode()


def test_beginning_asks_for_a_way_and_opens_an_empty_request(client: Client, begun: Begun) -> None:
    refused = client.post(reverse("cases:begin", args=["kragujevac", SLUG]))
    assert refused.status_code == 200
    assert "Изаберите како желите" in refused.content.decode()
    code = begun()
    draft = only_draft()
    assert draft.code == code and draft.owner_id is None


def test_one_question_stands_alone_with_its_title(client: Client, begun: Begun) -> None:
    text = client.get(step(begun(), "residence")).content.decode()
    assert text.count("<h1") == 1 and "Да ли живите овде?" in text
    assert "<title>Да ли живите овде? – Пробна услуга – Крагујевац" in text
    assert "корак 1 од 5" in text


def test_each_answer_is_saved_and_leads_on(client: Client, begun: Begun) -> None:
    code = begun()
    answer = client.post(step(code, "residence"), {"here": "yes"})
    assert answer.headers["Location"] == step(code, "person")
    assert stored(only_draft()) == {"residence": {"here": "yes"}}


def test_a_mistake_keeps_what_was_typed_and_says_how_to_mend_it(client: Client, begun: Begun) -> None:
    code = begun()
    client.post(step(code, "residence"), {"here": "yes"})
    page = client.post(step(code, "person"), {"name": "Милица", "jmbg": "123"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "<title>Грешка:" in text
    assert text.count("ЈМБГ има тачно 13 цифара") == 2
    assert 'href="#id_jmbg"' in text and 'value="Милица"' in text and 'value="123"' in text


def test_a_dead_end_has_a_page_of_its_own(client: Client, begun: Begun) -> None:
    code = begun()
    answer = client.post(step(code, "residence"), {"here": "no"})
    page = client.get(answer.headers["Location"])
    assert "Захтев се подноси тамо где живите" in page.content.decode()
    onward = client.get(step(code, "person"))
    assert onward.headers["Location"] == answer.headers["Location"]


def test_conditional_questions_follow_the_answers(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User
) -> None:
    draft = draft_in(kragujevac, owner=milica, answers=ANSWERS)
    sign_in(client, milica)
    assert client.post(step(draft.code, "need"), {"need": "big"}).headers["Location"] == step(draft.code, "big")
    assert client.post(step(draft.code, "need"), {"need": "small"}).headers["Location"] == reverse(
        "cases:documents", args=[draft.code]
    )
    assert client.get(step(draft.code, "big")).status_code == 302


def test_changing_one_answer_returns_to_check_answers(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User
) -> None:
    draft = draft_in(kragujevac, owner=milica)
    sign_in(client, milica)
    person = {"name": "Милица Друга", "jmbg": "1205992665011", "acting_for": ""}
    assert client.post(step(draft.code, "person", "?izmena=1"), person).headers["Location"] == reverse(
        "cases:check", args=[draft.code]
    )
    # A change that opens a further question goes there first, then back.
    opened = client.post(step(draft.code, "need", "?izmena=1"), {"need": "big"}).headers["Location"]
    assert opened == step(draft.code, "big", "?izmena=1")
    closed = client.post(opened, {"amount": "99.500,00", "since": "3.11.2026"}).headers["Location"]
    assert closed == reverse("cases:check", args=[draft.code])
    assert stored(draft)["big"] == {"amount": "99500.00", "since": "2026-11-03"}


def test_nobody_skips_ahead(client: Client, begun: Begun) -> None:
    code = begun()
    assert client.get(step(code, "need")).headers["Location"] == step(code, "residence")
    assert client.get(reverse("cases:check", args=[code])).headers["Location"] == step(code, "residence")
    assert client.get(reverse("cases:documents", args=[code])).headers["Location"] == step(code, "residence")


def test_switching_the_script_keeps_what_was_typed(client: Client, begun: Begun) -> None:
    code = begun()
    client.post(step(code, "residence"), {"here": "yes"})
    answer = client.post(step(code, "person"), {"name": "Милица", "jmbg": "12", "language": "sr-latn"})
    assert answer.headers["Location"] == step(code, "person") and answer.cookies["pismo"].value == "sr-latn"
    text = client.get(answer.headers["Location"]).content.decode()
    assert 'lang="sr-Latn"' in text and 'value="Милица"' in text and 'value="12"' in text
    assert "govuk-error-message" not in text


def test_enter_continues_and_does_not_switch_the_script(client: Client, begun: Begun) -> None:
    # Enter presses the first button of a form in the order of the page, and the header comes first.
    buttons = re.findall(r"<button[^>]*>", client.get(step(begun(), "residence")).content.decode())
    first = next(button for button in buttons if 'type="submit"' in button)
    assert 'form="request"' in first and "name=" not in first


def test_an_unknown_language_changes_nothing(client: Client, begun: Begun) -> None:
    code = begun()
    for language in ("de", "x\x00", "../../x"):
        answer = client.post(step(code, "residence"), {"here": "yes", "language": language})
        assert answer.status_code == 302 and "pismo" not in answer.cookies


def test_saving_for_later_keeps_an_unfinished_page_and_mails_a_link(client: Client, begun: Begun) -> None:
    code = begun()
    client.post(step(code, "residence"), {"here": "yes"})
    answer = client.post(step(code, "person"), {"name": "Милица", "jmbg": "12", "later": "1"})
    assert answer.headers["Location"] == reverse("cases:later", args=[code])
    assert client.post(answer.headers["Location"], {"email": "nije"}).status_code == 200
    assert (
        "Веза је послата"
        in client.post(answer.headers["Location"], {"email": "milica@primer.example"}).content.decode()
    )
    with system_scope():
        assert OutboxMessage.objects.filter(topic="resume-link").count() == 1
    elsewhere = Client()
    assert elsewhere.get(step(code, "person")).status_code == 404
    page = elsewhere.get(reverse("cases:resume", args=[code]), follow=True)
    assert page.request["PATH_INFO"] == step(code, "person")
    assert 'value="12"' in page.content.decode()


def test_a_stale_form_is_told_gently(client: Client, begun: Begun) -> None:
    code = begun()
    client.post(step(code, "residence"), {"here": "yes"})
    page = client.get(step(code, "person"))
    seen = page.context["seen"]
    client.post(step(code, "person"), {"name": "Из другог прозора"})
    stale = client.post(step(code, "person"), {"name": "Милица", "seen": seen})
    text = stale.content.decode()
    assert stale.status_code == 409
    assert "Из другог прозора" in text and 'value="Милица"' in text
    settled = client.post(step(code, "person"), {"name": "Милица", "seen": stale.context["seen"]})
    assert settled.status_code == 302
    assert stored(only_draft())["person"]["name"] == "Милица"


def test_an_expired_session_loses_nothing(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User
) -> None:
    draft = draft_in(kragujevac, owner=milica, answers={"residence": {"here": "yes"}})
    answer = client.post(step(draft.code, "person"), {"name": "Милица", "jmbg": "12"})
    assert answer.headers["Location"].startswith(reverse("account_login"))
    assert "Милица" not in str(dict(client.session))
    sign_in_keeping_session(client, milica)
    text = client.get(step(draft.code, "person")).content.decode()
    assert 'value="Милица"' in text and 'value="12"' in text


def sign_in_keeping_session(client: Client, user: User) -> None:
    """Sign in as the sign-in page does: the anonymous session goes on."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


def test_a_request_without_account_survives_its_session(client: Client, begun: Begun) -> None:
    code = begun()
    elsewhere = Client()
    answer = elsewhere.post(step(code, "residence"), {"here": "no"})
    assert answer.headers["Location"] == step(code, "residence")
    assert 'value="no"' in elsewhere.get(answer.headers["Location"]).content.decode()


def test_a_foreign_request_is_not_there(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User, ana: User
) -> None:
    draft = draft_in(kragujevac, owner=milica, answers=ANSWERS)
    sign_in(client, ana)
    for address in (step(draft.code, "person"), reverse("cases:check", args=[draft.code])):
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Ана"}).status_code == 404
    assert stored(draft) == ANSWERS


@pytest.mark.parametrize("name", ["a\x00b", "а" * 5000])
def test_impossible_names_are_errors_of_the_field(client: Client, begun: Begun, name: str) -> None:
    code = begun()
    client.post(step(code, "residence"), {"here": "yes"})
    page = client.post(step(code, "person"), {"name": name})
    assert page.status_code == 200
    assert 'href="#id_name"' in page.content.decode()
    kept = client.post(step(code, "person"), {"name": name, "later": "1"})
    assert kept.status_code == 302
    assert client.get(step(code, "person")).status_code == 200


def test_unknown_steps_and_wrong_methods_have_clear_answers(client: Client, begun: Begun) -> None:
    code = begun()
    assert client.get(step(code, "nema")).status_code == 404
    assert client.get(step("nema", "residence")).status_code == 404
    assert client.put(step(code, "residence")).status_code == 405
    assert client.get(reverse("cases:submit", args=[code])).status_code == 405
    assert client.post(reverse("cases:resume", args=[code])).status_code == 405


def test_forms_need_their_security_token(sample: Sample, kragujevac: Municipality) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("cases:begin", args=[kragujevac.slug, SLUG]), {"way": "without"}).status_code == 403


def test_personal_pages_are_not_kept_by_browsers(client: Client, begun: Begun) -> None:
    page = client.get(step(begun(), "residence"))
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"


def test_signing_in_adopts_the_request(client: Client, begun: Begun, milica: User) -> None:
    code = begun()
    sign_in_keeping_session(client, milica)
    client.get(step(code, "residence"))
    assert only_draft().owner_id == milica.pk
    assert Client().get(step(code, "residence")).headers["Location"].startswith(reverse("account_login"))


def test_a_request_is_deleted_with_everything_in_it(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User
) -> None:
    draft = draft_in(kragujevac, owner=milica)
    sign_in(client, milica)
    address = reverse("cases:delete-draft", args=[draft.code])
    assert "трајно обрисани" in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == reverse("cases:mine")
    assert client.get(step(draft.code, "person")).status_code == 404


def test_a_new_version_of_the_service_is_told(
    client: Client, sample: Sample, kragujevac: Municipality, milica: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = draft_in(kragujevac, owner=milica)
    sign_in(client, milica)
    monkeypatch.setattr(Sample, "version", 2)
    assert "Питања ове услуге су измењена" in client.get(step(draft.code, "person")).content.decode()
    assert "Питања ове услуге су измењена" in client.get(reverse("cases:check", args=[draft.code])).content.decode()
