"""Pages of the desk for the commission's sessions, the money of a year and what came back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from eservices.cases.access import Desk
from eservices.cases.desk import people
from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import CONFLICT, MISTAKES
from eservices.cases.forms import ChoiceField, DateField, MoneyField
from eservices.services.ivf_costs import budget, commission, following
from eservices.services.ivf_costs.labels import PROPOSALS
from eservices.services.ivf_costs.models import CommissionSession, IvfRequest
from municipalities.accounts.access import may
from municipalities.accounts.roles import Permission

SLUG = "ivf-costs"
READ_AND_SEND = ["GET", "HEAD", "POST"]
OF_COMMISSION = (Permission.PROCESS_CASES, Permission.OPEN_RESTRICTED)
OF_MONEY = (Permission.CONFIGURE, Permission.APPROVE_DECISIONS)


def desk_with(request: HttpRequest, *rights: Permission) -> Desk:
    """The desk of this request for somebody with any of these rights for this service, else 404."""
    desk = people.desk_of(request)
    if not any(may(desk.user, right, municipality_id=desk.municipality_id, service=SLUG) for right in rights):
        raise Http404
    return desk


# -- commission --------------------------------------------------------------------------------------------------------
class SessionForm(forms.Form):
    """A new session."""

    use_required_attribute = False
    held_on = DateField(label=_("Дан седнице"))
    place = forms.CharField(label=_("Место"), max_length=160, required=False)
    members = forms.CharField(
        label=_("Присутни чланови"),
        help_text=_("Један члан у реду."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        error_messages={"required": _("Упишите присутне чланове, једног у реду.")},
    )

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Седница се уписује на дан кад се одржи, не унапред."))
        return day

    def clean_members(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["members"].splitlines() if name.strip()]


class OpinionForm(forms.Form):
    """What the commission proposes on one request."""

    use_required_attribute = False
    proposes = ChoiceField(
        label=_("Предлог комисије"),
        choices=list(PROPOSALS.items()),
        error_messages={"required": _("Изаберите шта комисија предлаже.")},
    )
    text = forms.CharField(
        label=_("Мишљење"),
        help_text=_("Стоји само у записнику, који је заштићен. У одлуку не улази."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=6000,
        required=False,
    )


@never_cache
@require_http_methods(READ_AND_SEND)
def new_session(request: HttpRequest) -> HttpResponse:
    """Open a session."""
    desk = desk_with(request, *OF_COMMISSION)
    form = SessionForm(request.POST if request.method == "POST" else None, initial={"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        made = commission.open_session(municipality=people.municipality_of(desk), **form.cleaned_data, by=desk.user)
        return redirect("admin:ivf_costs_commissionsession_change", made.pk)
    return _form_page(request, _("Нова седница комисије"), form, _("Отвори седницу"))


@never_cache
@require_http_methods(["GET", "HEAD"])
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """The agenda in the order of the rules, with what was proposed; by number and code, without names."""
    desk = desk_with(request, *OF_COMMISSION, Permission.APPROVE_DECISIONS)
    found = _session(desk, pk)
    said = {row.request_id: row for row in found.opinions.select_related("request__case")}
    rows = (
        [row.request for row in said.values()] if found.closed_at else commission.agenda(people.municipality_of(desk))
    )
    lines = [
        {"number": position, "request": row, "case": row.case, "opinion": said.get(row.pk)}
        for position, row in enumerate(rows, start=1)
    ]
    context = frame(request, translate("Седница комисије"), session=found, lines=lines)
    return render(request, "ivf-costs/session.html", context)


@never_cache
@require_http_methods(READ_AND_SEND)
def opinion(request: HttpRequest, pk: int, request_pk: int) -> HttpResponse:
    """Write what the commission proposes on one request."""
    desk = desk_with(request, *OF_COMMISSION)
    found = _session(desk, pk)
    row = get_object_or_404(
        IvfRequest.objects.select_related("case"), pk=request_pk, municipality_id=desk.municipality_id
    )
    before = found.opinions.filter(request=row).first()
    form = OpinionForm(
        request.POST if request.method == "POST" else None, initial={"proposes": before.proposes if before else None}
    )
    if request.method == "POST" and form.is_valid():
        try:
            commission.write_opinion(session=found, request=row, **form.cleaned_data, by=desk.user)
        except commission.SessionClosed:
            form.add_error(None, translate("Седница је закључена, па се предлог више не мења."))
        else:
            return redirect("admin:ivf_costs_commissionsession_change", pk)
    return _form_page(request, f"{translate('Предлог комисије')}: {row.case.number}", form, _("Сачувај предлог"))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the session; the extracts of the minutes are written then."""
    desk = desk_with(request, *OF_COMMISSION)
    try:
        commission.close_session(session=_session(desk, pk), by=desk.user)
    except commission.SessionClosed:
        messages.warning(request, translate("Седница је већ закључена."))
    else:
        messages.success(request, translate("Седница је закључена. Изводи из записника уписују се у предмете."))
    return redirect("admin:ivf_costs_commissionsession_change", pk)


