"""One case as its applicant sees it: what to do, the decision, the clock, the story, files, and who looked at it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, cast
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eservices.cases import access, actions, audit, passages
from eservices.cases.actions.intake import answers_of
from eservices.cases.clock import clock_of
from eservices.cases.clock_words import panel
from eservices.cases.decisions import content_of
from eservices.cases.keys import plain_key
from eservices.cases.lifecycle import Actor, allowed
from eservices.cases.models import Case, Decision, Delivery, Document, Evidence, Payment
from eservices.cases.next_steps import next_step, tone_of
from eservices.cases.presentation import Mode, answer_tree, document_lines
from eservices.cases.readings import of_query, of_record
from eservices.cases.receipts import receipt_pdf
from eservices.cases.relations import Tie, ties_of
from eservices.cases.service import Service
from eservices.cases.timeline import own_story
from eservices.cases.uploads import storage
from eservices.cases.views.shared import about, destroyed, service_of, siblings, signed_in
from eservices.cases.wording import acts_of, gives_document, state_of
from eservices.exchange.models import RegisterQuery
from municipalities.accounts.models import User
from municipalities.amounts import format_amount

MOST_READINGS = 200
READ_AND_SEND = ["GET", "HEAD", "POST"]


def own_case(request: HttpRequest, code: str) -> Case:
    """The signed-in person's case, or 404."""
    return access.case_for(cast(User, request.user), code)


@require_safe
@signed_in
def case(request: HttpRequest, code: str) -> HttpResponse:
    """The case page, most urgent first; of a destroyed case only that it is gone."""
    try:
        found = own_case(request, code)
    except Http404:
        gone = access.destroyed_by_code(code)
        if gone is None:
            raise
        return destroyed(request, gone)
    service = service_of(found)
    files = list(access.documents_of(found).order_by("created_at", "id"))
    owed = list(found.payments.all())
    own = [file for file in files if file.direction == Document.Direction.INCOMING]
    context = about(found, service) | {
        "case": found,
        "may_choose_language": found.state in actions.BEFORE_PROPOSAL
        and bool(passages.languages_of(found.municipality)),
        "status": state_of(found),
        "tone": tone_of(found),
        "siblings": siblings(found),
        "next": next_step(found, to_pay=any(payment.state == Payment.State.WAITING for payment in owed)),
        "payments": owed,
        "decisions": decisions_of(found, service),
        "clock": panel(clock_of(found, today=timezone.localdate()), document=gives_document(found)),
        "story": own_story(found, found.events.select_related("actor")),
        "acts": acts_of(found),
        "ties": [(tie, _own_code(tie, found)) for tie in ties_of([found])[found.pk]],
        "documents": [_as_listed(found, line.label, line.document) for line in document_lines(service, own)],
        "evidence": _evidence(found, service),
        "groups": answer_tree(service, answers_of(found), Mode.APPLICANT),
        "links": service.case_links(found),
        "may": {row.action for row in allowed(found.state, Actor.APPLICANT)},  # type: ignore[arg-type]
    }
    return render(request, "cases/case.html", context)


def _own_code(tie: Tie, found: Case) -> str:
    """Tracking code of the other file when it is the same person's, so that only its number is told of others."""
    return tie.other.code if tie.other is not None and tie.other.person_id == found.person_id else ""


# -- decision ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class DecisionView:
    """A decision for its recipient. Until it is received only its arrival is told; ``parts`` are in plain words."""

    decision: Decision
    received: bool
    ready: bool
    favourable: bool
    title: str
    result: str
    parts: list[str]
    lines: list[dict[str, Any]]
    tables: list[dict[str, Any]]
    sketches: list[dict[str, Any]]
    is_decision: bool
    url: str
    in_force: bool


def decisions_of(found: Case, service: Service) -> list[DecisionView]:
    """Issued decisions of a case, the latest first."""
    issued = found.decisions.filter(issued_at__isnull=False).select_related("document").order_by("-issued_at")
    return [_decision_view(found, service, decision) for decision in issued]


def _decision_view(found: Case, service: Service, decision: Decision) -> DecisionView:
    outcome = service.outcome(decision.outcome)
    received = decision.delivered_on is not None
    decision.case = found
    content = content_of(decision) if received else {}
    calculation = content.get("calculation") or {}
    return DecisionView(
        decision=decision,
        received=received,
        ready=decision.document is not None,
        favourable=outcome.favourable,
        title=str(outcome.title),
        result=str(outcome.label),
        parts=list(content.get("text", {}).get("operative", [])),
        lines=[_amount_shown(line) for line in calculation.get("lines", [])],
        tables=[] if outcome.is_decision else list(calculation.get("tables", [])),
        sketches=list(calculation.get("sketches", [])),
        is_decision=outcome.is_decision,
        url=reverse("cases:decision", args=[found.code, decision.document.code]) if decision.document else "",
        in_force=decision.stage != Decision.Stage.REVOKED,
    )


def _amount_shown(line: dict[str, Any]) -> dict[str, Any]:
    """A line of the calculation with its amount as people write it."""
    amount = line["amount"]
    return line | {"amount": format_amount(Decimal(amount)) if amount is not None else None}


