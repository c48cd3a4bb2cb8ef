"""Joining a file with another, separating them, and splitting a part off; each with a reason the applicant reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eservices.cases import actions
from eservices.cases import service as services
from eservices.cases.desk import people
from eservices.cases.desk.action_views import READ_AND_SEND, case_frame
from eservices.cases.desk.forms import ReasonForm
from eservices.cases.desk.refusals import CONFLICT, MISTAKES, Refusal, attempt
from eservices.cases.desk.search import by_number
from eservices.cases.lifecycle import Actor, NotAllowed, State
from eservices.cases.models import Case, CaseLink
from eservices.cases.registry_number import readings_of
from eservices.cases.service import Text
from municipalities.accounts.roles import Permission

OBSTACLES = {
    "itself": _("Предмет не може да се припоји самом себи."),
    "elsewhere": _("Предмети нису у истој општини."),
    "over": _("О једном од предмета је већ одлучено, па не могу да се споје."),
    "joined": _("Један од предмета је већ припојен другом. Прво их раздвојите."),
    "whole": _("Захтев ове услуге не може да се дели."),
}


class JoinForm(ReasonForm):
    """Which file is joined to this one (спајање)."""

    number = forms.CharField(
        label=_("Број предмета који се припаја"),
        help_text=_("У било ком облику, на пример 553-24/26-IV."),
        max_length=60,
        error_messages={"required": _("Унесите број предмета који се припаја.")},
    )
    field_order = ["number", "reason"]

    def __init__(self, *args: Any, cases: QuerySet[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cases = cases

    def clean_number(self) -> str:
        """The number as typed; :attr:`other` is the one case that it names among those this official leads."""
        typed: str = self.cleaned_data["number"]
        numbers = readings_of(typed)
        found = list(by_number(self.cases, numbers)[:2]) if numbers else []
        if len(found) != 1:
            raise forms.ValidationError(_("Међу предметима које водите нема једног са тим бројем. Упишите и годину."))
        self.other = found[0]
        return typed


@never_cache
@require_http_methods(READ_AND_SEND)
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Join another file to this one."""
    desk, case = people.case_of(request, pk, Permission.PROCESS_CASES)
    cases = desk.cases(Permission.PROCESS_CASES).select_related("municipality", "data_key")
    form = JoinForm(_sent(request), case=case, cases=cases)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        actions.join_cases(case=case, other=form.other, reason=reason, expected_version=form.seen, by=desk.user)

    says = _("Предмети се воде заједно. Сваки задржава свој број, рок и одлуку; подносиоци добијају обавештење.")
    return _page(request, case, form, act, title=translate("Припој предмет"), says=says)


@never_cache
@require_http_methods(READ_AND_SEND)
def separate(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    """Separate two joined files again."""
    desk, case = people.case_of(request, pk, Permission.PROCESS_CASES)
    tie = _link_of(case, link)
    if not all(desk.may(Permission.PROCESS_CASES, one) for one in (tie.case, tie.other)):
        raise Http404
    form = ReasonForm(_sent(request), case=case)

    def act() -> None:
        if not actions.separate_cases(link=tie, reason=form.cleaned_data["reason"], by=desk.user):
            raise NotAllowed(State(case.state), "separate_cases", Actor.CLERK)

    says = _("Предмети се од сада воде одвојено; подносиоци добијају обавештење.")
    return _page(request, case, form, act, title=translate("Раздвој предмете"), says=says)


@never_cache
@require_http_methods(READ_AND_SEND)
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Split a part of the request off into a file of its own."""
    desk, case = people.case_of(request, pk, Permission.PROCESS_CASES)
    if not services.get(case.service).divisible:
        raise Http404
    form = ReasonForm(_sent(request), case=case)

    def act() -> None:
        part = actions.split_case(
            case=case, reason=form.cleaned_data["reason"], expected_version=form.seen, by=desk.user
        )
        messages.info(request, translate("Издвојен је предмет %(number)s.") % {"number": part.number})

    says = _(
        "Настаје нови предмет са својим бројем и одлуком. Одговори и документи су заједнички, рок тече као у овом предмету. "
        "У разлогу наведите који део захтева се издваја."
    )
    return _page(request, case, form, act, title=translate("Издвој део"), says=says)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _link_of(case: Case, link: int) -> CaseLink:
    """The join that still holds and has this case on one side, or 404."""
    rows = CaseLink.objects.filter(pk=link, kind=CaseLink.Kind.JOINED, ended_at=None)
    found = rows.select_related("case__municipality", "other__municipality").first()
    if found is None or case.pk not in (found.case_id, found.other_id):
        raise Http404
    return found


def _page(
    request: HttpRequest, case: Case, form: ReasonForm, act: Callable[[], None], *, title: str, says: Text
) -> HttpResponse:
    """The form, or the act and the case page; everything typed stays when the act is refused."""
    refusal, status = None, 200
    if request.method == "POST":
        status = MISTAKES
        if form.is_valid():
            refusal = _attempted(act, case, form)
            if refusal is None:
                messages.success(request, translate("Забележено."))
                return redirect("admin:cases_case_change", case.pk)
            status = refusal.status
    context = case_frame(request, case, title, form=form, says=says, refusal=refusal)
    return render(request, "admin/desk/relate.html", context, status=status)


def _attempted(act: Callable[[], None], case: Case, form: ReasonForm) -> Refusal | None:
    try:
        return attempt(act, case=case, form=form)
    except actions.CannotRelate as obstacle:
        return Refusal(translate("Ова радња сада није могућа."), [str(OBSTACLES[obstacle.code])], CONFLICT)
