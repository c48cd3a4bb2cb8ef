"""Fees: orders, proof, confirmation, the bank's statement, and nothing issued before it is paid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest

from eservices.cases import actions, payments
from eservices.cases import service as services
from eservices.cases.actions.paying import open_payments
from eservices.cases.ips import ips_text
from eservices.cases.models import Case, Document, Payment, StatementLine
from eservices.cases.service import Fee
from eservices.cases.statements import Finding, StatementError
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.factories import at_once, decide, file_request, propose

REPUBLIC, MUNICIPAL = "840000074222184357", "840000074225184373"
FEES = (
    Fee("request", Decimal("310.00"), REPUBLIC, "Републичке административне таксе", "Такса", "тарифни број 1"),
    Fee("information", Decimal("2730.00"), REPUBLIC, "Републичке административне таксе", "Такса"),
    Fee("service", Decimal("3000.00"), MUNICIPAL, "Општинске административне таксе", "Накнада"),
    Fee("nothing", Decimal(0), "160123456789012312", "Нико", "Такса"),
)


PINNED = {
    f"payments.{name}": {"value": value, "unit": "", "source": "проба", "confirmed": True, "valid_from": "2026-01-01"}
    for name, value in {"municipality_code": "230", "code": "253", "days": 8}.items()
}


@pytest.fixture
def owed(filed: Case) -> Case:
    """Milica's case, which now costs something."""
    filed.pinned |= PINNED
    filed.save(update_fields=["pinned"])
    open_payments(case=filed, fees=FEES)
    return filed


def line(payment: Payment, **changes: str) -> str:
    """The bank's line of this payment."""
    cells = {
        "day": "23.03.2026", "amount": f"{payment.amount:.2f}".replace(".", ","), "account": payment.account,
        "reference": f"97 {payment.reference}", "purpose": payment.purpose, "mark": f"T{payment.pk}",
    } | changes  # fmt: skip
    return ";".join(cells.values())


def statement(*lines: str) -> bytes:
    return "\n".join(["Датум;Износ;Рачун;Позив на број;Сврха;Ознака трансакције", *lines]).encode()


def read(place: Municipality, by: User, *lines: str) -> list[str]:
    """Findings of a statement with these lines."""
    found = actions.import_statement(municipality=place, filename="izvod.csv", content=statement(*lines), by=by)
    return [row.finding for row in found.lines.all()]


# -- orders ------------------------------------------------------------------------------------------------------------
def test_fees_to_one_account_are_one_order(owed: Case) -> None:
    republic, municipal = owed.payments.all()
    assert (republic.amount, municipal.amount) == (Decimal("3040.00"), Decimal("3000.00"))
    assert [fee["slug"] for fee in republic.fees] == ["request", "information"]
    assert republic.reference == "87-230" and republic.purpose == f"Taksa {owed.number}"
    assert republic.due_on == date(2026, 3, 30)  # the eighth day, 28 March, is a Saturday


def test_the_text_of_the_code_is_latin_and_whole(owed: Case) -> None:
    _republic, municipal = payments.slips_of(owed)
    assert municipal.ips == (
        f"K:PR|V:01|C:1|R:{MUNICIPAL}|N:Opštinske administrativne takse|I:RSD3000,00|SF:253|S:Naknada {owed.number}"
        "|RO:9787230"
    )
    assert municipal.account == "840-742251843-73" and municipal.in_words == "три хиљаде динара и 00/100"


def test_a_long_number_stands_alone_and_a_longer_one_is_cut(owed: Case) -> None:
    owed.number = "350-12345678/2026-ODELJENJE"
    assert payments.purpose_of("Надокнада", owed) == owed.number
    owed.number = "350-1/2026-" + "X" * 60
    assert len(payments.purpose_of("Такса", owed)) == 35
    assert ips_text(replace(payments.order_of(owed.payments.all()[0]), purpose=payments.purpose_of("Такса", owed)))


# -- proof and confirmation --------------------------------------------------------------------------------------------
def test_a_proof_is_looked_at_before_it_counts(owed: Case, milica: User, jelena: User) -> None:
    payment = owed.payments.first()
    assert payment is not None
    proof = Document.objects.create(
        municipality=owed.municipality, case=owed, kind="payment-proof", filename="nalog.pdf", size=1, sha256="0" * 64,
        content_type="application/pdf", scan=Document.Scan.CLEAN,
    )  # fmt: skip
    assert actions.claim_payment(payment=payment, proof=proof, by=milica)
    payment.refresh_from_db()
    assert payment.state == Payment.State.CLAIMED and payment in payments.unsettled(owed)
    assert actions.refuse_proof(payment=payment, reason="Не види се износ.", by=jelena)
    assert not actions.refuse_proof(payment=payment, reason="Не види се износ.", by=jelena)
    assert actions.confirm_payment(payment=payment, paid_on=date(2026, 3, 20), by=jelena)
    assert not actions.confirm_payment(payment=payment, paid_on=date(2026, 3, 19), by=jelena)
    assert not actions.claim_payment(payment=payment, proof=proof, by=milica)
    payment.refresh_from_db()
    assert payment.is_settled and payment.paid_on == date(2026, 3, 20)
    story = list(owed.events.values_list("action", flat=True))
    assert story[-3:] == ["payment_claimed", "payment_refused", "payment_confirmed"]


