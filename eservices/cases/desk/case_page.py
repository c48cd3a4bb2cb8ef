"""The case on one screen: header and clock, answers, documents, register data, calculation, notes, story, deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from eservices.cases import audit, clock, decisions, passages, payments
from eservices.cases import service as services
from eservices.cases.access import Desk, documents_of
from eservices.cases.actions.intake import answers_of
from eservices.cases.clock_words import panel
from eservices.cases.desk import people
from eservices.cases.desk.action_views import case_frame
from eservices.cases.desk.acts import buttons
from eservices.cases.desk.documents import may_open_restricted
from eservices.cases.desk.evidence_views import obtained
from eservices.cases.desk.forms import NoteForm
from eservices.cases.desk.retention_views import retention_of
from eservices.cases.desk.words import outcome_label
from eservices.cases.facts import proposal_of
from eservices.cases.forms import JmbgField
from eservices.cases.keys import reveal, reveal_text
from eservices.cases.lifecycle import Actor, State
from eservices.cases.models import Amendment, AuditRecord, Case, Delivery
from eservices.cases.presentation import Mode, Row, answer_tree, document_lines
from eservices.cases.relations import Tie, ties_of
from eservices.cases.service import Answers, Calculation, CannotCalculate, Service
from eservices.cases.timeline import title_of, whole_story
from eservices.cases.vault import KeyDestroyed
from eservices.cases.wording import acts_of, gives_document
from municipalities.accounts.assurance import Level
from municipalities.accounts.roles import Permission
from municipalities.models import Parameter

LOGGED_ONCE_IN = timedelta(minutes=10)


@never_cache
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """The case page; an archivist, who reads no cases, gets the card of the register."""
    desk = people.desk_of(request)
    if not people.holds(desk, Permission.VIEW_CASES):
        return card(request, desk, pk)
    case = desk.case(pk)
    response = _page(request, desk, case)
    log_opening(desk, case)
    return response


def _page(request: HttpRequest, desk: Desk, case: Case, revealed: tuple[str, str] | None = None) -> HttpResponse:
    try:
        answers = answers_of(case)
    except KeyDestroyed:
        return render(request, "admin/desk/card.html", _card_context(request, desk, case, destroyed=True))
    service = services.get(case.service)
    context = case_frame(
        request,
        case,
        case.number,
        **_head(desk, case),
        **_matter(desk, service, case, answers, revealed),
        **_course(desk, case),
        retention=retention_of(desk, case),
    )
    return render(request, "admin/desk/case.html", context)


def _head(desk: Desk, case: Case) -> dict[str, Any]:
    return {
        "clock": panel(clock.clock_of(case, today=timezone.localdate()), document=gives_document(case)),
        "assurance": Level(case.assurance).label,
        "buttons": buttons(desk, case),
        "proposal": proposal_of(case),
        "second_language": passages.LANGUAGE_NAMES.get(passages.language_asked(case), ""),
        "may_process": desk.may(Permission.PROCESS_CASES, case),
    }


def _matter(
    desk: Desk, service: Service, case: Case, answers: Answers, revealed: tuple[str, str] | None
) -> dict[str, Any]:
    """What the case rests on: answers, documents, register data and the calculation made from them."""
    calculation, obstacle = calculation_or_reason(case)
    return {
        "groups": [
            {"title": group.title, "rows": [(row, _is_open_to(desk, case, service, row)) for row in group.rows]}
            for group in answer_tree(service, answers, Mode.OFFICIAL)
        ],
        "revealed": _revealed(service, answers, revealed),
        "changed": changed_answers(case),
        "documents": document_lines(service, documents_of(case).order_by("created_at", "id")),
        "evidence": obtained(case, answers),
        "calculation": calculation,
        "obstacle": obstacle,
        "unconfirmed": unconfirmed_parameters(case),
    }


def _course(desk: Desk, case: Case) -> dict[str, Any]:
    """What happened, who wrote what, and where the acts are."""
    return {
        "story": whole_story(case, case.events.select_related("actor")),
        "acts": acts_of(case),
        "ties": _ties(desk, case),
        "may_split": services.get(case.service).divisible and case.state == State.IN_REVIEW,
        "amendments": [opened(call, case) for call in case.amendments.all()],
        "notes": [
            {"by": row.author, "at": row.at, "text": reveal_text(case.data_key, row.text, "note")}
            for row in case.notes.select_related("author")
        ],
        "note_form": NoteForm(),
        "payments": payments.slips_of(case),
        "decisions": case.decisions.select_related("document", "proposed_by", "approved_by"),
        "deliveries": Delivery.objects.filter(case=case).select_related("decision").prefetch_related("attempts"),
    }


def _ties(desk: Desk, case: Case) -> list[tuple[Tie, bool]]:
    """What the file is tied to, and whether this official may open the file at the other end."""
    return [
        (tie, tie.other is not None and desk.may(Permission.VIEW_CASES, tie.other)) for tie in ties_of([case])[case.pk]
    ]


def calculation_or_reason(case: Case) -> tuple[Calculation | None, str]:
    """The calculation on today's data, or the sentence that says why there is none."""
    try:
        return decisions.calculation_for(case), ""
    except CannotCalculate as error:
        return None, str(error)


