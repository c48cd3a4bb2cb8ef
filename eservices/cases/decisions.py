"""Decisions: composed from rules and evidence, printed as PDF/A-3a, sealed once, and sent on their way.

The content of a decision is data: its parts, the calculation line by line, the parameters and the digests of the
evidence. The same data is attached to the PDF as ``odluka.json``, so that a decision can be recomputed years later.
"""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as translate

from eservices.cases import outbox, passages
from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of, evidence_of
from eservices.cases.forms import DateField, MoneyField
from eservices.cases.keys import hide, plain_key, reveal
from eservices.cases.models import Case, Decision, Delivery, DeliveryAttempt, Document
from eservices.cases.paper import documents as paper
from eservices.cases.paper.certificates import seal_material
from eservices.cases.paper.rendering import Attachment, render_pdf
from eservices.cases.paper.seal import seal
from eservices.cases.service import Calculation, DeliveryWay, Outcome
from eservices.cases.uploads import storage
from municipalities.amounts import format_amount
from municipalities.current import municipality_scope
from municipalities.templatetags.pismo import pismo

DECISION_KIND = "decision"
NO_CODE = "–"  # a proposal cannot be verified yet


# -- content -----------------------------------------------------------------------------------------------------------
def payloads_of(case: Case) -> dict[str, Any]:
    """What registers answered, or officials entered, as the case keeps it, by source."""
    return {
        source: reveal(case.data_key, row.payload, "evidence")
        for source, row in evidence_of(case).items()
        if row.payload
    }


def calculation_for(
    case: Case, outcome: Outcome | None = None, details: Mapping[str, Any] | None = None
) -> Calculation | None:
    """Run the service's rules over the case's answers and the evidence in force, in the language now active.

    With an outcome also over what the official entered for it. Raises ``service.CannotCalculate``.
    """
    evidence, payloads = evidence_of(case), payloads_of(case)
    service, answers = services.get(case.service), answers_of(case)
    if outcome is None:
        return service.calculate(case, answers, evidence, payloads)
    return service.calculate_outcome(case, outcome, answers, evidence, payloads, details or {})


def compose(case: Case, outcome: Outcome, details: Mapping[str, Any]) -> dict[str, Any]:
    """The content of a decision as the rules make it; the official may then improve the wording."""
    service = services.get(case.service)
    answers = answers_of(case)
    with translation.override(case.paper_language):
        calculation = calculation_for(case, outcome, details) if outcome.needs_calculation else None
        applicant = service.applicant(answers)
        text = passages.add_to(
            service.decision_text(case, outcome, answers, calculation, details),
            case=case, outcome=outcome, applicant=applicant.name,
        )  # fmt: skip
        content = {
            "title": str(outcome.title),
            "is_decision": outcome.is_decision,
            "text": asdict(text),
            "calculation": _as_data(calculation) if calculation else None,
            "applicant": {"name": applicant.name, "address": applicant.address},
            "details": dict(details),
            "recipients": list(outcome.recipients),
            "evidence": _evidence_data(case),
            "parameters": case.pinned,
            "service": {"slug": service.slug, "version": service.version},
        }
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def _as_data(calculation: Calculation) -> dict[str, Any]:
    return {
        "lines": [asdict(line) for line in calculation.lines],
        "tables": [asdict(table) for table in calculation.tables],
        "sketches": [asdict(sketch) for sketch in calculation.sketches],
        "values": dict(calculation.values),
        "warnings": list(calculation.warnings),
    }


def _evidence_data(case: Case) -> list[dict[str, Any]]:
    return [
        {"source": row.source, "outcome": row.outcome, "digest": row.digest, "as_of": row.as_of, "query": row.query}
        for row in evidence_of(case).values()
    ]


def content_of(decision: Decision) -> dict[str, Any]:
    """What the decision says, decrypted."""
    return dict(reveal(decision.case.data_key, decision.content, "decision"))


def kept_details(outcome: Outcome, kept: dict[str, Any]) -> dict[str, Any]:
    """Details of a proposal as the outcome's form had cleaned them, read back from JSON."""
    fields = outcome.form.base_fields if outcome.form else {}
    return {name: _value(fields.get(name), value) for name, value in kept.items()}


def _value(field: forms.Field | None, value: Any) -> Any:
    try:
        if isinstance(field, DateField) and value:
            return date.fromisoformat(value)
        return Decimal(value) if isinstance(field, MoneyField) and value else value
    except (ValueError, InvalidOperation):
        return value


