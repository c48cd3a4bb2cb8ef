"""Pages that carry out one act on a case: what it does, the rule it follows, and what it asks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from eservices.cases import actions
from eservices.cases.access import Desk
from eservices.cases.desk import people, words
from eservices.cases.desk.acts import ACTS, Act, transitions_for
from eservices.cases.desk.forms import NoteForm, VersionForm
from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import MISTAKES, Refusal, attempt
from eservices.cases.labels import STATE_LABELS, TIMELINE
from eservices.cases.lifecycle import State
from eservices.cases.models import Case
from municipalities.accounts.roles import Permission

READ_AND_SEND = ["GET", "HEAD", "POST"]


def case_frame(request: HttpRequest, case: Case, title: Any, **more: Any) -> dict[str, Any]:
    """Frame of a page about one case; who keeps the register without reading cases does not see the applicant."""
    return frame(
        request,
        title,
        case=case,
        case_state=STATE_LABELS[State(case.state)],
        case_tone=words.STATE_TONES[State(case.state)],
        case_service=words.service_name(case.service),
        names_applicant=not case.is_destroyed and people.desk_of(request).may(Permission.VIEW_CASES, case),
        **more,
    )


@require_http_methods(READ_AND_SEND)
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """The page of one act."""
    if action not in ACTS:
        raise Http404
    chosen = ACTS[action]
    desk, case = people.case_of(request, pk, chosen.permission)
    form = _form(request, desk, case, chosen)
    refusal = _not_now(desk, case, chosen) if request.method != "POST" else None
    status = refusal.status if refusal else 200
    if request.method == "POST":
        if form.is_valid():
            refusal = attempt(lambda: chosen.run(case, form, desk.user), case=case, form=form)
            if refusal is None:
                messages.success(request, f"{TIMELINE[action]}.")
                return redirect("admin:cases_case_change", case.pk)
        status = refusal.status if refusal else MISTAKES
    context = case_frame(
        request, case, chosen.label, act=chosen, form=form, refusal=refusal, rule=_rule(desk, case, action)
    )
    return render(request, "admin/desk/act.html", context, status=status)


def _form(request: HttpRequest, desk: Desk, case: Case, chosen: Act) -> VersionForm:
    more = {"colleagues": people.colleagues_of(desk)} if chosen.action == "assign" else {}
    return chosen.form(request.POST if request.method == "POST" else None, case=case, **more)


def _rule(desk: Desk, case: Case, action: str) -> str:
    """The article that the act follows, from the transition table."""
    return next((row.legal_basis for row in transitions_for(desk, case) if row.action == action), "")


def _not_now(desk: Desk, case: Case, chosen: Act) -> Refusal | None:
    """A page opened from an old address says at once that the act is not possible."""
    if any(row.action == chosen.action for row in transitions_for(desk, case)):
        return None
    text = _("Предмет је сада у стању „%(state)s“, у коме то није могуће.")
    return Refusal(_("Ова радња сада није могућа."), [text % {"state": STATE_LABELS[State(case.state)]}])


@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a note for colleagues."""
    desk, case = people.case_of(request, pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.note(case=case, text=form.cleaned_data["text"].strip(), by=desk.user)
        messages.success(request, _("Белешка је сачувана."))
        return redirect("admin:cases_case_change", case.pk)
    context = case_frame(request, case, _("Нова белешка"), form=form)
    return render(request, "admin/desk/note.html", context, status=MISTAKES)
