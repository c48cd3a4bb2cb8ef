"""Fees of a case: orders made when it is filed, proof by the applicant, confirmation, and the bank's statement."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import audit, payments
from eservices.cases.actions.engine import STORY, Change, MissingReason, lock, notify, write_event
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, Document, Payment, StatementImport, StatementLine
from eservices.cases.service import Fee
from eservices.cases.statements import Finding, Line, judge, read
from municipalities.accounts.models import User
from municipalities.calendars import calendar_of
from municipalities.identifiers import reference_97
from municipalities.models import Municipality


class NotPaid(Exception):
    """What is asked for is given out only when its fees are paid; ``payments`` are those that are not."""

    def __init__(self, unpaid: Sequence[Payment]) -> None:
        super().__init__(f"{len(unpaid)} payments are not settled")
        self.payments = tuple(unpaid)


def open_payments(*, case: Case, fees: Sequence[Fee]) -> list[Payment]:
    """Make one payment order for each account; called inside the transaction that files the case."""
    by_account: dict[str, list[Fee]] = {}
    for fee in fees:
        if fee.amount > 0:
            by_account.setdefault(fee.account, []).append(fee)
    return [_open(case, several) for several in by_account.values()]


def _open(case: Case, fees: Sequence[Fee]) -> Payment:
    days = int(case.pinned["payments.days"]["value"])
    return Payment.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        fees=[{"slug": fee.slug, "amount": str(fee.amount), "source": fee.source} for fee in fees],
        amount=sum(fee.amount for fee in fees),
        recipient=fees[0].recipient,
        account=fees[0].account,
        reference=reference_97(str(case.pinned["payments.municipality_code"]["value"])),
        code=str(case.pinned["payments.code"]["value"]),
        purpose=payments.purpose_of(fees[0].word, case),
        due_on=calendar_of(case.municipality).term_end(timezone.localdate(), days),
    )


@transaction.atomic
def claim_payment(*, payment: Payment, proof: Document, by: User) -> bool:
    """Note the proof that the applicant gave; False when the payment was settled meanwhile."""
    case, row = _locked(payment)
    if row.is_settled:
        return False
    row.state, row.proof = Payment.State.CLAIMED, proof
    row.save(update_fields=["state", "proof"])
    _tell(case, "payment_claimed", row, Actor.APPLICANT, by=by)
    return True


@transaction.atomic
def confirm_payment(*, payment: Payment, paid_on: date, by: User) -> bool:
    """Confirm a payment by its proof, or at the counter; False when it was settled meanwhile."""
    case, row = _locked(payment)
    if row.is_settled:
        return False
    row.state, row.paid_on, row.confirmed_by = Payment.State.PAID, paid_on, by
    row.save(update_fields=["state", "paid_on", "confirmed_by"])
    _tell(case, "payment_confirmed", row, Actor.CLERK, by=by)
    return True


@transaction.atomic
def refuse_proof(*, payment: Payment, reason: str, by: User) -> bool:
    """The proof does not show the payment: it is waited for again, and the applicant reads why; False when not claimed.

    Raises :class:`MissingReason` without a reason.
    """
    if not reason.strip():
        raise MissingReason("refuse_proof")
    case, row = _locked(payment)
    if row.state != Payment.State.CLAIMED:
        return False
    row.state = Payment.State.WAITING
    row.save(update_fields=["state"])
    _tell(case, "payment_refused", row, Actor.CLERK, reason=reason, by=by)
    return True


def _locked(payment: Payment) -> tuple[Case, Payment]:
    """The case first, as everywhere, then the payment."""
    case = lock(Case(pk=payment.case_id))
    return case, Payment.objects.select_for_update().get(pk=payment.pk)


def _tell(case: Case, action: str, payment: Payment, actor: Actor, *, reason: str = "", by: User | None) -> None:
    """The line in the story of a locked case, the audit record and the neutral message."""
    data: dict[str, Any] = {"payment": payment.pk}
    event = write_event(case, action, actor=actor, from_state=case.state, change=Change(reason, data), by=by)
    case.save(update_fields=STORY)
    if actor is not Actor.APPLICANT:
        notify(case, action, event)
    audit.record(action, municipality_id=case.municipality_id, case=case, data=data, actor_kind=actor, by=by)


# -- statements --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Judged:
    """A line with what became of it."""

    line: Line
    finding: Finding
    payment: Payment | None = None


@transaction.atomic
def import_statement(*, municipality: Municipality, filename: str, content: bytes, by: User) -> StatementImport:
    """Read a bank statement and settle the payments it names; reading it again settles nothing twice.

    Raises ``statements.StatementError`` for a file that is no statement; then nothing has changed.
    """
    lines = read(content)
    # One import at a time in a municipality; rows that refer to it may still be written meanwhile.
    Municipality.objects.select_for_update(no_key=True).get(pk=municipality.pk)
    statement = StatementImport.objects.create(
        municipality=municipality,
        filename=filename[:140],
        sha256=hashlib.sha256(content).hexdigest(),
        imported_by=by,
    )
    known = set(
        StatementLine.objects.filter(municipality=municipality, finding=Finding.MATCHED).values_list(
            "fingerprint", flat=True
        )
    )
    judged = []
    for line in lines:
        one = _judge(municipality, line, known)
        if one.finding is Finding.MATCHED and one.payment is not None:
            known.add(line.fingerprint)
            _settle(one.payment, line, by)
        judged.append(one)
    StatementLine.objects.bulk_create(_as_row(statement, one) for one in judged)
    findings = [one.finding.value for one in judged]
    data = {"statement": statement.pk, "lines": len(lines), "matched": findings.count(Finding.MATCHED.value)}
    audit.record("import_statement", municipality_id=municipality.pk, data=data, actor_kind=Actor.CLERK, by=by)
    return statement


def _judge(municipality: Municipality, line: Line, known: set[str]) -> Judged:
    """Compare a line with the payment orders of the cases that its purpose names."""
    if line.fingerprint in known:
        return Judged(line, Finding.DUPLICATE)
    finding = Finding.NO_NUMBER
    for number in line.numbers():
        named = {
            "case__classification": number.classification,
            "case__sequence": number.sequence,
            "case__year": number.year,
        }
        owed = list(Payment.objects.filter(municipality=municipality, **named).order_by("pk"))
        finding, position = judge(line, owed)
        if position is not None:
            return Judged(line, finding, owed[position])
    return Judged(line, finding)


def _settle(payment: Payment, line: Line, by: User) -> None:
    case, row = _locked(payment)
    row.state, row.paid_on = Payment.State.RECONCILED, line.booked_on
    row.save(update_fields=["state", "paid_on"])
    _tell(case, "payment_matched", row, Actor.CLERK, by=by)


def _as_row(statement: StatementImport, judged: Judged) -> StatementLine:
    line = judged.line
    return StatementLine(
        municipality_id=statement.municipality_id,
        statement=statement,
        position=line.position,
        booked_on=line.booked_on,
        amount=line.amount,
        account=line.account,
        reference=line.reference,
        purpose=line.purpose,
        bank_reference=line.bank_reference,
        fingerprint=line.fingerprint,
        finding=judged.finding,
        payment=judged.payment,
    )
