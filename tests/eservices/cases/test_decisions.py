"""Decisions on paper: composed, printed, sealed once, and sent on their way."""

from __future__ import annotations

import io
import json
import re
from datetime import date, timedelta

import pytest
from pypdf import PdfReader

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.models import Case, Decision, DeliveryAttempt, Document, OutboxMessage
from eservices.cases.paper.verification import verify
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.factories import decide, fill, give_bases, plain_file, propose, submit


def pages(pdf: bytes) -> str:
    """The words of the pages; a line break of the printed page is a space."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def printed(decision: Decision) -> bytes:
    assert decision.document is not None
    return plain_file(decision.document, decision.case)


def test_the_sealed_decision_verifies_and_a_changed_byte_is_noticed(filed: Case, jelena: User, dragan: User) -> None:
    decision = decide(filed, jelena, dragan, printed=True)
    pdf = printed(decision)
    assert verify(pdf).good
    middle = len(pdf) // 3
    changed = pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]
    assert not verify(changed).good
    text = pages(pdf)
    for part in (
        decision.number, decision.code, "Град Крагујевац", "РЕШЕЊЕ", "Образложење", "73.171,60", "Драган Потписовић",
        "може се изјавити жалба", "Пример Текстил д.о.о.",
    ):  # fmt: skip
        assert part in text, part


def test_the_machine_copy_inside_is_what_was_decided(filed: Case, jelena: User, dragan: User) -> None:
    decision = decide(filed, jelena, dragan, printed=True)
    copy = json.loads(PdfReader(io.BytesIO(printed(decision))).attachments["odluka.json"][0])
    assert copy["number"] == decision.number and copy["calculation"]["values"]["gross"] == "99500.00"
    assert copy["parameters"]["maternity-pay.window_months"]["value"] == 18
    assert copy["evidence"][0]["source"] == "contributions"
    assert "1205992665011" not in json.dumps(copy)


def test_a_decision_in_latin_has_no_cyrillic_letter(
    at_home: Municipality, milica: User, jelena: User, dragan: User
) -> None:
    case = submit(fill(at_home, milica), milica, language="sr-latn")
    decision = decide(case, jelena, dragan, printed=True)
    text = pages(printed(decision))
    assert "REŠENJE" in text and "Obrazloženje" in text and "Dragan Potpisović" in text
    # What people typed keeps its script; everything else follows the script of the request.
    typed = r"Јелена|Примеровић|Измишљена|Крагујевац|Пример|Текстил|д\.о\.о\.|улица|РАЗВОЈНИ ПЕЧАТ – НЕ ВАЖИ"
    assert re.findall(r"[\u0400-\u04ff]+", re.sub(typed, "", text)) == []


def test_a_request_in_english_is_decided_in_cyrillic(
    at_home: Municipality, milica: User, jelena: User, dragan: User
) -> None:
    case = submit(fill(at_home, milica), milica, language="en")
    assert decide(case, jelena, dragan).language == "sr"


def test_sealing_again_makes_no_second_document(filed: Case, jelena: User, dragan: User) -> None:
    decision = decide(filed, jelena, dragan)
    first = decision.document_id
    decisions.seal_decision(municipality_id=filed.municipality_id, decision_id=decision.pk)
    decision.refresh_from_db()
    assert decision.document_id == first and Document.objects.filter(kind="decision").count() == 1
    assert OutboxMessage.objects.filter(topic="deliver").count() == 2


def test_the_wording_of_the_official_replaces_that_of_the_rules(filed: Case, jelena: User) -> None:
    actions.take(case=filed, by=jelena)
    give_bases(filed, jelena)
    content = decisions.compose(filed, services.get("maternity-pay").outcome("final_grant"), {})
    changed = decisions.replace_wording(content, {"reasoning": "Прва.\n\n  Друга.  \n", "remedy": "Поука."})
    assert changed["text"]["reasoning"] == ["Прва.", "Друга."] and changed["text"]["remedy"] == "Поука."
    assert changed["text"]["operative"] == content["text"]["operative"]
    assert changed["calculation"] == content["calculation"]


def test_the_content_is_kept_encrypted(filed: Case, jelena: User) -> None:
    decision = propose(filed, jelena)
    assert "Примеровић".encode() not in bytes(decision.content) and b"99500" not in bytes(decision.content)
    assert decisions.content_of(decision)["applicant"]["name"] == "Јелена Примеровић"


def test_a_preview_has_neither_number_nor_seal(filed: Case, jelena: User) -> None:
    decision = propose(filed, jelena)
    pdf = decisions.preview_pdf(filed, decisions.content_of(decision), signatory="")
    assert "ПРЕДЛОГ" in pages(pdf) and not verify(pdf).sealed


# -- delivery ----------------------------------------------------------------------------------------------------------
def deliver(decision: Decision) -> None:
    for delivery in decision.deliveries.all():
        decisions.start_delivery(municipality_id=decision.municipality_id, delivery_id=delivery.pk)


def test_the_applicant_fetches_at_the_portal_and_the_employer_gets_post(
    filed: Case, jelena: User, dragan: User
) -> None:
    decision = decide(filed, jelena, dragan)
    deliver(decision)
    deliver(decision)
    applicant, employer = (decision.deliveries.get(recipient=kind) for kind in ("applicant", "employer"))
    assert applicant.status == "notified" and applicant.post_after == date(2026, 3, 20) + timedelta(days=8)
    assert employer.status == "to_post" and "Текстил".encode() not in bytes(employer.address)
    assert DeliveryAttempt.objects.filter(delivery=applicant, way="portal").count() == 1


def test_an_applicant_without_account_gets_post(filed: Case, jelena: User, dragan: User) -> None:
    Case.objects.filter(pk=filed.pk).update(person=None, channel="counter")
    decision = decide(filed, jelena, dragan)
    deliver(decision)
    assert decision.deliveries.get(recipient="applicant").status == "to_post"


@pytest.mark.parametrize("outcome", ["final_grant", "correction"])
def test_a_grant_without_bases_is_refused_with_a_sentence(filed: Case, jelena: User, outcome: str) -> None:
    actions.take(case=filed, by=jelena)
    with pytest.raises(services.CannotCalculate, match="Нема података о основицама"):
        decisions.compose(filed, services.get("maternity-pay").outcome(outcome), {})


def test_only_those_to_whom_the_outcome_goes_are_printed(filed: Case, jelena: User) -> None:
    actions.take(case=filed, by=jelena)
    give_bases(filed, jelena)

    def printed_for(outcome: str, **details: str) -> str:
        content = decisions.compose(filed, services.get(filed.service).outcome(outcome), details)
        html = decisions.html_of(
            filed, content, number="–", code=decisions.NO_CODE, day=date(2026, 3, 20), signatory="Драган Потписовић"
        )
        return html[html.index('class="delivery"') :]

    employer = "Пример Текстил д.о.о."
    assert employer in printed_for("final_grant")
    assert employer not in printed_for("refusal", reason="Нису испуњени услови.")