@require_http_methods(READ_AND_SEND)
@signed_in
def decision(request: HttpRequest, code: str, document: UUID) -> HttpResponseBase:
    """The sealed decision. The first time it is received by a button, because the term for an appeal runs from then."""
    found = own_case(request, code)
    wanted = found.decisions.filter(document__code=document).select_related("document").first()
    if wanted is None or wanted.document is None:
        raise Http404
    if request.method == "POST":
        _receive(found, wanted, by=cast(User, request.user))
        messages.success(request, _("Пријем је забележен."))
        return HttpResponseRedirect(reverse("cases:case", args=[code]) + "#odluka")
    if wanted.delivered_on is None:
        back = reverse("cases:case", args=[code])
        is_decision = service_of(found).outcome(wanted.outcome).is_decision
        context = about(found, service_of(found)) | {
            "case": found, "decision": wanted, "is_decision": is_decision, "back_url": back,
        }  # fmt: skip
        return render(request, "cases/receive.html", context)
    return send_file(found, wanted.document)


def _receive(found: Case, wanted: Decision, *, by: User) -> None:
    """Note that the applicant received the decision at the portal, once."""
    delivery = Delivery.objects.select_related("decision").filter(
        decision=wanted, recipient=Delivery.Recipient.APPLICANT
    ).first()  # fmt: skip
    if delivery is not None:
        moment = timezone.localtime().isoformat(timespec="seconds")
        actions.confirm_delivery(delivery=delivery, proof=f"portal {moment}", actor=Actor.SYSTEM, by=by)


# -- files -------------------------------------------------------------------------------------------------------------
@require_safe
@signed_in
def document(request: HttpRequest, code: str, document: UUID) -> HttpResponseBase:
    """A file of the case. A decision that was not received yet is received first."""
    found = own_case(request, code)
    wanted = access.document_of(found, str(document))
    if wanted.direction == Document.Direction.INTERNAL:
        raise Http404
    undelivered = found.decisions.filter(document=wanted, delivered_on=None).exists()
    if undelivered:
        return HttpResponseRedirect(reverse("cases:decision", args=[code, document]))
    return send_file(found, wanted)


def send_file(found: Case, wanted: Document) -> HttpResponseBase:
    """The decrypted file as a download. Key and first bytes are read now: the body is sent after the transaction."""
    try:
        body = storage.open_plain(wanted.path, data_key=plain_key(found.data_key), context=wanted.context)
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = StreamingHttpResponse(body, content_type=wanted.content_type)
    response.headers["Content-Length"] = str(wanted.size)
    response.headers["Content-Disposition"] = attachment(wanted.filename)
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def attachment(name: str) -> str:
    """Content-Disposition with the name in both spellings that browsers know (RFC 6266, RFC 5987)."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", pismo_free(name)) or "dokument"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def pismo_free(name: str) -> str:
    """The name without letters that old programs cannot show."""
    return name.encode("ascii", "replace").decode().replace("?", "_")


@require_safe
@signed_in
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of the submission as PDF."""
    found = own_case(request, code)
    service_of(found)
    response = HttpResponse(receipt_pdf(found), content_type="application/pdf")
    response.headers["Content-Disposition"] = attachment(f"potvrda-{found.number.replace('/', '-')}.pdf")
    return response


def _as_listed(found: Case, label: str, file: Document) -> dict[str, Any]:
    """A document as the component ``document_list.html`` wants it."""
    return {
        "name": file.filename,
        "kind": label,
        "size": file.size,
        "date": timezone.localdate(file.created_at),
        "url": reverse("cases:document", args=[found.code, file.code]),
        "download": True,
        "status": file.get_scan_display() if file.scan != Document.Scan.CLEAN else "",
        "tone": "wait",
    }


def _evidence(found: Case, service: Service) -> list[dict[str, Any]]:
    """Register answers in force as rows: what, from where, and the stamp of when."""
    labels = {need.source: need.label for need in service.evidence}
    rows = Evidence.objects.filter(case=found, is_current=True)
    return [
        {"label": labels.get(row.source, row.source), "value": row.get_outcome_display(), "row": row} for row in rows
    ]


# -- who looked --------------------------------------------------------------------------------------------------------
@require_safe
@signed_in
def readings(request: HttpRequest, code: str) -> HttpResponse:
    """Who opened the case, acted in it, or asked a register about the applicant; newest first."""
    found = own_case(request, code)
    service = service_of(found)
    acts = [of_record(row) for row in list(audit.readings_of(found))[:MOST_READINGS]]
    queries = RegisterQuery.objects.filter(
        municipality_id=found.municipality_id, case_reference=found.number
    ).select_related("officer")[:MOST_READINGS]
    asked = [of_query(row) for row in queries]
    lines = sorted([*acts, *asked], key=lambda line: line.at, reverse=True)
    context = about(found, service) | {"case": found, "readings": lines, "back_url": reverse("cases:case", args=[code])}
    return render(request, "cases/readings.html", context)