def test_a_refusal_needs_a_reason(owed: Case, jelena: User) -> None:
    with pytest.raises(actions.MissingReason):
        actions.refuse_proof(payment=owed.payments.all()[0], reason=" ", by=jelena)


def test_nothing_is_issued_before_it_is_paid(owed: Case, jelena: User, dragan: User) -> None:
    service = services.get(owed.service)
    paid_first = tuple(replace(one, needs_payment=True) for one in service.outcomes)
    with patch.object(type(service), "outcomes", paid_first):
        decision = propose(owed, jelena)
        with pytest.raises(actions.NotPaid) as refused:
            actions.issue(decision=decision, by=dragan)
        assert len(refused.value.payments) == 2
        owed.refresh_from_db()
        assert owed.state == "proposed"
        for payment in owed.payments.all():
            actions.confirm_payment(payment=payment, paid_on=date(2026, 3, 20), by=jelena)
        actions.issue(decision=decision, by=dragan)


def test_an_outcome_that_costs_nothing_is_issued_at_once(owed: Case, jelena: User, dragan: User) -> None:
    assert decide(owed, jelena, dragan).stage == "sealed"


# -- statements --------------------------------------------------------------------------------------------------------
def test_a_statement_settles_what_it_names(owed: Case, kragujevac: Municipality, jelena: User) -> None:
    republic, municipal = owed.payments.all()
    assert read(kragujevac, jelena, line(republic), line(municipal)) == ["matched", "matched"]
    assert payments.unsettled(Case.objects.get(pk=owed.pk)) == []
    republic.refresh_from_db()
    assert (republic.state, republic.paid_on) == (Payment.State.RECONCILED, date(2026, 3, 23))


def test_the_same_statement_read_again_changes_nothing(owed: Case, kragujevac: Municipality, jelena: User) -> None:
    republic = owed.payments.all()[0]
    read(kragujevac, jelena, line(republic))
    events = owed.events.count()
    assert read(kragujevac, jelena, line(republic)) == ["duplicate"]
    assert read(kragujevac, jelena, line(republic), line(republic)) == ["duplicate", "duplicate"]
    assert owed.events.count() == events
    assert StatementLine.objects.filter(finding=Finding.MATCHED).count() == 1


def test_a_payment_that_an_official_confirmed_is_reconciled_later(
    owed: Case, kragujevac: Municipality, jelena: User
) -> None:
    republic = owed.payments.all()[0]
    actions.confirm_payment(payment=republic, paid_on=date(2026, 3, 20), by=jelena)
    assert read(kragujevac, jelena, line(republic)) == ["matched"]
    assert read(kragujevac, jelena, line(republic, mark="another")) == ["paid-before"]


def test_what_does_not_agree_is_told_apart(owed: Case, kragujevac: Municipality, jelena: User) -> None:
    republic = owed.payments.all()[0]
    assert read(
        kragujevac,
        jelena,
        line(republic, purpose="Taksa", mark="1"),
        line(republic, purpose="Taksa 999-1/26-IV", mark="2"),
        line(republic, account="160-1234567890123-12", mark="3"),
        line(republic, reference="97 41-019", mark="4"),
        line(republic, amount="3.040,01", mark="5"),
    ) == ["no-number", "unknown-case", "wrong-account", "wrong-code", "wrong-amount"]
    assert not Payment.objects.get(pk=republic.pk).is_settled


def test_a_line_that_matched_nothing_may_match_later(owed: Case, kragujevac: Municipality, jelena: User) -> None:
    republic = owed.payments.all()[0]
    Payment.objects.filter(pk=republic.pk).update(amount="1.00")
    wrong = line(republic)
    assert read(kragujevac, jelena, wrong) == ["wrong-amount"]
    Payment.objects.filter(pk=republic.pk).update(amount="3040.00")
    assert read(kragujevac, jelena, wrong) == ["matched"]


def test_a_file_that_is_no_statement_changes_nothing(owed: Case, kragujevac: Municipality, jelena: User) -> None:
    republic = owed.payments.all()[0]
    with pytest.raises(StatementError):
        read(kragujevac, jelena, line(republic), "23.03.2026;нула;;;;T9")
    assert not Payment.objects.get(pk=republic.pk).is_settled


def test_a_case_of_another_town_is_not_found(owed: Case, cacak: Municipality, vesna: User) -> None:
    republic = owed.payments.all()[0]
    with municipality_scope(cacak.pk):
        assert read(cacak, vesna, line(republic)) == ["unknown-case"]


@pytest.mark.django_db(transaction=True)
def test_two_officials_read_one_statement_at_the_same_moment(
    kragujevac: Municipality, milica: User, jelena: User, dragan: User, values: None, filing_day: None
) -> None:
    case = file_request(kragujevac, milica)
    case.pinned |= PINNED
    with municipality_scope(kragujevac.pk):
        case.save(update_fields=["pinned"])
        content = line(open_payments(case=case, fees=FEES)[0])

    def reading(by: User) -> list[str]:
        with municipality_scope(kragujevac.pk):
            return read(kragujevac, by, content)

    assert sorted(at_once(lambda: reading(jelena), lambda: reading(dragan))) == [["duplicate"], ["matched"]]
    with municipality_scope(kragujevac.pk):
        assert case.events.filter(action="payment_matched").count() == 1
