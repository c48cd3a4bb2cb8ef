"""Reserved numbers at the desk: the head reserves and annuls, who leads cases enters the paper that came."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from eservices.cases import actions
from eservices.cases.access import Desk
from eservices.cases.desk import people
from eservices.cases.desk.action_views import READ_AND_SEND
from eservices.cases.desk.book import RESERVED_TONES, reader
from eservices.cases.desk.frames import frame
from eservices.cases.desk.refusals import CONFLICT, MISTAKES
from eservices.cases.forms import DateField
from eservices.cases.models import ReservedNumber
from eservices.cases.registry import BookClosed, Place
from municipalities.accounts.roles import Permission
from municipalities.models import Municipality, Office

USUAL_ORGAN = "IV"


class ReserveForm(forms.Form):
    """What is asked before a number is taken without a paper."""

    use_required_attribute = False
    classification = forms.RegexField(
        r"^\d{2,4}$",
        label=_("Класификациони знак"),
        help_text=_("На пример 350. Број се узима из књиге ове године."),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
        error_messages={
            "required": _("Унесите класификациони знак, на пример 350."),
            "invalid": _("Класификациони знак има од две до четири цифре, на пример 350."),
        },
    )
    organ = forms.ChoiceField(
        label=_("Ознака органа"), error_messages={"required": _("Изаберите орган."),
                                                  "invalid_choice": _("Изаберите орган са списка.")}
    )  # fmt: skip
    for_whom = forms.CharField(
        label=_("За кога"),
        help_text=_("Службеник или орган који ће број употребити."),
        max_length=200,
        error_messages={"required": _("Напишите за кога се број резервише.")},
    )
    reason = forms.CharField(
        label=_("Разлог"),
        help_text=_("Стоји у књизи."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        error_messages={
            "required": _("Напишите разлог."),
            "max_length": _("Разлог може имати највише 300 знакова. Скратите га."),
        },
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = dict.fromkeys(Office.objects.filter(municipality=municipality).values_list("organ", flat=True))
        self.fields["organ"].choices = [(mark, mark) for mark in marks or [USUAL_ORGAN]]  # type: ignore[attr-defined]


class UseForm(forms.Form):
    """The paper that got the number."""

    use_required_attribute = False
    party = forms.CharField(
        label=_("Странка"),
        help_text=_("Чији је поднесак. Празно ако је акт самог органа."),
        max_length=200,
        required=False,
    )
    subject = forms.CharField(
        label=_("Кратка садржина"),
        help_text=_("Кратко, без личних података: о чему је акт."),
        max_length=300,
        error_messages={"required": _("Напишите о чему је акт који добија број.")},
    )
    on = DateField(label=_("Датум пријема"), initial=timezone.localdate)

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("Дан не може бити после данашњег."))
        return day


class AnnulForm(forms.Form):
    """Why a number will never be used."""

    use_required_attribute = False
    reason = forms.CharField(
        label=_("Разлог поништења"),
        help_text=_("Стоји у књизи. Поништен број се више никоме не даје."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        error_messages={
            "required": _("Напишите разлог."),
            "max_length": _("Разлог може имати највише 300 знакова. Скратите га."),
        },
    )


@never_cache
@require_http_methods(READ_AND_SEND)
def reserve(request: HttpRequest) -> HttpResponse:
    """Reserve the next number of a book."""
    desk = reader(request)
    if not people.holds(desk, Permission.RESERVE_NUMBERS):
        raise Http404
    municipality = people.municipality_of(desk)
    form = ReserveForm(request.POST if request.method == "POST" else None, municipality=municipality)
    if form.is_valid():
        row = _reserve(form, municipality, desk)
        if row is not None:
            messages.success(request, translate("Резервисан је број %(number)s.") % {"number": row.number})
            return redirect("admin:cases_registrybook_reserved", row.pk)
    context = frame(request, translate("Резервишите број"), form=form)
    return render(request, "admin/desk/reserve.html", context, status=MISTAKES if form.errors else 200)


def _reserve(form: ReserveForm, municipality: Municipality, desk: Desk) -> ReservedNumber | None:
    given = form.cleaned_data
    place = Place(municipality, given["classification"], timezone.localdate().year, given["organ"])
    try:
        return actions.reserve_number(place=place, reason=given["reason"], for_whom=given["for_whom"], by=desk.user)
    except BookClosed:
        form.add_error("classification", translate("Та књига је закључена и у њој се више не дају бројеви."))
        return None


@never_cache
@require_http_methods(READ_AND_SEND)
def reserved(request: HttpRequest, reserved: int) -> HttpResponse:
    """One reserved number: why and for whom, what became of it, and the two ways to settle it."""
    desk = reader(request)
    rows = ReservedNumber.objects.filter(municipality_id=desk.municipality_id, pk=reserved)
    row = rows.select_related("reserved_by", "settled_by").first()
    if row is None:
        raise Http404
    annulling = "annul" in request.POST
    use = UseForm(request.POST if request.method == "POST" and not annulling else None)
    annul = AnnulForm(request.POST if annulling else None)
    status = 200
    if request.method == "POST":
        form: UseForm | AnnulForm = annul if annulling else use
        if not people.holds(desk, _needed(annulling=annulling)):
            raise Http404
        status = MISTAKES
        if form.is_valid():
            if _settle(row, form, desk):
                messages.success(request, translate("Забележено."))
                return redirect("admin:cases_registrybook_reserved", row.pk)
            status = CONFLICT
            form.add_error(None, translate("Колега је у међувремену употребио или поништио овај број."))
            row.refresh_from_db()
    context = frame(request, row.number, **_context(desk, row, use, annul))
    return render(request, "admin/desk/reserved.html", context, status=status)


def _needed(*, annulling: bool) -> Permission:
    return Permission.RESERVE_NUMBERS if annulling else Permission.PROCESS_CASES


def _settle(row: ReservedNumber, form: UseForm | AnnulForm, desk: Desk) -> bool:
    if isinstance(form, AnnulForm):
        return actions.annul_number(reserved=row, reason=form.cleaned_data["reason"], by=desk.user)
    return actions.use_number(reserved=row, paper=actions.Paper(**form.cleaned_data), by=desk.user)


def _context(desk: Desk, row: ReservedNumber, use: UseForm, annul: AnnulForm) -> dict[str, Any]:
    return {
        "row": row,
        "tone": RESERVED_TONES[ReservedNumber.State(row.state)],
        "names": people.holds(desk, Permission.VIEW_CASES),
        "use": use if people.holds(desk, _needed(annulling=False)) else None,
        "annul": annul if people.holds(desk, _needed(annulling=True)) else None,
        "open": row.state == ReservedNumber.State.RESERVED,
        "form": annul if annul.is_bound else use,
    }