def replace_wording(decision_content: dict[str, Any], wording: Mapping[str, str]) -> dict[str, Any]:
    """The content with the official's wording: one paragraph a line, empty lines dropped."""
    text = decision_content["text"]
    changed = {
        "legal_basis": wording.get("legal_basis", text["legal_basis"]),
        "operative": _lines(wording["operative"]) if "operative" in wording else text["operative"],
        "reasoning": _lines(wording["reasoning"]) if "reasoning" in wording else text["reasoning"],
        "remedy": wording.get("remedy", text["remedy"]),
    }
    return decision_content | {"text": changed}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


# -- paper -------------------------------------------------------------------------------------------------------------
def letterhead(case: Case, *, number: str, code: str, day: Any) -> paper.Letterhead:
    """Who issues, under which number, and how it is checked."""
    office = case.municipality.counter_for(case.service)
    material = seal_material()
    check = reverse("cases:verify") if code == NO_CODE else reverse("cases:verify-code", args=[code])
    return paper.Letterhead(
        municipality=case.municipality.official_name,
        organ=case.municipality.administration_name.rpartition(" – ")[2],
        unit=office.name if office else "",
        number=number,
        date=day,
        place=case.municipality.name,
        code=code,
        check_page=settings.SITE_ADDRESS.partition("://")[2] + reverse("cases:verify"),
        check_address=settings.SITE_ADDRESS + check,
        seal_holder=material.holder,
        worthless=material.development,
    )


def _printed_calculation(content: Mapping[str, Any]) -> paper.Calculation | None:
    data = content["calculation"]
    if not data or not data["lines"]:
        return None
    lines = [
        paper.CalculationLine(
            label=line["label"],
            amount=format_amount(Decimal(line["amount"])) if line["amount"] is not None else "",
            explanation=" · ".join(part for part in (line["how"], line["source"]) if part),
            total=line["emphasised"],
        )
        for line in data["lines"]
    ]
    return paper.Calculation(caption=translate("Обрачун"), unit=translate("динара"), lines=lines)


def html_of(case: Case, content: Mapping[str, Any], *, number: str, code: str, day: Any, signatory: str) -> str:
    """The decision as a page, in the language now active."""
    text = content["text"]
    printed = paper.Decision(
        title=content["title"],
        subtitle="",
        introduction=_lines(text["legal_basis"]),
        operative=text["operative"],
        reasoning=text["reasoning"],
        calculation=_printed_calculation(content),
        tables=content["calculation"]["tables"] if content["calculation"] else (),
        sketches=content["calculation"].get("sketches", ()) if content["calculation"] else (),
        is_decision=is_decision(content),
        remedy=_lines(text["remedy"]),
        position=translate("Руководилац органа"),
        signatory=signatory,
        delivery=_recipients(case, content),
    )
    return paper.decision_html(letterhead(case, number=number, code=code, day=day), printed)


def is_decision(content: Mapping[str, Any]) -> bool:
    """Whether an act decides something; the other kind is a document (информација, уверење)."""
    return bool(content.get("is_decision", True))


def _recipients(case: Case, content: Mapping[str, Any]) -> list[str]:
    """To whom the decision goes, as printed at its end: the outcome says which of those whom the case knows."""
    applicant = content["applicant"]
    others = services.get(case.service).addressees(answers_of(case), content["details"])
    known = {"applicant": ", ".join(part for part in (applicant["name"], applicant["address"]) if part)} | dict(others)
    chosen = content.get("recipients", known)  # acts composed before this was kept in them go to all
    return [*(address for kind, address in known.items() if kind in chosen), translate("Архива")]


def preview_pdf(case: Case, content: Mapping[str, Any], *, signatory: str) -> bytes:
    """The proposal as it would look, without number and seal."""
    with translation.override(case.paper_language):
        html = html_of(
            case, content, number=translate("ПРЕДЛОГ"), code=NO_CODE, day=timezone.localdate(), signatory=signatory
        )
        return render_pdf(
            html, language=case.paper_language, title=content["title"], identifier=b"preview", created=timezone.now()
        )


