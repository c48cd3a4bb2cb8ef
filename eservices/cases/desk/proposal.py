"""The second pair of eyes (четири ока): the proposal, what the rules would give now, approval or return."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from eservices.cases import actions, decisions, freshness
from eservices.cases import service as services
from eservices.cases.access import Desk
from eservices.cases.actions.intake import evidence_of
from eservices.cases.desk import people, words
from eservices.cases.desk.action_views import READ_AND_SEND, case_frame
from eservices.cases.desk.composer import pdf
from eservices.cases.desk.forms import ReasonForm, VersionForm
from eservices.cases.desk.refusals import MISTAKES, Refusal, attempt
from eservices.cases.facts import proposal_of
from eservices.cases.models import Case, Decision, Evidence
from eservices.cases.service import CannotCalculate
from municipalities.accounts.roles import Permission
from municipalities.amounts import format_amount

PARTS = {
    "legal_basis": gettext_lazy("Правни основ и увод"),
    "operative": gettext_lazy("Изрека"),
    "reasoning": gettext_lazy("Образложење"),
    "remedy": gettext_lazy("Поука о правном средству"),
}


class ReturnForm(ReasonForm):
    """Why the proposal goes back; only colleagues read it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Чита га службеник који је припремио предлог.")


@dataclass(frozen=True)
class Difference:
    """One place where the proposal differs from what the rules would give now."""

    subject: str
    proposed: str
    now: str


def differences(case: Case, decision: Decision, proposed: dict[str, Any]) -> tuple[list[Difference], str]:
    """What the rules would write differently today, and the sentence when they could not write at all."""
    outcome = services.get(case.service).outcome(decision.outcome)
    try:
        now = decisions.compose(case, outcome, decisions.kept_details(outcome, proposed["details"]))
    except CannotCalculate as error:
        return [], str(error)
    return [*_evidence(proposed, now), *_figures(proposed, now), *_texts(proposed["text"], now["text"])], ""