def _session(desk: Desk, pk: int) -> CommissionSession:
    return get_object_or_404(CommissionSession, pk=pk, municipality_id=desk.municipality_id)


# -- money -------------------------------------------------------------------------------------------------------------
class AllocationForm(forms.Form):
    """Money added to a year, or taken back by a rebalance (ребаланс)."""

    use_required_attribute = False
    year = forms.IntegerField(
        label=_("Година"), min_value=2015, max_value=2100,
        error_messages={"required": _("Унесите годину, на пример 2026."), "invalid": _("Унесите годину, на пример 2026."),
                        "min_value": _("Проверите годину."), "max_value": _("Проверите годину.")},
    )  # fmt: skip
    direction = ChoiceField(
        label=_("Шта се мења"),
        choices=[("add", _("средства се додају")), ("take", _("средства се смањују"))],
        error_messages={"required": _("Изаберите да ли се средства додају или смањују.")},
    )
    amount = MoneyField(label=_("Износ"), error_messages={"required": _("Унесите износ, на пример 1.100.000,00.")})
    source = forms.CharField(
        label=_("Акт"),
        help_text=_("На пример: Одлука о буџету за 2026. годину, Службени лист 12/25."),
        max_length=300,
        error_messages={"required": _("Унесите акт по коме се средства мењају.")},
    )

    def clean_amount(self) -> Decimal:
        amount: Decimal = self.cleaned_data["amount"]
        if amount <= 0:
            raise forms.ValidationError(_("Износ мора да буде већи од нуле."))
        return amount


@never_cache
@require_http_methods(READ_AND_SEND)
def allocate(request: HttpRequest) -> HttpResponse:
    """Change the money of a year by an act."""
    desk = desk_with(request, *OF_MONEY)
    form = AllocationForm(
        request.POST if request.method == "POST" else None,
        initial={"year": timezone.localdate().year, "direction": "add"},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        amount = given["amount"] if given["direction"] == "add" else -given["amount"]
        try:
            budget.allocate(
                municipality=people.municipality_of(desk), year=given["year"], amount=amount, source=given["source"],
                by=desk.user,
            )  # fmt: skip
        except budget.NotEnough:
            form.add_error("amount", translate("Толико не може да се одузме: део је већ резервисан или додељен."))
        else:
            messages.success(request, translate("Средства су промењена."))
            return redirect("admin:ivf_costs_budgetyear_changelist")
    return _form_page(request, _("Средства за годину"), form, _("Упиши"))


class ReturnForm(forms.Form):
    """Money that came back."""

    use_required_attribute = False
    amount = MoneyField(label=_("Враћени износ"), error_messages={"required": _("Унесите износ, на пример 50.000,00.")})
    source = forms.CharField(
        label=_("Доказ"),
        help_text=_("На пример: извод број 54 од 3.11.2026."),
        max_length=300,
        error_messages={"required": _("Унесите доказ о уплати.")},
    )


@never_cache
@require_http_methods(READ_AND_SEND)
def money_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that a couple has returned money."""
    desk = desk_with(request, Permission.PROCESS_CASES)
    row = get_object_or_404(IvfRequest.objects.select_related("case"), pk=pk, municipality_id=desk.municipality_id)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            following.take_back(row=row, **form.cleaned_data, by=desk.user)
        except ValueError:
            form.add_error("amount", translate("Враћа се највише онолико колико је додељено, а више од нуле."))
        else:
            messages.success(request, translate("Повраћај је уписан; средства су поново на располагању."))
            return redirect("admin:ivf_costs_ivfrequest_change", pk)
    return _form_page(request, f"{translate('Повраћај')}: {row.case.number}", form, _("Упиши"))


def _form_page(request: HttpRequest, title: Any, form: forms.Form, button: Any) -> HttpResponse:
    status = (CONFLICT if form.non_field_errors() else MISTAKES) if form.is_bound else 200
    context = frame(request, title, form=form, button=button)
    return render(request, "ivf-costs/desk_form.html", context, status=status)