@dataclass(frozen=True)
class OpenedAmendment:
    """A call to complete the request with its sentences and the answer."""

    row: Amendment
    texts: list[str]
    answer: str


def opened(call: Amendment, case: Case) -> OpenedAmendment:
    texts = reveal(case.data_key, call.texts, "amendment")
    return OpenedAmendment(call, list(texts), reveal_text(case.data_key, call.answer, "amendment-answer"))


def changed_answers(case: Case) -> frozenset[str]:
    """Steps whose answers the last reply to a call changed; marked on the page."""
    last = case.events.filter(action="answer_amendment").order_by("-position").first()
    return frozenset(last.data.get("changed", ())) if last else frozenset()


def unconfirmed_parameters(case: Case) -> list[dict[str, Any]]:
    """Legal values the case is pinned to that nobody has checked against their source yet."""
    open_values = {code: row for code, row in case.pinned.items() if not row["confirmed"]}
    labels = dict(Parameter.objects.filter(code__in=open_values).values_list("code", "label")) if open_values else {}
    return [
        {"label": labels.get(code, code), "value": _number(row["value"]), "unit": row["unit"], "source": row["source"]}
        for code, row in open_values.items()
    ]


def _number(value: Any) -> str:
    """A parameter's value; a number with the decimal sign of the language."""
    try:
        return formats.number_format(Decimal(str(value)))
    except InvalidOperation:
        return str(value)


# -- what is read is logged --------------------------------------------------------------------------------------------
def log_opening(desk: Desk, case: Case) -> None:
    """Note that the official read the case, once in ten minutes; the applicant sees these notes."""
    lately = AuditRecord.objects.filter(
        municipality_id=case.municipality_id,
        case_reference=case.pk,
        actor=desk.user,
        action="open_case",
        at__gte=timezone.now() - LOGGED_ONCE_IN,
    )
    if not lately.exists():
        audit.record("open_case", municipality_id=case.municipality_id, case=case, actor_kind=Actor.CLERK, by=desk.user)


@never_cache
@require_POST
def reveal_identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one masked answer in full, a personal number or a restricted one; each time is logged."""
    desk, case = people.case_of(request, pk)
    step, name = request.POST.get("step", ""), request.POST.get("field", "")
    if not answers_of(case).get(step, {}).get(name):
        raise Http404
    restricted = services.get(case.service).step(step).form_class.restricted
    if name in restricted and not may_open_restricted(desk, case):
        raise Http404
    response = _page(request, desk, case, revealed=(step, name))
    audit.record(
        "reveal_identity", municipality_id=case.municipality_id, case=case, data={"step": step, "field": name},
        actor_kind=Actor.CLERK, by=desk.user,
    )  # fmt: skip
    return response


def _is_open_to(desk: Desk, case: Case, service: Service, row: Row) -> bool:
    """Whether this official may have a masked answer shown: personal numbers always, restricted ones by need to know."""
    return row.field not in service.step(row.step).form_class.restricted or may_open_restricted(desk, case)


def _revealed(service: Service, answers: Answers, place: tuple[str, str] | None) -> dict[str, str]:
    if place is None:
        return {}
    step, name = place
    form, given = service.step(step).form_class, answers[step][name]
    is_number = isinstance(form.base_fields.get(name), JmbgField)
    return {"step": step, "field": name, "value": str(given) if is_number else form.shown(name, given)}


# -- card of the register ----------------------------------------------------------------------------------------------
def card(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Number, service, state and story without names and reasons, for who keeps the archive or the register."""
    right = next((one for one in (Permission.ARCHIVE, Permission.VIEW_REGISTRY) if people.holds(desk, one)), None)
    if right is None:
        raise Http404
    case = desk.case(pk, right)
    return render(request, "admin/desk/card.html", _card_context(request, desk, case, destroyed=case.is_destroyed))


def _outcomes(case: Case) -> list[dict[str, Any]]:
    """Number, kind and day of each act, which the register keeps for good."""
    return [
        {"number": one.number, "label": outcome_label(case.service, one.outcome), "issued_at": one.issued_at}
        for one in case.decisions.exclude(issued_at=None)
    ]


def _card_context(request: HttpRequest, desk: Desk, case: Case, *, destroyed: bool = False) -> dict[str, Any]:
    return case_frame(
        request,
        case,
        _("Картон предмета %(number)s") % {"number": case.number},
        buttons=[] if destroyed else buttons(desk, case),
        destroyed=destroyed,
        acts=acts_of(case),
        ties=[(tie, False) for tie in ties_of([case])[case.pk]],
        outcomes=_outcomes(case),
        retention=retention_of(desk, case),
        events=[{"title": title_of(event, case), "when": event.at} for event in case.events.all()],
    )