def _evidence(proposed: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    before, after = ({row["source"]: row for row in content["evidence"]} for content in (proposed, now))
    return [
        Difference(words.source_label(source), _stamp(before.get(source)), _stamp(after.get(source)))
        for source in sorted({*before, *after})
        if _said(before.get(source)) != _said(after.get(source))
    ]


def _said(row: dict[str, Any] | None) -> tuple[str, str] | None:
    """What an answer says; one that was only confirmed later says the same."""
    return (row["outcome"], row["digest"]) if row else None


def _stamp(row: dict[str, Any] | None) -> str:
    """Whether and how a register answered, and the beginning of its digest."""
    if row is None:
        return _("није питан")
    outcome = str(dict(Evidence.Outcome.choices).get(row["outcome"], row["outcome"]))
    when = _("одговор од %(day)s") % {"day": _day(row["as_of"])} if row["as_of"] else outcome
    return f"{when}, {row['digest'][:8]}" if row["digest"] else when


def _day(moment: str) -> str:
    """The day of an ISO moment as people write it."""
    return formats.date_format(datetime.fromisoformat(moment), "SHORT_DATE_FORMAT")


def _figures(proposed: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    before, after = (_amounts(content["calculation"]) for content in (proposed, now))
    return [
        Difference(label, before.get(label, "–"), after.get(label, "–"))
        for label in dict.fromkeys([*before, *after])
        if before.get(label) != after.get(label)
    ]


def _amounts(calculation: dict[str, Any] | None) -> dict[str, str]:
    lines = calculation["lines"] if calculation else []
    return {line["label"]: format_amount(Decimal(line["amount"])) for line in lines if line["amount"] is not None}


def _texts(proposed: dict[str, Any], now: dict[str, Any]) -> list[Difference]:
    """Paragraphs that the official worded differently, or that the rules would word differently by now."""
    found = []
    for name, label in PARTS.items():
        before, after = _paragraphs(proposed[name]), _paragraphs(now[name])
        for tag, from_a, to_a, from_b, to_b in difflib.SequenceMatcher(None, before, after).get_opcodes():
            if tag != "equal":
                found.append(Difference(str(label), "\n".join(before[from_a:to_a]), "\n".join(after[from_b:to_b])))
    return found


def _paragraphs(part: str | list[str]) -> list[str]:
    return [part] if isinstance(part, str) else list(part)


# -- pages -------------------------------------------------------------------------------------------------------------
@never_cache
@require_http_methods(READ_AND_SEND)
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal for the one who signs: read, compare, approve and issue, or return with a reason."""
    desk, case = people.case_of(request, pk)
    decision = proposal_of(case)
    sends = request.method == "POST"
    returning = sends and "return" in request.POST
    if sends and not desk.may(Permission.APPROVE_DECISIONS, case):
        raise Http404
    if decision is None:
        return _gone(request, case)
    decision.case = case
    approve = VersionForm(request.POST if sends and not returning else None, case=case)
    back = ReturnForm(request.POST if returning else None, case=case)
    refusal, status = None, 200
    if sends:
        form = back if returning else approve
        status = MISTAKES
        if form.is_valid():
            refusal = attempt(lambda: _decide(desk, decision, form, returning=returning), case=case, form=form)
            if refusal is None:
                return _done(request, case, returning=returning)
            status = refusal.status
    context = _context(request, desk, case, decision, approve, back, refusal)
    return render(request, "admin/desk/proposal.html", context, status=status)


def _decide(desk: Desk, decision: Decision, form: VersionForm, *, returning: bool) -> None:
    """Carry out the choice. Old answers of registers are asked for first; that stays asked when issuing has to wait."""
    if returning:
        actions.return_proposal(
            decision=decision, reason=form.cleaned_data["reason"], expected_version=form.seen, by=desk.user
        )
    else:
        actions.ask_before_decision(decision=decision, by=desk.user)
        actions.issue(decision=decision, expected_version=form.seen, by=desk.user)


def _done(request: HttpRequest, case: Case, *, returning: bool) -> HttpResponse:
    text = (
        _("Предлог је враћен.")
        if returning
        else _("Одлука је донета. Печатира се и доставља; то траје неколико секунди.")
    )
    messages.success(request, text)
    return redirect("admin:cases_case_change", case.pk)


def _gone(request: HttpRequest, case: Case) -> HttpResponse:
    """Somebody decided on the proposal already."""
    refusal = Refusal(_("Предлога више нема."), [_("Колега га је у међувремену одобрио или вратио.")])
    context = case_frame(request, case, _("Предлог одлуке"), refusal=refusal)
    return render(request, "admin/desk/proposal.html", context, status=refusal.status)


def _context(
    request: HttpRequest,
    desk: Desk,
    case: Case,
    decision: Decision,
    approve: VersionForm,
    back: ReturnForm,
    refusal: Refusal | None,
) -> dict[str, Any]:
    content = decisions.content_of(decision)
    changes, obstacle = differences(case, decision, content)
    return case_frame(
        request,
        case,
        _("Предлог одлуке"),
        decision=decision,
        outcome=services.get(case.service).outcome(decision.outcome),
        content=content,
        differences=changes,
        obstacle=obstacle,
        checks=_checks(case, decision),
        approve=approve,
        form=back,
        refusal=refusal,
        may_return=desk.may(Permission.APPROVE_DECISIONS, case),
        may_approve=desk.may(Permission.APPROVE_DECISIONS, case) and decision.proposed_by_id != desk.user.pk,
    )


def _checks(case: Case, decision: Decision) -> list[str]:
    """What the check of register data before this decision still owes, as sentences."""
    needs = services.get(case.service).evidence
    sources = {change.source for change in freshness.unseen_changes(case)}
    unconfirmed = freshness.unconfirmed(case, evidence_of(case))
    changed = [need for need in needs if need.source in sources]
    waiting = freshness.unchecked(decision, now=timezone.now())
    failed = [need for need in needs if need.source in unconfirmed]
    sentences = (
        (changed, _("Регистар сада даје другачији податак, који још нико није прегледао: %(what)s.")),
        (waiting, _("Одговор је застарео; пре доношења се поново пита: %(what)s.")),
        (failed, _("Поновни упит није потврдио податак; важи ранији одговор: %(what)s.")),
    )
    return [text % {"what": freshness.labels(found)} for found, text in sentences if found]


@never_cache
@require_safe
def proposal_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposal as it would be printed."""
    desk, case = people.case_of(request, pk)
    decision = proposal_of(case)
    if decision is None:
        raise Http404
    decision.case = case
    signatory = desk.user.get_full_name()
    return pdf(decisions.preview_pdf(case, decisions.content_of(decision), signatory=signatory))
