"""Register data on the case page: asking again, and entering a fact by hand with a note while a register is down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eservices.cases import actions, freshness
from eservices.cases import service as services
from eservices.cases.actions.intake import evidence_of
from eservices.cases.desk import people, words
from eservices.cases.desk.action_views import READ_AND_SEND, case_frame
from eservices.cases.desk.forms import EvidenceNoteForm
from eservices.cases.desk.refusals import MISTAKES, attempt
from eservices.cases.keys import reveal, reveal_text
from eservices.cases.models import Case, Evidence, EvidenceChange
from eservices.cases.service import Answers, EvidenceNeed, Table
from municipalities.accounts.roles import Permission


@dataclass(frozen=True)
class Change:
    """What a register said before and what it says now."""

    row: EvidenceChange
    before: tuple[Table, ...]
    now: tuple[Table, ...]


@dataclass(frozen=True)
class Obtained:
    """What the case has from one register: the answer with its stamp, the debt, or that nothing was asked yet.

    ``change`` waits to be seen; ``unconfirmed`` is the last failed question since the answer.
    """

    need: EvidenceNeed
    register: str
    row: Evidence | None
    tables: tuple[Table, ...] = ()
    note: str = ""
    consented: bool = True
    change: Change | None = None
    unconfirmed: Evidence | None = None

    @property
    def is_debt(self) -> bool:
        """Asked for and not there."""
        return self.consented and (self.row is None or self.row.is_debt)

    @property
    def can_be_entered(self) -> bool:
        return self.need.manual_form is not None


def consented(need: EvidenceNeed, answers: Answers) -> bool:
    """Whether the applicant lets us ask, where a consent is needed."""
    if need.consent is None:
        return True
    step, name = need.consent
    return answers.get(step, {}).get(name) in (True, "yes")


def obtained(case: Case, answers: Answers) -> list[Obtained]:
    """Every register the service needs and what came of it."""
    rows: Mapping[str, Evidence] = evidence_of(case)
    changes = {change.source: change for change in freshness.unseen_changes(case)}
    unconfirmed = freshness.unconfirmed(case, rows)
    found = []
    for need in services.get(case.service).evidence:
        if not need.applies(answers):
            continue
        row = rows.get(need.source)
        found.append(
            Obtained(
                need=need,
                register=words.source_label(need.register),
                row=row,
                tables=_tables(case, need, row),
                note=reveal_text(case.data_key, row.note, "evidence-note") if row else "",
                consented=consented(need, answers),
                change=_change(case, need, changes.get(need.source)),
                unconfirmed=unconfirmed.get(need.source),
            )
        )
    return found


def _tables(case: Case, need: EvidenceNeed, row: Evidence | None) -> tuple[Table, ...]:
    payload = reveal(case.data_key, row.payload, "evidence") if row and row.payload else None
    return tuple(need.tables(payload)) if payload is not None else ()


def _change(case: Case, need: EvidenceNeed, row: EvidenceChange | None) -> Change | None:
    if row is None:
        return None
    return Change(row, _tables(case, need, row.before), _tables(case, need, row.after))


def debts(case: Case, answers: Answers) -> list[Obtained]:
    """What a decision that rests on registers still lacks."""
    return [one for one in obtained(case, answers) if one.is_debt]


@require_POST
def ask(request: HttpRequest, pk: int, source: str) -> HttpResponse:
    """Ask a register again; the answer comes by itself."""
    desk, case = people.case_of(request, pk, Permission.PROCESS_CASES)
    need = _need(case, source)
    if case.is_open:
        actions.request_evidence(case=case, source=need.source, by=desk.user)
        messages.success(request, _("Регистар је поново питан. Одговор стиже сам; освежите страну за који тренутак."))
    else:
        messages.warning(request, _("Предмет је закључен, па се регистар више не пита."))
    return redirect("admin:cases_case_change", case.pk)


@require_POST
def seen(request: HttpRequest, pk: int, source: str) -> HttpResponse:
    """Note that this official has looked at what a register now says differently."""
    desk, case = people.case_of(request, pk, Permission.PROCESS_CASES)
    need = _need(case, source)
    if actions.see_change(case=case, source=need.source, by=desk.user):
        messages.success(request, _("Забележено је да сте прегледали промену. Одлука више не чека на њу."))
    return redirect("admin:cases_case_change", case.pk)


@require_http_methods(READ_AND_SEND)
def enter(request: HttpRequest, pk: int, source: str) -> HttpResponse:
    """Enter a fact by hand, with a note saying where it comes from."""
    desk, case = people.case_of(request, pk, Permission.PROCESS_CASES)
    need = _need(case, source)
    if need.manual_form is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    fact, note = need.manual_form(data, use_required_attribute=False), EvidenceNoteForm(data, case=case)
    refusal, status = None, 200
    if data is not None:
        status = MISTAKES
        if all([fact.is_valid(), note.is_valid()]):
            refusal = attempt(lambda: _enter(case, need, fact, note, desk.user), case=case, form=note)
            if refusal is None:
                messages.success(request, _("Податак је унет и означен као унет руком."))
                return redirect("admin:cases_case_change", case.pk)
            status = refusal.status
    context = case_frame(request, case, need.label, need=need, fact=fact, form=note, refusal=refusal)
    return render(request, "admin/desk/evidence.html", context, status=status)


def _enter(case: Case, need: EvidenceNeed, fact: Any, note: EvidenceNoteForm, by: Any) -> None:
    actions.enter_evidence(
        case=case,
        source=need.source,
        purpose=str(need.purpose),
        payload=fact.payload(),
        note=note.cleaned_data["note"],
        expected_version=note.seen,
        by=by,
    )


def _need(case: Case, source: str) -> EvidenceNeed:
    try:
        return services.get(case.service).need(source)
    except LookupError as missing:
        raise Http404 from missing