def sealed_pdf(decision: Decision) -> bytes:
    """The issued decision as a sealed PDF with its machine-readable copy inside."""
    case, content, signatory, issued_at = decision.case, content_of(decision), decision.approved_by, decision.issued_at
    if signatory is None or issued_at is None:
        raise ValueError("Only an issued decision is sealed.")
    with translation.override(decision.language):
        html = html_of(
            case,
            content,
            number=decision.number,
            code=decision.code,
            day=timezone.localdate(issued_at),
            signatory=pismo(signatory.get_full_name()),
        )
        copy = content | {"number": decision.number, "code": decision.code, "issued_at": issued_at}
        pdf = render_pdf(
            html,
            language=decision.language,
            title=f"{content['title']} {decision.number}",
            identifier=uuid.uuid5(uuid.NAMESPACE_OID, f"decision:{decision.pk}").bytes,
            attachments=[
                Attachment(
                    name="odluka.json",
                    content=json.dumps(copy, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode(),
                    description=translate("Машински читљив препис одлуке"),
                )
            ],
            created=issued_at,
        )
        reason = translate("Доношење одлуке") if is_decision(content) else translate("Издавање документа")
        return seal(pdf, reason=reason, location=pismo(case.municipality.name), signed_at=timezone.now())


# -- promised work -----------------------------------------------------------------------------------------------------
@outbox.handler("seal")
def seal_decision(*, municipality_id: int, decision_id: int) -> None:
    """Print, seal and keep an issued decision, once; then start its deliveries."""
    with municipality_scope(municipality_id):
        decision = (
            Decision.objects.select_for_update(of=("self",))
            .select_related("case__municipality", "case__data_key", "approved_by")
            .get(pk=decision_id)
        )
        if decision.document_id is None:
            _keep(decision, sealed_pdf(decision))
        for delivery in decision.deliveries.filter(status=Delivery.Status.WAITING):
            outbox.promise(
                "deliver",
                key=str(delivery.pk),
                municipality_id=municipality_id,
                payload={"delivery_id": delivery.pk},
            )


def _keep(decision: Decision, pdf: bytes) -> None:
    code = uuid.uuid4()
    stored = storage.store(
        io.BytesIO(pdf), data_key=plain_key(decision.case.data_key), context=f"document:{code}".encode()
    )
    decision.document = Document.objects.create(
        code=code,
        municipality_id=decision.municipality_id,
        case=decision.case,
        kind=DECISION_KIND,
        direction=Document.Direction.OUTGOING,
        act=decision.act,
        filename=f"{_file_word(decision)}-{decision.number.replace('/', '-')}.pdf",
        content_type="application/pdf",
        size=stored.size,
        sha256=stored.sha256,
        path=stored.path,
        scan=Document.Scan.CLEAN,
        uploaded_by=decision.approved_by,
    )
    decision.stage, decision.sealed_at = Decision.Stage.SEALED, timezone.now()
    decision.save(update_fields=["document", "stage", "sealed_at"])


def _file_word(decision: Decision) -> str:
    return "odluka" if services.get(decision.case.service).outcome(decision.outcome).is_decision else "dokument"


@outbox.handler("deliver")
def start_delivery(*, municipality_id: int, delivery_id: int) -> None:
    """First rung of the ladder: the way that an applicant with an account chose, post for everybody else."""
    with municipality_scope(municipality_id):
        delivery = (
            Delivery.objects.select_for_update(of=("self",))
            .select_related("case__municipality", "case__data_key", "decision")
            .get(pk=delivery_id)
        )
        if delivery.status != Delivery.Status.WAITING:
            return
        case, service = delivery.case, services.get(delivery.case.service)
        answers = answers_of(case)
        way = service.delivery_way(answers) if delivery.recipient == Delivery.Recipient.APPLICANT else DeliveryWay.POST
        if way is not DeliveryWay.POST and case.person_id is not None:
            _offer(delivery, way)
        else:
            details = content_of(delivery.decision)["details"] if delivery.decision else {}
            others = service.addressees(answers, details)
            delivery.address = hide(case.data_key, others.get(delivery.recipient, ""), "delivery")
            delivery.status = Delivery.Status.TO_POST
        delivery.save(update_fields=["status", "address", "post_after"])


def _offer(delivery: Delivery, way: DeliveryWay) -> None:
    """The act waits at the portal, or at the counter; from there it does not go by post on its own."""
    if way is DeliveryWay.COUNTER:
        delivery.status = Delivery.Status.NOTIFIED
        _attempt(delivery, DeliveryAttempt.Way.COUNTER)
        return
    days = int(delivery.case.pinned["general.post_fallback_days"]["value"])
    delivery.status = Delivery.Status.NOTIFIED
    delivery.post_after = timezone.localdate() + timedelta(days=days)
    _attempt(delivery, DeliveryAttempt.Way.PORTAL)


def _attempt(delivery: Delivery, way: str) -> None:
    DeliveryAttempt.objects.create(
        municipality_id=delivery.municipality_id,
        delivery=delivery,
        case=delivery.case,
        topic="decision",
        way=way,
        outcome=DeliveryAttempt.Outcome.SENT,
    )
