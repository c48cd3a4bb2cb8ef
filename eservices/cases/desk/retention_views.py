"""Retention of one case at the desk: its term, its holds, its packages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from eservices.cases.access import Desk
from eservices.cases.archive import actions
from eservices.cases.desk import archive_files, people
from eservices.cases.desk.action_views import READ_AND_SEND, case_frame
from eservices.cases.desk.archive_forms import HoldForm, LiftForm, PackageForm
from eservices.cases.desk.forms import VersionForm
from eservices.cases.desk.refusals import MISTAKES, Refusal, attempt
from eservices.cases.keys import reveal_text
from eservices.cases.lifecycle import State
from eservices.cases.models import Case, DisposalItem, LegalHold
from municipalities.accounts.roles import Permission

MAY_HOLD = (Permission.ARCHIVE, Permission.APPROVE_DECISIONS)


def may_hold(desk: Desk, case: Case) -> bool:
    """Holds are for the archivist, and for heads, who know of lawsuits."""
    return any(desk.may(right, case) for right in MAY_HOLD)


def retention_of(desk: Desk, case: Case) -> dict[str, Any]:
    """What the panel about retention shows of a case; reasons only to who may hold or read it."""
    reads = may_hold(desk, case) or desk.may(Permission.VIEW_CASES, case)
    holds = list(case.holds.select_related("placed_by", "lifted_by"))
    item = case.disposals.filter(state__in=DisposalItem.LIVE).select_related("list").first()
    may_pack = desk.may(Permission.ARCHIVE, case) and case.state == State.ARCHIVED and not case.is_destroyed
    return {
        "holds": [_shown(hold, case, reads) for hold in holds],
        "item": item,
        "may_hold": may_hold(desk, case) and not case.is_destroyed,
        "may_pack": may_pack,
        "packages": case.archive_files.all() if may_pack else (),
        "is_shown": bool(holds) or item is not None or case.closed_on is not None or may_hold(desk, case),
    }


def _shown(hold: LegalHold, case: Case, reads: bool) -> dict[str, Any]:
    texts = (
        [reveal_text(case.data_key, text, "hold") for text in (hold.reason, hold.lift_reason)] if reads else ["", ""]
    )
    return {"row": hold, "reason": texts[0], "lift_reason": texts[1]}


def _case_to_hold(request: HttpRequest, pk: int) -> tuple[Desk, Case]:
    """Desk and case for whoever may place and lift holds, else 404."""
    desk = people.desk_of(request)
    right = next((one for one in MAY_HOLD if people.holds(desk, one)), None)
    if right is None:
        raise Http404
    return people.case_of(request, pk, right)


@require_http_methods(READ_AND_SEND)
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Forbid the disposal of a case."""
    desk, case = _case_to_hold(request, pk)
    form = HoldForm(request.POST if request.method == "POST" else None, case=case)
    return _answer(
        request, case, form, _("Забраните излучивање"),
        says=_("Док забрана траје, предмет не долази ни на једну листу и не уништава се, и кад му рок чувања истекне."),
        button=_("Забрани излучивање"), done=_("Излучивање је забрањено."),
        act=lambda: actions.place_hold(
            case=case, reason=form.cleaned_data["reason"], expected_version=form.seen, by=desk.user
        ),
    )  # fmt: skip


@require_http_methods(READ_AND_SEND)
def lift(request: HttpRequest, pk: int, hold: int) -> HttpResponse:
    """Lift a hold."""
    desk, case = _case_to_hold(request, pk)
    found = get_object_or_404(case.holds, pk=hold, lifted_at=None)
    found.case = case
    form = LiftForm(request.POST if request.method == "POST" else None, case=case)
    return _answer(
        request, case, form, _("Укините забрану излучивања"),
        says=_("Ако нема других забрана и рок чувања је истекао, предмет може да дође на следећу листу."),
        button=_("Укини забрану"), done=_("Забрана је укинута."),
        act=lambda: actions.lift_hold(
            hold=found, reason=form.cleaned_data["reason"], expected_version=form.seen, by=desk.user
        ),
    )  # fmt: skip


@require_http_methods(READ_AND_SEND)
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the package of an archived case made."""
    desk, case = people.case_of(request, pk, Permission.ARCHIVE)
    if case.state != State.ARCHIVED:
        raise Http404
    form = PackageForm(request.POST if request.method == "POST" else None, case=case)
    return _answer(
        request, case, form, _("Архивски пакет предмета"),
        says=_("Прави се ZIP са свим документима и подацима предмета, пописом и отисцима, који се проверава без портала."),
        button=_("Направи пакет"), done=_("Пакет се прави. Освежите страну за који тренутак."),
        act=lambda: actions.ask_for_case_package(case=case, reason=form.cleaned_data["reason"], by=desk.user),
    )  # fmt: skip


def _answer(
    request: HttpRequest, case: Case, form: VersionForm, title: str, *, says: str, button: str, done: str, act: Any
) -> HttpResponse:
    """The page of an act with a reason: the form, its mistakes, a refusal, or back to the case."""
    refusal: Refusal | None = None
    if form.is_valid():
        try:
            refusal = attempt(act, case=case, form=form)
        except (actions.Destroyed, actions.NotArchived) as gone:
            raise Http404 from gone
        if refusal is None:
            messages.success(request, done)
            return redirect("admin:cases_case_change", case.pk)
    status = refusal.status if refusal else MISTAKES if form.is_bound else 200
    context = case_frame(request, case, title, form=form, refusal=refusal, says=says, button=button)
    return render(request, "admin/desk/archive_act.html", context, status=status)


@never_cache
@require_safe
def archive_file(request: HttpRequest, pk: int, file: UUID) -> HttpResponseBase:
    """A package of the case, for the archivist."""
    desk, case = people.case_of(request, pk, Permission.ARCHIVE)
    return archive_files.send(get_object_or_404(case.archive_files, code=file), case, desk=desk)
